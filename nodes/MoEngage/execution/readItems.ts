import type { INodeExecutionData } from 'n8n-workflow';

import { InvalidInput, type Ask, type Operation } from '../resources/operation';
import type { ParameterReader } from './parameters';

/** What the items ask for, and which of them cannot be sent; both by item index. */
export interface Inputs {
	asks: Map<number, Ask>;
	invalid: Map<number, InvalidInput>;
}

/** An item that this node cannot read is not sent, whatever the reason; its neighbours are. */
const describeSurprise = (error: unknown) =>
	new InvalidInput(
		`The item cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		'Look at the values of the item. If they are as they should be, report this to the maintainers of the node.',
	);

/** Reads and checks all items before anything is sent. */
export const readItems = (
	operation: Operation,
	items: INodeExecutionData[],
	readerFor: ParameterReader,
): Inputs => {
	const inputs: Inputs = { asks: new Map(), invalid: new Map() };
	for (const [index, { json }] of items.entries()) {
		try {
			inputs.asks.set(index, operation.read(readerFor(index, json)));
		} catch (error) {
			inputs.invalid.set(index, error instanceof InvalidInput ? error : describeSurprise(error));
		}
	}
	for (const [index, refusal] of operation.refuse?.(inputs.asks) ?? []) {
		inputs.asks.delete(index);
		inputs.invalid.set(index, refusal);
	}
	return inputs;
};
