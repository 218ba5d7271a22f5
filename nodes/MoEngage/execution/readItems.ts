import type { Connection } from '../api/connection';
import { groupDigits } from '../api/numbers';
import { InvalidCredential, type Workspace } from '../api/credential';
import { measureAlone } from '../delivery';
import { InvalidInput, type ItemRequest } from '../resources/operation';
import { createNoteHints } from '../resources/fields/notes';
import type { Run } from './prepareRun';

/** What the items ask for, their workspaces, and the items that cannot be sent; by item index. */
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

/** Refuses an item with a record that is too large for MoEngage. */
const checkSize = ({ operation, options }: Run, { records }: ItemRequest): void => {
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

/** The indexes of the items that were read, by the workspace that they go to. */
const groupByWorkspace = ({ connections }: Inputs): number[][] => {
	const groups = new Map<Workspace, number[]>();
	for (const [index, { workspace }] of connections) {
		const group = groups.get(workspace);
		if (group === undefined) groups.set(workspace, [index]);
		else group.push(index);
	}
	return [...groups.values()];
};

/** Looks at the items of each workspace together. */
const checkTogether = async ({ operation, timeSlice }: Run, inputs: Inputs): Promise<void> => {
	for (const indexes of groupByWorkspace(inputs)) {
		for (const check of [...(operation.createChecks?.() ?? []), createNoteHints()]) {
			for (const index of indexes) {
				if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
				const itemRequest = inputs.itemRequests.get(index);
				if (itemRequest !== undefined) check.add(index, itemRequest);
			}
			const { invalid = [], hints = [] } = check.conclude();
			for (const [index, reason] of invalid) {
				if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
				inputs.itemRequests.delete(index);
				inputs.invalid.set(index, reason);
			}
			inputs.hints.push(...hints);
		}
	}
};

/** Reads and checks all items before anything is sent. */
export const readItems = async (run: Run): Promise<Inputs> => {
	const { items, operation, readerFor, findConnection, timeSlice } = run;
	const inputs: Inputs = {
		itemRequests: new Map(),
		connections: new Map(),
		invalid: new Map(),
		hints: [],
	};
	for (const [index, { json }] of items.entries()) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		try {
			const parameters = readerFor(index, json);
			const itemRequest = operation.read(parameters);
			if (parameters.notes.size > 0) itemRequest.notes = parameters.notes;
			checkSize(run, itemRequest);
			inputs.connections.set(index, await findConnection(index));
			inputs.itemRequests.set(index, itemRequest);
		} catch (error) {
			inputs.invalid.set(index, toInvalidInput(error));
		}
	}
	await checkTogether(run, inputs);
	return inputs;
};
