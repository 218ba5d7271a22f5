import type { Failure, MoEngageResponse } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import {
	isResponse,
	type NotSent,
	type Permits,
	type QuotaUse,
	type RequestSender,
	type SendResult,
} from '../send/requestSender';
import { Retries, type FailedResponse } from '../send/retry';
import { sleepUnlessCancelled } from '../time';
import type { DeliveryOptions } from '../types';
import { composeRequest, Prerequisites, weigh } from './composeRequest';
import { KeptStates, type KeptState } from './keptStates';
import { RejectionTrackers, type RejectionTracker, type Sampling } from './rejections';
import { Settlement } from './settlement';

/** Records that MoEngage rejected together, for some of them or for their size. */
export interface RejectedBatch {
	scope: Extract<MoEngageResponse, { kind: 'rejected' }>['scope'];
	failure: Failure;
	tracker: RejectionTracker;
	/** The sampling that has begun because of that. */
	sampling?: Sampling;
}

/** A request with some records, which is sent as often as it takes. */
interface Job {
	/** The records that may still be sent. */
	records: MoEngageRecord[];
	/** One of these records, which tells what all have in common. */
	first: MoEngageRecord;
	requestId?: string;
	withPrerequisite: ReadonlySet<MoEngageRecord>;
	tracker: RejectionTracker;
	kept?: KeptState;
	/** The sampling of the batch that it is a part of, or that has begun because it was rejected. */
	sampling?: Sampling;
}

/** Sends records of one run, each time in one request, and settles them. */
export class BatchSender {
	private readonly settlement: Settlement;
	private readonly trackers = new RejectionTrackers();
	private readonly states: KeptStates;
	private readonly prerequisites = new Prerequisites();

	constructor(
		private readonly requests: RequestSender,
		private readonly options: DeliveryOptions,
		private readonly createRequestId: () => string | undefined,
	) {
		this.settlement = new Settlement(options);
		this.states = new KeptStates(options.knownStates ?? new Map(), requests);
	}

	/**
	 * Sends records in one request, and settles them unless they are rejected for some of them or for
	 * their size.
	 *
	 * @param sampling That of the batch that they belong to
	 */
	async send(
		given: readonly MoEngageRecord[],
		sampling?: Sampling,
	): Promise<RejectedBatch | undefined> {
		const records = this.settlement.listUnsettled(given);
		const [first] = records;
		if (first === undefined) return undefined;
		const withPrerequisite = this.prerequisites.choose(records);
		const tracker = this.trackers.find(first);
		const kept = this.states.find(first);
		const requestId = this.createRequestId();
		const job: Job = { records, first, requestId, withPrerequisite, tracker, kept, sampling };
		this.states.forget(first);
		const last = await this.sendWithRetries(job);
		if (last.kind === 'accepted') {
			const { state } = kept ?? {};
			tracker.noteAcceptance();
			this.states.noteSent(first, state);
			this.prerequisites.noteAcceptance(withPrerequisite);
			const outcome = { kind: 'accepted', answer: last.json, requestId, state } as const;
			for (const record of job.records) this.options.settle(record, outcome);
			return undefined;
		}
		if (last.kind === 'rejected') {
			const { scope, failure } = last;
			if (scope !== 'request') return { scope, failure, tracker, sampling: job.sampling };
			tracker.rejectAll(failure);
		}
		if (last.kind === 'fatal') {
			this.trackers.ofRun.rejectAll(last.failure);
			this.requests.stop();
		}
		if (isResponse(last)) this.fail(job.records, last.failure);
		else if (last.kind === 'cancelled') this.abandon(job.records, tracker);
		else this.settlement.fail(job.records, last);
		// MoEngage takes a while to show what it may have accepted.
		if (this.settlement.mayHaveBeenApplied(first)) this.states.noteSent(first, kept?.state);
		return undefined;
	}

	/** Waits until no rejected batch but one's own holds these requests up, or the delivery ends. */
	async waitForTurn(tracker: RejectionTracker, own?: Sampling): Promise<void> {
		const { clock, signal } = this.requests;
		while (tracker.isHeldUp(clock.now(), own) && !signal.aborted) {
			await clock.sleep(clock.checkInterval);
		}
	}

	fail(records: readonly MoEngageRecord[], failure: Failure): void {
		this.settlement.fail(records, { kind: 'failed', failure });
	}

	/** Settles records that will not be sent, where MoEngage rejects every request like theirs. */
	abandon(records: readonly MoEngageRecord[], { failure } = this.trackers.ofRun): void {
		if (failure !== undefined) this.fail(records, failure);
	}

	private async sendWithRetries(job: Job): Promise<SendResult> {
		const { clock, signal } = this.requests;
		const { endpoint, stats } = this.options;
		const retries = new Retries(this.options);
		let response: MoEngageResponse | undefined;
		// MoEngage's own words say more than that there is no quota for an unknown time.
		const end = (result: NotSent): SendResult =>
			result.kind === 'limitUsedUp' && result.wait === undefined ? (response ?? result) : result;
		for (;;) {
			const use = weigh(endpoint, job.records, job.withPrerequisite);
			const wasOverLimit = response?.kind === 'tooManyRequests';
			const permits = await this.acquire(job, use, wasOverLimit);
			if (permits.kind !== 'permits') return end(permits);
			const result = await this.attempt(job, permits, wasOverLimit);
			if (!isResponse(result)) return end(result);
			response = result;
			if (response.kind === 'accepted') return response;
			if (this.isDone(job, response)) return { ...response, kind: 'accepted', json: {} };
			if (job.records.length === 0) return response;
			// What weighs no more than one can only be over the limit because of what others send.
			const hadWholeLimit = permits.ofLimits.wasAlone && use.weight > 1;
			const decision = retries.decide(response, hadWholeLimit);
			if (decision.kind !== 'retry') return decision;
			if (signal.aborted) return { kind: 'cancelled' };
			stats.retries += 1;
			await sleepUnlessCancelled(decision.wait, signal, clock);
		}
	}

	/**
	 * Waits until the request may be sent. By the time there is quota, a rejected batch may hold it up;
	 * then it starts over.
	 */
	private async acquire(
		{ tracker, sampling }: Job,
		use: QuotaUse,
		wasOverLimit: boolean,
	): Promise<Permits | NotSent> {
		const { clock, signal } = this.requests;
		// It may turn out meanwhile that MoEngage would reject the request.
		const isPointless = () => signal.aborted || tracker.failure !== undefined;
		for (;;) {
			if (sampling !== undefined) sampling.sentAt = undefined;
			await this.waitForTurn(tracker, sampling);
			if (isPointless()) return { kind: 'cancelled' };
			const permits = await this.requests.acquire(use, wasOverLimit);
			if (permits.kind !== 'permits') return permits;
			if (!isPointless() && !tracker.isHeldUp(clock.now(), sampling)) return permits;
			this.requests.cancel(permits);
		}
	}

	/** Makes one attempt, after the look-up of what the request keeps. */
	private async attempt(job: Job, permits: Permits, wasOverLimit: boolean): Promise<SendResult> {
		const { records, requestId, withPrerequisite, kept, sampling } = job;
		const obstacle = kept && (await this.states.read(kept, permits, wasOverLimit));
		if (obstacle !== undefined) {
			this.requests.cancel(permits, isResponse(obstacle) ? obstacle : undefined);
			return obstacle;
		}
		const around = { requestId, state: kept?.state, withPrerequisite };
		const request = composeRequest(this.options.endpoint, records, around);
		if (sampling !== undefined) sampling.sentAt = this.requests.clock.now();
		const note = (response: MoEngageResponse) => this.note(job, response);
		const response = await this.requests.attempt(request, permits, note);
		// MoEngage may have read the request: it knows some by a key, so their contents stay from then on.
		if (kept !== undefined && response.kind !== 'tooManyRequests') kept.readAt = Infinity;
		return response;
	}

	/** Notes a response before anything else can be sent because of it. */
	private note(job: Job, response: MoEngageResponse): void {
		const { records, tracker, sampling } = job;
		if (response.kind === 'transient' && response.ambiguous) {
			this.settlement.noteAmbiguous(records, response.failure);
			job.records = this.settlement.listUnsettled(records);
		}
		const isRejected = response.kind === 'rejected' && response.scope === 'someRecords';
		if (!isRejected || sampling !== undefined || records.length === 1) return;
		if (tracker.isAccepted || tracker.isHeldUp(this.requests.clock.now())) return;
		job.sampling = tracker.beginSampling();
	}

	/** Whether a "Not Found" shows that an earlier attempt, whose answer was lost, did its work. */
	private isDone({ first }: Job, response: FailedResponse): boolean {
		const { notFoundMeansDone } = this.options.endpoint;
		if (!notFoundMeansDone || !this.settlement.mayHaveBeenApplied(first)) return false;
		// MoEngage says it with a 400; a 404 may come from a gateway.
		const { cause, httpCode } = response.failure;
		return cause === 'notFound' && httpCode === '400';
	}
}
