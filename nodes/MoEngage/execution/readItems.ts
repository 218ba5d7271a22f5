import type { INodeExecutionData } from 'n8n-workflow';

import { InvalidInput, type Ask, type Operation } from '../resources/operation';
import type { ParameterReader } from './parameters';

/** What the items ask for, and which of them cannot be sent; both by item index. */
export interface Inputs {
	asks: Map<number, Ask>;
	invalid: Map<number, InvalidInput>;
	/** What the user should know of the items that are sent, together. */
	hints: string[];
}

/** An item that this node cannot read is not sent, whatever the reason; its neighbours are. */
const describeSurprise = (error: unknown) =>
	new InvalidInput(
		`The item cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		'Look at the values of the item. If they are as they should be, report this to the maintainers of the node.',
	);

/** Lets a review run to its end. */
const finish = <Result>(review: Generator<undefined, Result, undefined>): Result => {
	let step = review.next();
	while (!step.done) step = review.next();
	return step.value;
};

/** Reads and checks all items before anything is sent. */
export const readItems = (
	operation: Operation,
	items: INodeExecutionData[],
	readerFor: ParameterReader,
): Inputs => {
	const inputs: Inputs = { asks: new Map(), invalid: new Map(), hints: [] };
	for (const [index, { json }] of items.entries()) {
		try {
			inputs.asks.set(index, operation.read(readerFor(index, json)));
		} catch (error) {
			inputs.invalid.set(index, error instanceof InvalidInput ? error : describeSurprise(error));
		}
	}
	const { refuse, hintsOf } = operation;
	for (const [index, refusal] of refuse === undefined ? [] : finish(refuse(inputs.asks))) {
		inputs.asks.delete(index);
		inputs.invalid.set(index, refusal);
	}
	if (hintsOf !== undefined) inputs.hints = finish(hintsOf(inputs.asks));
	return inputs;
};
