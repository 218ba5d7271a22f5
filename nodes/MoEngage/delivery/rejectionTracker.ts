import type { Failure } from '../api/classifyResponse';
import type { MoEngageRecord } from '../api/record';
import { computeBatchKey } from './compose';
import { MAX_SAME_REFUSALS } from './bisection';
import type { CircuitBreaker } from './circuitBreaker';

/** What a run knows of the requests that have the same envelope. */
interface Knowledge {
	/** Why MoEngage refuses each of them. */
	failure?: Failure;
	/** Whether one has been accepted, so that the envelope is not what MoEngage rejects. */
	isAccepted: boolean;
	/** How many records in a row were rejected alone for the same reason. */
	same: { reason: string; count: number };
}

/** Finds out whether MoEngage rejects records for what all requests of their kind have in common. */
export class RejectionTracker {
	private readonly byEnvelope = new Map<string, Knowledge>();

	private areThereAny = false;

	constructor(private readonly circuitBreaker: CircuitBreaker) {}

	/** Why every request like the one of this record is refused, where that is known. */
	find(record: MoEngageRecord): Failure | undefined {
		return this.areThereAny ? this.byEnvelope.get(computeBatchKey(record))?.failure : undefined;
	}

	/** Keeps other requests back until it is known whether requests like the one of this record pass. */
	doubt(record: MoEngageRecord): void {
		if (!this.know(record).isAccepted) this.circuitBreaker.hold(computeBatchKey(record));
	}

	/** Lets other requests go on, whether it is known or not. */
	stopDoubting(record: MoEngageRecord): void {
		this.circuitBreaker.release(computeBatchKey(record));
	}

	/** Notes that MoEngage refuses every request like the one of this record. */
	reach(record: MoEngageRecord, failure: Failure): void {
		this.areThereAny = true;
		this.know(record).failure = failure;
		this.stopDoubting(record);
	}

	/** Whether a request like the one of this record was accepted before. */
	isAccepted(record: MoEngageRecord): boolean {
		return this.know(record).isAccepted;
	}

	/** Notes that a request like the one of this record was accepted. */
	noteAcceptance(record: MoEngageRecord): void {
		// A request of a single record is never divided, so this is never looked up.
		if (record.entry === undefined) return;
		const knowledge = this.know(record);
		knowledge.same.count = 0;
		if (knowledge.isAccepted) return;
		knowledge.isAccepted = true;
		this.stopDoubting(record);
	}

	/**
	 * Notes that a record was rejected alone.
	 *
	 * @returns whether that shows that every request like its own is refused
	 */
	countRefusal(record: MoEngageRecord, failure: Failure): boolean {
		const knowledge = this.know(record);
		const reason = JSON.stringify([failure.type, failure.message]);
		const count = knowledge.same.reason === reason ? knowledge.same.count + 1 : 1;
		knowledge.same = { reason, count };
		if (knowledge.isAccepted || count < MAX_SAME_REFUSALS) return false;
		this.reach(record, failure);
		return true;
	}

	private know(record: MoEngageRecord): Knowledge {
		const batchKey = computeBatchKey(record);
		const known = this.byEnvelope.get(batchKey);
		if (known !== undefined) return known;
		const fresh: Knowledge = { isAccepted: false, same: { reason: '', count: 0 } };
		this.byEnvelope.set(batchKey, fresh);
		return fresh;
	}
}
