import type { Connection } from '../api/connection';
import { groupDigits } from '../api/numbers';
import { InvalidCredential } from '../api/credential';
import { measureAlone, type TimeSlice } from '../delivery';
import { InvalidInput, type ItemRequest } from '../resources/operation';
import type { Run } from './prepareRun';

/** What the items ask for and of which workspace, and which of them cannot be sent; by item index. */
export interface Inputs {
	itemRequests: Map<number, ItemRequest>;
	connections: Map<number, Connection>;
	invalid: Map<number, InvalidInput>;
	/** What the user should know of the items that are sent, together. */
	hints: string[];
}

/** Whatever the reason for which an item cannot be read, it is not sent, and its neighbors are. */
export const toInvalidInput = (error: unknown): InvalidInput => {
	if (error instanceof InvalidInput) return error;
	if (error instanceof InvalidCredential) return new InvalidInput(error.message, error.description);
	return new InvalidInput(
		`The item cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		'Check the values of the item. If they are correct, report this to the maintainers of the node.',
	);
};

/** Refuses an item of which MoEngage would not take a record because of its size. */
const refuseTooLarge = ({ operation, options }: Run, { records }: ItemRequest): void => {
	const { endpoint } = operation;
	for (const record of records) {
		const bytes = measureAlone(endpoint, { itemIndexes: [], ...record }, options.requestId);
		if (bytes < endpoint.maxBytes) continue;
		throw new InvalidInput(
			`The request would have ${groupDigits(bytes)} bytes, and MoEngage accepts less than ${groupDigits(endpoint.maxBytes)}`,
			'Shorten the values of this item, or send fewer entries with it.',
		);
	}
};

/** Lets a look at all asks run to its end. */
const finish = async <Result>(
	review: Generator<undefined, Result, undefined>,
	timeSlice: TimeSlice,
): Promise<Result> => {
	for (;;) {
		const step = review.next();
		if (step.done) return step.value;
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
	}
};

/** Reads and checks all items before anything is sent. */
export const readItems = async (run: Run): Promise<Inputs> => {
	const { items, handler, readerFor, findConnection, timeSlice } = run;
	const inputs: Inputs = {
		itemRequests: new Map(),
		connections: new Map(),
		invalid: new Map(),
		hints: [],
	};
	for (const [index, { json }] of items.entries()) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		try {
			const ask = handler.read(readerFor(index, json));
			refuseTooLarge(run, ask);
			inputs.connections.set(index, await findConnection(index));
			inputs.itemRequests.set(index, ask);
		} catch (error) {
			inputs.invalid.set(index, toInvalidInput(error));
		}
	}
	const { refuse, hintsOf } = handler;
	if (refuse !== undefined) {
		for (const [index, failure] of await finish(refuse(inputs.itemRequests), timeSlice)) {
			inputs.itemRequests.delete(index);
			inputs.invalid.set(index, failure);
		}
	}
	if (hintsOf !== undefined) inputs.hints = await finish(hintsOf(inputs.itemRequests), timeSlice);
	return inputs;
};
