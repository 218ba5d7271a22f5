import type { Connection } from '../api/connection';
import { groupDigits } from '../api/numbers';
import { InvalidCredential } from '../api/credential';
import { measureAlone, type Stretch } from '../delivery';
import { InvalidInput, type Ask } from '../resources/operation';
import type { Run } from './prepareRun';

/** What the items ask for and of which workspace, and which of them cannot be sent; by item index. */
export interface Inputs {
	asks: Map<number, Ask>;
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
const refuseTooLarge = ({ operation, options }: Run, { records }: Ask): void => {
	const { endpoint } = operation;
	for (const record of records) {
		const bytes = measureAlone(endpoint, { owners: [], ...record }, options.requestId);
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
	stretch: Stretch,
): Promise<Result> => {
	for (;;) {
		const step = review.next();
		if (step.done) return step.value;
		if (stretch.isOver) await stretch.giveWay();
	}
};

/** Reads and checks all items before anything is sent. */
export const readItems = async (run: Run): Promise<Inputs> => {
	const { items, reading, readerFor, findConnection, stretch } = run;
	const inputs: Inputs = {
		asks: new Map(),
		connections: new Map(),
		invalid: new Map(),
		hints: [],
	};
	for (const [index, { json }] of items.entries()) {
		if (stretch.isOver) await stretch.giveWay();
		try {
			const ask = reading.read(readerFor(index, json));
			refuseTooLarge(run, ask);
			inputs.connections.set(index, await findConnection(index));
			inputs.asks.set(index, ask);
		} catch (error) {
			inputs.invalid.set(index, toInvalidInput(error));
		}
	}
	const { refuse, hintsOf } = reading;
	if (refuse !== undefined) {
		for (const [index, refusal] of await finish(refuse(inputs.asks), stretch)) {
			inputs.asks.delete(index);
			inputs.invalid.set(index, refusal);
		}
	}
	if (hintsOf !== undefined) inputs.hints = await finish(hintsOf(inputs.asks), stretch);
	return inputs;
};
