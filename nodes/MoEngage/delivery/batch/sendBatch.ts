import type { Failure, MoEngageResponse } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import type { SendContext } from '../send/context';
import { isResponse, sendWithRetries, type NotSent } from '../send/sendWithRetries';
import type { DeliveryOptions, FailedOutcome } from '../types';
import { composeRequest, weigh } from './composeRequest';
import { KeptStates } from './keptStates';
import { Prerequisites } from './prerequisites';
import { RejectionTrackers, type RejectionTracker } from './rejectionTracker';
import { SamplingTurns, type Sampling } from './samplingTurns';

/** Records that MoEngage rejected together, for some of them or for their size. */
interface RejectedBatch {
	scope: Extract<MoEngageResponse, { kind: 'rejected' }>['scope'];
	failure: Failure;
}

/** Sends records of one run, each time in one request, and settles them. */
export class BatchSender {
	readonly trackers = new RejectionTrackers();

	readonly turns: SamplingTurns;

	private readonly stopping = new AbortController();

	private readonly context: SendContext;

	private readonly states: KeptStates;

	private readonly prerequisites = new Prerequisites();

	/** Of records that MoEngage may have carried out, what that attempt met, whatever came afterwards. */
	private readonly ambiguous = new WeakMap<MoEngageRecord, Failure>();

	/** Records that are settled because they must not be sent again, although their batch is. */
	private readonly dropped = new WeakSet<MoEngageRecord>();

	/** Why MoEngage rejects every request of the workspace. */
	private fatal?: Failure;

	constructor(
		context: SendContext,
		private readonly options: DeliveryOptions,
	) {
		const signal = AbortSignal.any([this.stopping.signal, context.signal]);
		this.context = { ...context, signal };
		this.states = new KeptStates(options.knownStates ?? new Map(), context.workspace);
		this.turns = new SamplingTurns(this.context);
	}

	/** Whether nothing more is to be sent. */
	get isOver(): boolean {
		return this.context.signal.aborted;
	}

	stop(): void {
		this.stopping.abort();
	}

	/**
	 * Sends records in one request, and settles them unless they are rejected for some of them or for
	 * their size.
	 *
	 * @param part Given for a part of a rejected batch; if it is the batch's turn, it waits for no other one
	 */
	async send(
		records: readonly MoEngageRecord[],
		requestId: string | undefined,
		part?: { sampling?: Sampling },
	): Promise<RejectedBatch | undefined> {
		let unsettled = records.filter((record) => !this.dropped.has(record));
		const [first] = unsettled;
		if (first === undefined) return undefined;
		const { turns } = this;
		const sampling = part?.sampling;
		const { endpoint, settle } = this.options;
		const withPrerequisite = this.prerequisites.choose(unsettled);
		const tracker = this.trackers.find(first);
		const lookUp = this.states.createReader(first);
		this.states.forget(first);
		const last = await sendWithRetries(
			{
				endpoint,
				lookUp,
				waitForTurn: async () => {
					if (sampling === undefined) await turns.wait(tracker);
					else turns.noteSample(sampling, false);
				},
				isHeldUp: () => sampling === undefined && turns.isHeldUp(tracker),
				weigh: () => weigh(endpoint, unsettled, withPrerequisite),
				compose: () => {
					if (sampling !== undefined) turns.noteSample(sampling, true);
					const state = lookUp?.state;
					return composeRequest(endpoint, unsettled, { requestId, state, withPrerequisite });
				},
				isCalledOff: () => tracker.failure !== undefined,
				onResponse: (response) => {
					if (response.kind === 'rejected' && response.scope === 'someRecords') {
						if (!part && unsettled.length > 1) turns.tryBegin(records, tracker);
					} else if (response.kind === 'transient' && response.ambiguous) {
						unsettled = this.keepRepeatable(unsettled, response.failure);
					}
					return unsettled.length > 0;
				},
			},
			this.context,
		);
		if (last.kind === 'accepted') {
			const state = lookUp?.state;
			tracker.noteAcceptance();
			this.states.noteAcceptance(first, state);
			this.prerequisites.noteAcceptance(withPrerequisite);
			const outcome = { kind: 'accepted', answer: last.json, requestId, state } as const;
			for (const record of unsettled) settle(record, outcome);
			return undefined;
		}
		if (last.kind === 'rejected') {
			if (last.scope !== 'request') return last;
			tracker.rejectAll(last.failure);
		}
		if (last.kind === 'fatal') {
			this.fatal ??= last.failure;
			this.stop();
		}
		const outcome = this.toOutcome(tracker, last);
		if (outcome !== undefined) this.settleAll(unsettled, outcome);
		return undefined;
	}

	/** Settles records that MoEngage rejects. */
	fail(records: readonly MoEngageRecord[], failure: Failure): void {
		this.settleAll(records, { kind: 'failed', failure });
	}

	/** Settles records that will not be sent, where MoEngage rejects every request. */
	abandon(records: readonly MoEngageRecord[]): void {
		if (this.fatal !== undefined) this.fail(records, this.fatal);
	}

	/** What a result means for the records; undefined where the delivery was stopped without a reason. */
	private toOutcome(
		tracker: RejectionTracker,
		result: Exclude<MoEngageResponse, { kind: 'accepted' }> | NotSent,
	): FailedOutcome | undefined {
		if (result.kind === 'cancelled') {
			const failure = tracker.failure ?? this.fatal;
			return failure && { kind: 'failed', failure };
		}
		return isResponse(result) ? { kind: 'failed', failure: result.failure } : result;
	}

	private isIdempotent({ idempotent = this.options.endpoint.idempotent }: MoEngageRecord): boolean {
		return idempotent;
	}

	/**
	 * Notes that MoEngage may have carried records out. Settles those that must not be sent twice, and
	 * returns the others.
	 */
	private keepRepeatable(records: MoEngageRecord[], failure: Failure): MoEngageRecord[] {
		for (const record of records) this.ambiguous.set(record, failure);
		if (this.options.repeatsAmbiguous) return records;
		const unrepeatable = records.filter((record) => !this.isIdempotent(record));
		this.fail(unrepeatable, failure);
		for (const record of unrepeatable) this.dropped.add(record);
		return records.filter((record) => this.isIdempotent(record));
	}

	private settleAll(records: readonly MoEngageRecord[], outcome: FailedOutcome): void {
		for (const record of records) {
			if (this.dropped.has(record)) continue;
			const failure = this.ambiguous.get(record);
			if (failure === undefined) {
				this.options.settle(record, outcome);
			} else if (this.isIdempotent(record)) {
				this.options.settle(record, { ...outcome, mayHaveBeenApplied: true });
			} else {
				// It is more important that it may have been recorded than why the last attempt failed.
				const isRepeated = this.options.repeatsAmbiguous;
				this.options.settle(record, { kind: 'ambiguous', failure, isRepeated });
			}
		}
	}
}
