import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import { MAX_WAIT_FOR_ANSWER } from '../time';
import { computeBatchKey } from './composeRequest';

/** How many records that are rejected alone for the same reason show that all requests like theirs are. */
export const MAX_SAME_REJECTIONS = 10;

/**
 * What a message quotes, and numbers, addresses, and ids: these differ from record to record. A quote
 * does not begin or end within a word, where it is an apostrophe.
 */
const VARIABLE = /(?<!\p{L})(["'`])(?:(?!\1).|\1(?=\p{L}))*\1|[“‘«][^”’»]*[”’»]|\S*[\d@_]\S*/gu;

/** The texts of a record, such as its customer's ID, the longer ones first. */
const listTexts = ({ entry }: MoEngageRecord): string[] =>
	(typeof entry === 'string' ? [entry] : Object.values(entry ?? {}))
		.filter((value) => typeof value === 'string' && value !== '')
		.map(String)
		.sort((one, other) => other.length - one.length);

const hideWord = (message: string, word: string): string => {
	const escaped = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	return message.replace(new RegExp(`(?<!\\p{L})${escaped}(?!\\p{L})`, 'giu'), '…');
};

/** Why MoEngage rejected a record, apart from what its message says of this record alone. */
const toReason = ({ type, message }: Failure, record: MoEngageRecord): string =>
	JSON.stringify([type, listTexts(record).reduce(hideWord, message).replace(VARIABLE, '…')]);

/** A rejected batch sends records alone, to find out whether requests like it pass; others wait meanwhile. */
export interface Sampling {
	/** When the sample that is in flight was sent; absent while the next one waits to be sent. */
	sentAt?: number;
	isOver: boolean;
}

/** Finds out whether MoEngage rejects records for what all requests of their kind have in common. */
export class RejectionTracker {
	private ownFailure?: Failure;
	private sampling?: Sampling;

	/** Whether one has been accepted, so that the batch key is not what MoEngage rejects. */
	isAccepted = false;

	/** Why the last records were rejected alone, how many in a row for that reason, and their batch keys. */
	private reason = '';
	private count = 0;
	private readonly sources = new Set<RejectionTracker>();

	/** @param ofRun That of all requests of the run; absent for itself */
	constructor(private readonly ofRun?: RejectionTracker) {}

	/** Why MoEngage rejects each of these requests, if it does. */
	get failure(): Failure | undefined {
		return this.ownFailure ?? this.ofRun?.failure;
	}

	rejectAll(failure: Failure): void {
		this.ownFailure ??= failure;
	}

	noteAcceptance(): void {
		this.isAccepted = true;
		this.ofRun?.noteAcceptance();
	}

	/**
	 * Whether a rejected batch is about to find out whether these requests pass: any batch until
	 * something was accepted in the run, then only those with the same batch key. Nobody waits longer
	 * than ten seconds for the answer to a sample.
	 *
	 * @param own The sampling that the request is a part of, which waits for no other batch
	 */
	isHeldUp(now: number, own?: Sampling): boolean {
		if (own?.isOver === false) return false;
		if (this.ofRun?.isHeldUp(now)) return true;
		if (this.isAccepted || this.sampling === undefined || this.sampling.isOver) return false;
		const { sentAt = now } = this.sampling;
		return now < sentAt + MAX_WAIT_FOR_ANSWER;
	}

	/** Lets others wait until it is over, which those that begin it have to tell. */
	beginSampling(): Sampling {
		this.sampling = { isOver: false };
		if (this.ofRun !== undefined) this.ofRun.sampling = this.sampling;
		return this.sampling;
	}

	/**
	 * Notes that a record was rejected alone. If records with several batch keys are, it is for what all
	 * requests of the run have in common.
	 *
	 * @returns whether that shows that every request like its own is rejected
	 */
	noteRejection(failure: Failure, record: MoEngageRecord, source = this): boolean {
		if (this.isAccepted) return false;
		const reason = toReason(failure, record);
		if (this.reason !== reason) {
			this.reason = reason;
			this.count = 0;
			this.sources.clear();
		}
		this.count += 1;
		this.sources.add(source);
		const isOneKey = this.ofRun === undefined && this.sources.size === 1;
		if (this.count >= MAX_SAME_REJECTIONS && !isOneKey) this.rejectAll(failure);
		this.ofRun?.noteRejection(failure, record, this);
		return this.failure !== undefined;
	}
}

/** The trackers of a run, one for all requests that have the same batch key. */
export class RejectionTrackers {
	readonly ofRun = new RejectionTracker();
	private readonly byBatchKey = new Map<string, RejectionTracker>();

	find(record: MoEngageRecord): RejectionTracker {
		const fresh = new RejectionTracker(this.ofRun);
		// A request of a single record is like no other.
		if (record.entry === undefined) return fresh;
		const batchKey = computeBatchKey(record);
		const tracker = this.byBatchKey.get(batchKey) ?? fresh;
		this.byBatchKey.set(batchKey, tracker);
		return tracker;
	}
}
