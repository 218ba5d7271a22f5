import type { Connection } from '../api/connection';
import { groupDigits } from '../api/numbers';
import { InvalidCredential, type Workspace } from '../api/credential';
import { measureAlone } from '../delivery';
import { InvalidInput, type ItemRequest } from '../resources/operation';
import { createNoteHints } from '../resources/fields/notes';
import type { Run } from './prepareRun';

interface Group {
	/** The connection of the first item of the group. */
	connection: Connection;
	indexes: number[];
}

/** What the items ask for, and the items that cannot be sent; by item index. */
export interface Inputs {
	itemRequests: Map<number, ItemRequest>;
	groups: Map<Workspace, Group>;
	invalid: Map<number, InvalidInput>;
	/** What the user should know of the items that are sent, together. */
	hints: string[];
}

/** Whatever the reason for which an item cannot be read, it is not sent, and its neighbors are. */
const toInvalidInput = (error: unknown): InvalidInput => {
	if (error instanceof InvalidInput) return error;
	if (error instanceof InvalidCredential) return new InvalidInput(error.message, error.description);
	return new InvalidInput(
		`The item cannot be read: ${error instanceof Error ? error.message : String(error)}`,
		'Check the values of the item. If they are correct, report this to the maintainers of the node.',
	);
};

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

const checkTogether = async (
	{ items, operation, timeSlice }: Run,
	inputs: Inputs,
): Promise<void> => {
	for (const { indexes } of inputs.groups.values()) {
		for (const check of [...(operation.createChecks?.(items) ?? []), createNoteHints()]) {
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
		groups: new Map(),
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
			const connection = await findConnection(index);
			const group = inputs.groups.get(connection.workspace) ?? { connection, indexes: [] };
			inputs.groups.set(connection.workspace, group);
			group.indexes.push(index);
			if (connection.send !== group.connection.send) {
				for (const record of itemRequest.records) record.send = connection.send;
			}
			inputs.itemRequests.set(index, itemRequest);
		} catch (error) {
			inputs.invalid.set(index, toInvalidInput(error));
		}
	}
	await checkTogether(run, inputs);
	return inputs;
};
