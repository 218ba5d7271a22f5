import type { Connection } from '../api/connection';
import type { MoEngageRecord, Prerequisite } from '../api/record';
import { TimeSlice } from '../delivery';
import type { ItemRecord, Operation } from '../resources/operation';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** The records of each workspace, in the order of the items. */
export type Gathered = Map<Connection, MoEngageRecord[]>;

/** One for all requests, since an empty list for each would add up. */
const NO_RECORDS: ItemRecord[] = [];

/** Gathers the records of one workspace, each key once. */
class Gatherer {
	readonly records: MoEngageRecord[] = [];

	private readonly byKey = new Map<string, MoEngageRecord>();

	/** The keys of the prerequisites that have their record already. */
	private readonly preceded = new Set<string>();

	constructor(private readonly mergeEntries: Operation['mergeEntries']) {}

	add({ key, ...requested }: ItemRecord, itemIndex: number): void {
		const identity = key === undefined ? undefined : JSON.stringify([key, requested.body]);
		const known = identity === undefined ? undefined : this.byKey.get(identity);
		if (known !== undefined && this.join(known, requested, itemIndex)) return;
		const record = { ...requested, itemIndexes: [itemIndex] };
		if (!this.isFirstWith(record.prerequisite)) delete record.prerequisite;
		this.records.push(record);
		if (identity !== undefined) this.byKey.set(identity, record);
	}

	private isFirstWith(prerequisite: Prerequisite | undefined): boolean {
		if (prerequisite === undefined || this.preceded.has(prerequisite.key)) return false;
		this.preceded.add(prerequisite.key);
		return true;
	}

	/** Adds an item to a record that does for both; false where two records are needed. */
	private join(
		known: MoEngageRecord,
		{ entry }: Omit<ItemRecord, 'key'>,
		itemIndex: number,
	): boolean {
		if (this.mergeEntries !== undefined) {
			const merged = this.mergeEntries(known.entry, entry);
			if (merged === undefined) return false;
			known.entry = merged;
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
	{ operation, signal }: Run,
	{ itemRequests, connections }: Inputs,
): Promise<Gathered> => {
	const timeSlice = new TimeSlice(signal);
	const gatherers = new Map<Connection, Gatherer>();
	for (const [index, request] of itemRequests) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const connection = connections.get(index);
		if (connection === undefined) continue;
		const gatherer = gatherers.get(connection) ?? new Gatherer(operation.mergeEntries);
		gatherers.set(connection, gatherer);
		for (const record of request.records) gatherer.add(record, index);
		// Only what the output needs is kept.
		const { identifiers, split, hint } = request;
		itemRequests.set(index, { records: NO_RECORDS, identifiers, split, hint });
	}
	return new Map([...gatherers].map(([connection, { records }]) => [connection, records]));
};
