import type { MoEngageRecord } from '../../api/record';

/** Knows which prerequisites of a run MoEngage has accepted. */
export class Prerequisites {
	private readonly accepted = new Set<string>();

	/** The records of one request that bring their prerequisite along: the first of each open key. */
	choose(records: readonly MoEngageRecord[]): ReadonlySet<MoEngageRecord> {
		const chosen = new Map<string, MoEngageRecord>();
		for (const record of records) {
			const key = record.prerequisite?.key;
			if (key === undefined || this.accepted.has(key) || chosen.has(key)) continue;
			chosen.set(key, record);
		}
		return new Set(chosen.values());
	}

	/** Notes that MoEngage accepted a request with the prerequisites of these records. */
	noteAcceptance(chosen: ReadonlySet<MoEngageRecord>): void {
		for (const { prerequisite } of chosen) if (prerequisite) this.accepted.add(prerequisite.key);
	}
}
