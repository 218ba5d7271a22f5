import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import type { CircuitBreaker } from '../send/circuitBreaker';
import { computeBatchKey } from './composeRequest';

/** Records that are rejected alone for the same reason show that all requests like theirs are rejected. */
export const MAX_SAME_REJECTIONS = 10;

/** What a run knows of the requests that have the same batch key. */
interface Knowledge {
	/** Why MoEngage rejects each of them. */
	failure?: Failure;
	/** Whether one has been accepted, so that the batch key is not what MoEngage rejects. */
	isAccepted: boolean;
	/** How many records in a row were rejected alone for the same reason. */
	same: { reason: string; count: number };
}

/** What a message quotes, and numbers, addresses, and ids: these differ from record to record. */
const VARIABLE = /(["'`])[^"'`]*\1|[“‘«][^”’»]*[”’»]|\S*[\d@_]\S*/g;

/** Why MoEngage rejected a record, apart from what its message says of this record alone. */
const toReason = ({ type, message }: Failure): string =>
	JSON.stringify([type, message.replace(VARIABLE, '…')]);

/** Finds out whether MoEngage rejects records for what all requests of their kind have in common. */
export class RejectionTracker {
	private readonly byBatchKey = new Map<string, Knowledge>();

	constructor(private readonly circuitBreaker: CircuitBreaker) {}

	/** Why every request like the one of this record is rejected, if that is known. */
	find(record: MoEngageRecord): Failure | undefined {
		return this.byBatchKey.get(computeBatchKey(record))?.failure;
	}

	/** Lets other requests wait until it is known whether requests like the one of this record pass. */
	suspect(record: MoEngageRecord): void {
		if (!this.know(record).isAccepted) this.circuitBreaker.suspend(computeBatchKey(record));
	}

	/** Lets other requests go on, whether it is known or not. */
	clear(record: MoEngageRecord): void {
		this.circuitBreaker.resume(computeBatchKey(record));
	}

	/** Notes that MoEngage rejects every request like the one of this record. */
	rejectAll(record: MoEngageRecord, failure: Failure): void {
		this.know(record).failure = failure;
		this.clear(record);
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
		this.clear(record);
	}

	/**
	 * Notes that a record was rejected alone.
	 *
	 * @returns whether that shows that every request like its own is rejected
	 */
	noteRejection(record: MoEngageRecord, failure: Failure): boolean {
		const knowledge = this.know(record);
		const reason = toReason(failure);
		const count = knowledge.same.reason === reason ? knowledge.same.count + 1 : 1;
		knowledge.same = { reason, count };
		if (count < MAX_SAME_REJECTIONS) return false;
		this.rejectAll(record, failure);
		return true;
	}

	private know(record: MoEngageRecord): Knowledge {
		const batchKey = computeBatchKey(record);
		const known = this.byBatchKey.get(batchKey);
		if (known !== undefined) return known;
		const fresh: Knowledge = { isAccepted: false, same: { reason: '', count: 0 } };
		this.byBatchKey.set(batchKey, fresh);
		return fresh;
	}
}
