import type { Refusal } from '../api/answer';
import type { MoEngageRecord } from '../api/record';
import { describeEnvelope } from './compose';
import { MAX_SAME_REFUSALS } from './division';
import type { Gate } from './gate';

/** What a run knows of the requests that have the same envelope. */
interface Knowledge {
	/** Why MoEngage refuses each of them. */
	refusal?: Refusal;
	/** Whether one has been accepted, so that the envelope is not what MoEngage rejects. */
	isAccepted: boolean;
	/** How many records in a row were rejected alone for the same reason. */
	same: { reason: string; count: number };
}

/** Finds out whether MoEngage rejects records for what all requests of their kind have in common. */
export class Verdicts {
	private readonly byEnvelope = new Map<string, Knowledge>();

	private areThereAny = false;

	constructor(private readonly gate: Gate) {}

	/** Why every request like the one of this record is refused, where that is known. */
	find(record: MoEngageRecord): Refusal | undefined {
		return this.areThereAny ? this.byEnvelope.get(describeEnvelope(record))?.refusal : undefined;
	}

	/** Keeps other requests back until it is known whether requests like the one of this record pass. */
	doubt(record: MoEngageRecord): void {
		if (!this.know(record).isAccepted) this.gate.hold(describeEnvelope(record));
	}

	/** Lets other requests go on, whether it is known or not. */
	stopDoubting(record: MoEngageRecord): void {
		this.gate.release(describeEnvelope(record));
	}

	/** Notes that MoEngage refuses every request like the one of this record. */
	reach(record: MoEngageRecord, refusal: Refusal): void {
		this.areThereAny = true;
		this.know(record).refusal = refusal;
		this.stopDoubting(record);
	}

	/** Whether a request like the one of this record was accepted before. */
	isAccepted(record: MoEngageRecord): boolean {
		return this.know(record).isAccepted;
	}

	/** Notes that a request like the one of this record was accepted. */
	noteAcceptance(record: MoEngageRecord): void {
		// A request of a single record is never divided, so this is never looked up.
		if (record.element === undefined) return;
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
	countRefusal(record: MoEngageRecord, refusal: Refusal): boolean {
		const knowledge = this.know(record);
		const reason = JSON.stringify([refusal.type, refusal.message]);
		const count = knowledge.same.reason === reason ? knowledge.same.count + 1 : 1;
		knowledge.same = { reason, count };
		if (knowledge.isAccepted || count < MAX_SAME_REFUSALS) return false;
		this.reach(record, refusal);
		return true;
	}

	private know(record: MoEngageRecord): Knowledge {
		const envelope = describeEnvelope(record);
		const known = this.byEnvelope.get(envelope);
		if (known !== undefined) return known;
		const fresh: Knowledge = { isAccepted: false, same: { reason: '', count: 0 } };
		this.byEnvelope.set(envelope, fresh);
		return fresh;
	}
}
