import type { Endpoint } from '../../api/endpoints';
import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import type { Random } from '../backOff';
import type { Clock } from '../time';
import type { ExecutionLimit } from './executionLimit';
import { FairShare } from './fairShare';
import { HeaderQuota } from './headerQuota';
import { Pause } from './pause';
import { Queue, type OutOfReach, type QueueResult } from './queue';
import { DAY, MINUTE, SlidingWindow } from './slidingWindow';
import { SlowStart } from './slowStart';

/** So many 429s in a row that name no time are a sign of other processes. */
const MIN_SIGNS = 3;

/** What a limiter has to know of an endpoint. */
export type Documented = Pick<Endpoint, 'perMinute' | 'perDay' | 'batch'>;

export interface AcquireRequest {
	/** How much of the limit the request uses, in what the endpoint counts. */
	weight: number;
	/** How long it may take until there is quota for anyone, in milliseconds; turns of other requests do not count. */
	maxWait: number;
	/** The limit that the user gave this execution. */
	executionLimit?: ExecutionLimit;
	/** Whether the request has met a 429 before. */
	wasOverLimit?: boolean;
	signal?: AbortSignal;
}

/** A request that may be sent now; the limiter has to be told what came of it. */
export interface Permit {
	kind: 'permit';
	weight: number;
	executionLimit?: ExecutionLimit;
	/** Counts permits, so that it is known which of two requests was sent first. */
	number: number;
	/** Milliseconds that it waited for the limit; waiting for the answers to other requests is none. */
	waited: number;
	/** Whether nothing else of this process counted: it had the whole limit to itself. */
	wasAlone: boolean;
}

export type Acquired = QueueResult<Permit>;

/** The limit of one endpoint in one workspace, shared by all executions of this n8n process. */
export class RateLimiter {
	private readonly minute = new SlidingWindow(MINUTE);

	private readonly day?: SlidingWindow;

	private readonly headerQuota: HeaderQuota;

	private readonly slowStart = new SlowStart();

	private readonly pause: Pause;

	private readonly fairShare: FairShare;

	private readonly queue: Queue<AcquireRequest, Permit>;

	/** A larger limit that an execution has, as long as its requests count. */
	private raised = { perMinute: 0, until: -Infinity };

	/** When nothing was sent for a minute, and nothing is known any longer of other processes. */
	private forgetsAt = -Infinity;

	/** How many wait for the limit of their execution. */
	private waitingForExecution = 0;

	/** How many permits there were so far. */
	private permits = 0;

	/** @param random Where jitter comes from: numbers from 0 to 1 */
	constructor(
		private readonly documented: Documented,
		private readonly clock: Clock,
		random: Random = Math.random,
	) {
		const { perMinute, perDay, batch } = documented;
		if (perDay !== undefined) this.day = new SlidingWindow(DAY);
		this.headerQuota = new HeaderQuota(perMinute, batch?.countsRecords === true);
		this.pause = new Pause(random);
		this.fairShare = new FairShare(random);
		this.queue = new Queue<AcquireRequest, Permit>(
			{
				timeUntilTurn: (request, now) => this.timeUntilTurn(request, now),
				timeUntilAnswer: (now) =>
					this.slowStart.timeUntilNext(this.headerQuota.findMaxInFlight(now), now),
				findOutOfReach: (request, now) => this.findOutOfReach(request, now),
				admit: (request, waited) => this.admit(request, waited),
			},
			clock,
		);
	}

	/** Waits for quota, first come, first served, and takes it. */
	async acquire(request: AcquireRequest): Promise<Acquired> {
		const { executionLimit, weight } = request;
		if (executionLimit === undefined) return await this.acquireShared(request);
		this.waitingForExecution += 1;
		const slot = await executionLimit.acquire(request);
		this.waitingForExecution -= 1;
		if (slot.kind !== 'slot') return slot;
		const acquired = await this.acquireShared(request);
		if (acquired.kind === 'permit') {
			return { ...acquired, waited: acquired.waited + slot.waited };
		}
		executionLimit.cancel(weight);
		return acquired;
	}

	/** Gives back the quota of a request that was not sent after all. */
	cancel({ number, weight, executionLimit }: Permit): void {
		executionLimit?.cancel(weight);
		this.slowStart.remove(number);
		this.minute.cancel(weight);
		this.day?.cancel(weight);
		this.queue.wake();
	}

	/**
	 * Notes that a request has ended, other than by a 429: MoEngage may have counted it.
	 *
	 * @param info What its answer says of the limit; absent if none came, which says nothing
	 */
	complete({ number, weight, executionLimit }: Permit, info?: RateLimitInfo): void {
		const now = this.clock.now();
		executionLimit?.complete(weight, now);
		this.slowStart.remove(number);
		this.minute.complete(weight, now);
		this.day?.complete(weight, now);
		this.keepRaised(executionLimit, now);
		if (info !== undefined) this.heedAnswer(number, info, now);
		this.queue.wake();
	}

	/** Notes a 429, which MoEngage does not count: everyone pauses, then one request tries alone. */
	onTooManyRequests(permit: Permit, info: RateLimitInfo): void {
		const now = this.clock.now();
		const isContradicted = info.remaining !== undefined && info.remaining > 0;
		if (isContradicted) this.headerQuota.contradict(info.limit);
		const believed = isContradicted ? { retryAfter: info.retryAfter } : info;
		const isFirst = this.pause.begin(permit.number, this.permits, believed, now);
		if (isFirst) this.slowStart.tryAlone();
		this.cancel(permit);
		const use = this.minute.count(now);
		const isOfMinute = this.headerQuota.heed(believed, use, now) !== undefined;
		const isSign = this.fairShare.isShared || this.pause.inARow >= MIN_SIGNS;
		if (isOfMinute || (isFirst && this.pause.isGuess && isSign)) {
			this.fairShare.shrink(use, isOfMinute, now);
		}
	}

	/** Milliseconds until there is quota for anyone; Infinity if an answer in flight will tell. */
	timeUntilQuota(): number {
		return this.timeUntilQuotaFor({ weight: 1, maxWait: Infinity }, this.clock.now());
	}

	/** Whether nothing would be lost if this limiter were forgotten. */
	isIdle(): boolean {
		const now = this.clock.now();
		const counts = this.minute.count(now) + (this.day?.count(now) ?? 0);
		return !this.isInUse() && counts === 0 && this.pause.isOver(now);
	}

	/** Whether a request waits or is in flight. */
	isInUse(): boolean {
		return this.waitingForExecution > 0 || !this.queue.isEmpty || this.slowStart.count > 0;
	}

	private heedAnswer(number: number, info: RateLimitInfo, now: number): void {
		const use = this.minute.count(now);
		const sample = this.headerQuota.heed(info, use, now);
		if (sample !== undefined) this.fairShare.heed(sample, use, now);
		const isPaused = !this.pause.isOver(now);
		if (!this.pause.end(number, now)) return;
		if (isPaused) this.slowStart.resume();
		else this.slowStart.grow();
	}

	private async acquireShared(request: AcquireRequest): Promise<Acquired> {
		const now = this.clock.now();
		// Nothing is known yet, or no longer, of what other processes send.
		if (!this.isInUse() && now >= this.forgetsAt) {
			this.slowStart.restart(this.findLimit(request.executionLimit, now));
			this.fairShare.restart();
			this.pause.restart();
		}
		return await this.queue.wait(request);
	}

	private admit({ weight, executionLimit }: AcquireRequest, waited: number): Permit {
		const now = this.clock.now();
		const wasAlone = this.minute.count(now) === 0;
		this.permits += 1;
		this.forgetsAt = now + MINUTE;
		this.minute.send(weight);
		this.day?.send(weight);
		this.slowStart.send(this.permits, now);
		this.fairShare.send(weight, now);
		this.keepRaised(executionLimit, now);
		return { kind: 'permit', weight, executionLimit, number: this.permits, waited, wasAlone };
	}

	private keepRaised(executionLimit: ExecutionLimit | undefined, now: number): void {
		const { perMinute = 0 } = executionLimit ?? {};
		if (perMinute > this.documented.perMinute) this.raised = { perMinute, until: now + MINUTE };
	}

	/** The limit per minute for a request. If an execution has a larger one, its use holds up no other execution. */
	private findLimit(executionLimit: ExecutionLimit | undefined, now: number): number {
		const { perMinute = 0 } = executionLimit ?? {};
		return Math.max(
			this.headerQuota.findLimit(now),
			perMinute > this.documented.perMinute ? perMinute : 0,
			this.raised.until > now ? this.raised.perMinute : 0,
		);
	}

	private timeUntilTurn(request: AcquireRequest, now: number): number {
		const { weight, executionLimit } = request;
		const share = this.fairShare.findOwn(this.findLimit(executionLimit, now), now);
		return Math.max(
			this.timeUntilQuotaFor(request, now),
			this.minute.timeUntil(weight, share, now),
			this.fairShare.timeUntilNext(now),
		);
	}

	/** Milliseconds until pause, headers, and windows let the request pass, whoever's turn it is. */
	private timeUntilQuotaFor({ weight, executionLimit }: AcquireRequest, now: number): number {
		const { perMinute, perDay = Infinity } = this.documented;
		const limit = this.findLimit(executionLimit, now);
		// A workspace whose limit per minute was raised has its day raised as well.
		const perRaisedDay = perDay * Math.max(1, limit / perMinute);
		return Math.max(
			this.pause.timeUntilOver(now),
			this.headerQuota.timeUntilReset(now),
			this.minute.timeUntil(weight, limit, now),
			this.day?.timeUntil(weight, perRaisedDay, now) ?? 0,
		);
	}

	/** Whether the request would wait longer than it may until there is quota for anyone. */
	private findOutOfReach(request: AcquireRequest, now: number): OutOfReach | undefined {
		if (this.pause.isTryDue(now)) return undefined;
		const wait = this.timeUntilQuotaFor(request, now);
		const total = wait + this.pause.lasted;
		if (wait === 0 || wait === Infinity || total <= request.maxWait) return undefined;
		const isGuess = this.pause.isGuess && wait === this.pause.timeUntilOver(now);
		return { kind: 'outOfReach', wait: isGuess ? undefined : wait };
	}
}
