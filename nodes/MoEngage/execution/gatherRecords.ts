import type { Connection } from '../api/connection';
import type { MoEngageRecord } from '../api/record';
import { measureAlone } from '../delivery';
import type { ItemRecord } from '../resources/operation';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** The records of each workspace, in the order of the items. */
export type Gathered = Map<Connection, MoEngageRecord[]>;

/** Each workspace of a run has its own stem, so that no two requests have the same id. */
export const toRequestIdStem = (id: string | undefined, index: number, workspaces: number) =>
	id === undefined || workspaces === 1 ? id : `${id}-${index + 1}`;

/** One list for all requests, since an empty list for each would add up. */
const NO_RECORDS: ItemRecord[] = [];

/** If one of two records sets everything, both together do. */
const joinTargets = (one: string[] | undefined, other: string[] | undefined) =>
	one && other && [...new Set([...one, ...other])];

/** Gathers the records of one workspace, each key once. */
class Gatherer {
	readonly records: MoEngageRecord[] = [];

	private readonly byKey = new Map<string, MoEngageRecord>();

	constructor(private readonly run: Run) {}

	add({ key, ...requested }: ItemRecord, itemIndex: number): void {
		const { entry, body } = requested;
		// Where a request carries several records, its body has what they all share.
		const shared = entry === undefined ? [] : [body];
		const identity = key === undefined ? undefined : JSON.stringify([key, ...shared]);
		const known = identity === undefined ? undefined : this.byKey.get(identity);
		if (known !== undefined && this.join(known, requested, itemIndex)) return;
		const record: MoEngageRecord = { ...requested, itemIndexes: [itemIndex] };
		this.records.push(record);
		if (identity !== undefined) this.byKey.set(identity, record);
	}

	/** Adds an item to a record that does for both; false where two records are needed. */
	private join(
		known: MoEngageRecord,
		{ entry, targets }: Omit<ItemRecord, 'key'>,
		itemIndex: number,
	): boolean {
		const { operation, options } = this.run;
		const { endpoint, mergeEntries } = operation;
		if (mergeEntries !== undefined) {
			const merged = mergeEntries(known.entry, entry);
			if (merged === undefined) return false;
			const bytes = measureAlone(endpoint, { ...known, entry: merged }, options.requestId);
			if (bytes >= endpoint.maxBytes) return false;
			known.entry = merged;
			known.targets = joinTargets(known.targets, targets);
		}
		known.itemIndexes.push(itemIndex);
		return true;
	}
}

/**
 * Takes the records out of the item requests, which then keep them no longer, so that what has been
 * sent can be forgotten.
 */
export const takeRecords = async (
	run: Run,
	{ itemRequests, groups }: Inputs,
): Promise<Gathered> => {
	const gathered: Gathered = new Map();
	for (const { connection, indexes } of groups.values()) {
		const gatherer = new Gatherer(run);
		for (const index of indexes) {
			if (run.timeSlice.isOver) await run.timeSlice.yieldToEventLoop();
			const request = itemRequests.get(index);
			if (request === undefined) continue;
			for (const record of request.records) gatherer.add(record, index);
			// Only what the output needs is kept.
			const { identifiers, split } = request;
			itemRequests.set(index, { records: NO_RECORDS, identifiers, split });
		}
		if (gatherer.records.length > 0) gathered.set(connection, gatherer.records);
	}
	return gathered;
};
