import type { Connection } from '../api/connection';
import type { MoEngageRecord, Preface } from '../api/record';
import { Stretch } from '../delivery';
import type { AskedRecord, Reading } from '../resources/operation';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** The records of each workspace, in the order of the items. */
export type Gathered = Map<Connection, MoEngageRecord[]>;

/** One for all asks, since an empty list for each would add up. */
const NO_RECORDS: AskedRecord[] = [];

/** Gathers the records of one workspace, each key once. */
class Gatherer {
	readonly records: MoEngageRecord[] = [];

	private readonly byKey = new Map<string, MoEngageRecord>();

	/** The keys of the prefaces that have their record already. */
	private readonly prefaced = new Set<string>();

	constructor(private readonly mergeElements: Reading['mergeElements']) {}

	add({ key, ...asked }: AskedRecord, owner: number): void {
		const identity = key === undefined ? undefined : JSON.stringify([key, asked.body]);
		const known = identity === undefined ? undefined : this.byKey.get(identity);
		if (known !== undefined && this.join(known, asked, owner)) return;
		const record = { ...asked, owners: [owner] };
		if (!this.isFirstWith(record.preface)) delete record.preface;
		this.records.push(record);
		if (identity !== undefined) this.byKey.set(identity, record);
	}

	private isFirstWith(preface: Preface | undefined): boolean {
		if (preface === undefined || this.prefaced.has(preface.key)) return false;
		this.prefaced.add(preface.key);
		return true;
	}

	/** Adds an item to a record that does for both; false where two records are needed. */
	private join(
		known: MoEngageRecord,
		{ element }: Omit<AskedRecord, 'key'>,
		owner: number,
	): boolean {
		if (this.mergeElements !== undefined) {
			const merged = this.mergeElements(known.element, element);
			if (merged === undefined) return false;
			known.element = merged;
		}
		known.owners.push(owner);
		return true;
	}
}

/**
 * Takes the records out of the items' asks, which then hold them no longer, so that what has been sent
 * can be forgotten.
 */
export const takeRecords = async (
	{ reading, signal }: Run,
	{ asks, connections }: Inputs,
): Promise<Gathered> => {
	const stretch = new Stretch(signal);
	const gatherers = new Map<Connection, Gatherer>();
	for (const [index, ask] of asks) {
		if (stretch.isOver) await stretch.giveWay();
		const connection = connections.get(index);
		if (connection === undefined) continue;
		const gatherer = gatherers.get(connection) ?? new Gatherer(reading.mergeElements);
		gatherers.set(connection, gatherer);
		for (const record of ask.records) gatherer.add(record, index);
		ask.records = NO_RECORDS;
		// The device was needed only while all asks were reviewed together.
		ask.device = undefined;
	}
	return new Map([...gatherers].map(([connection, { records }]) => [connection, records]));
};
