import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import type { SendContext } from '../send/context';
import { sendWithRetries, type Rejection, type SendResult } from '../send/sendWithRetries';
import type { DeliveryOptions, FailedOutcome } from '../types';
import { composeRequest, weigh, weighPrerequisites } from './composeRequest';
import { KeptStates } from './keptStates';
import { RejectionTracker } from './rejectionTracker';

/** Sends records of one run, each time in one request, and settles them. */
export class BatchSender {
	readonly rejections: RejectionTracker;

	private readonly stopping = new AbortController();

	private readonly context: SendContext;

	private readonly states: KeptStates;

	/** Why MoEngage rejects every request of the workspace. */
	private fatal?: Failure;

	constructor(
		context: SendContext,
		private readonly options: DeliveryOptions,
	) {
		const signal = AbortSignal.any([this.stopping.signal, context.signal]);
		this.context = { ...context, signal };
		this.states = new KeptStates(this.context);
		this.rejections = new RejectionTracker(context.circuitBreaker);
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
	 * @param isBisection Whether it belongs to the bisection of a rejected batch
	 */
	async send(
		records: readonly MoEngageRecord[],
		requestId: string | undefined,
		isBisection = false,
	): Promise<Rejection | undefined> {
		const [first] = records;
		if (first === undefined) return undefined;
		const { endpoint, settle } = this.options;
		const found = await this.states.find(first);
		if (found.kind !== 'known') return this.settle(records, first, found);
		const { state } = found;
		this.states.forget(first);
		const job = {
			endpoint,
			compose: () => composeRequest(endpoint, records, requestId, state),
			weight: weigh(endpoint, records.length),
			also: weighPrerequisites(records),
			isBisection,
			isCalledOff: () => this.rejections.find(first) !== undefined,
			onRejection: ({ scope }: Rejection) => {
				if (scope === 'someRecords' && records.length > 1) this.rejections.suspect(first);
			},
		};
		const result = await sendWithRetries(job, this.context);
		if (result.kind !== 'accepted') return this.settle(records, first, result);
		this.rejections.noteAcceptance(first);
		this.states.noteAcceptance(first);
		const outcome = { kind: 'accepted', answer: result.json, requestId, state } as const;
		for (const record of records) settle(record, outcome);
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

	private settle(
		records: readonly MoEngageRecord[],
		first: MoEngageRecord,
		result: Exclude<SendResult, { kind: 'accepted' }>,
	): Rejection | undefined {
		switch (result.kind) {
			case 'cancelled':
				this.abandon(records);
				break;
			case 'calledOff': {
				const failure = this.rejections.find(first);
				if (failure !== undefined) this.fail(records, failure);
				break;
			}
			case 'rejected':
				if (result.scope !== 'request') return result;
				this.rejections.rejectAll(first, result.failure);
				this.fail(records, result.failure);
				break;
			case 'fatal':
				this.fatal ??= result.failure;
				this.stop();
				this.fail(records, result.failure);
				break;
			case 'tooManyRequests':
				this.fail(records, result.failure);
				break;
			case 'transient': {
				const { failure, ambiguous: mayHaveBeenApplied } = result;
				this.settleAll(records, { kind: 'failed', failure, mayHaveBeenApplied });
				break;
			}
			default:
				this.settleAll(records, result);
		}
		return undefined;
	}

	private settleAll(records: readonly MoEngageRecord[], outcome: FailedOutcome): void {
		for (const record of records) this.options.settle(record, outcome);
	}
}
