import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import type { DeliveryOptions, FailedOutcome } from '../types';

/** Tells what became of the records of a run, of each once, and knows what may have been carried out. */
export class Settlement {
	/** By record, the failure of an attempt that may have carried it out; kept whatever comes afterward. */
	private readonly ambiguous = new WeakMap<MoEngageRecord, Failure>();

	constructor(private readonly options: DeliveryOptions) {}

	mayHaveBeenApplied(record: MoEngageRecord): boolean {
		return this.ambiguous.has(record);
	}

	/** The records that may still be sent; the others are settled, because they must not be sent twice. */
	listUnsettled(records: readonly MoEngageRecord[]): MoEngageRecord[] {
		return records.filter((record) => !this.mustNotBeRepeated(record));
	}

	/** Notes that MoEngage may have carried records out, and settles those that must not be sent twice. */
	noteAmbiguous(records: readonly MoEngageRecord[], failure: Failure): void {
		for (const record of records) {
			this.ambiguous.set(record, failure);
			if (!this.mustNotBeRepeated(record)) continue;
			this.options.settle(record, { kind: 'ambiguous', failure, isRepeated: false });
		}
	}

	fail(records: readonly MoEngageRecord[], outcome: FailedOutcome): void {
		for (const record of this.listUnsettled(records)) {
			const failure = this.ambiguous.get(record);
			if (failure === undefined) {
				this.options.settle(record, outcome);
			} else if (this.isIdempotent(record)) {
				this.options.settle(record, { ...outcome, mayHaveBeenApplied: true });
			} else {
				// It is more important that it may have been recorded than why the last attempt failed.
				this.options.settle(record, { kind: 'ambiguous', failure, isRepeated: true });
			}
		}
	}

	private mustNotBeRepeated(record: MoEngageRecord): boolean {
		if (this.isIdempotent(record) || this.options.repeatsAmbiguous) return false;
		return this.mayHaveBeenApplied(record);
	}

	private isIdempotent({ idempotent = this.options.endpoint.idempotent }: MoEngageRecord): boolean {
		return idempotent;
	}
}
