import type { Endpoint } from '../../api/endpoints';
import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import type { Clock, Random } from '../time';
import { FairShare } from './fairShare';
import { HeaderQuota } from './headerQuota';
import { Pause } from './pause';
import { Queue, type OutOfReach, type QueueResult, type Wait } from './queue';
import { DAY, MINUTE, SlidingWindow } from './slidingWindow';
import { SlowStart } from './slowStart';

/** How many 429s in a row that name no time are a sign of other processes. */
const MIN_SIGNS = 3;

export type Documented = Pick<Endpoint, 'perMinute' | 'perDay' | 'batch'>;

export interface AcquireRequest {
	/** In what the endpoint counts. */
	weight: number;
	/** Milliseconds that it may take until there is quota for anyone; turns of other requests do not count. */
	maxWait: number;
	/** The limit per minute that the user gave this execution; only a larger one concerns the others. */
	ownPerMinute?: number;
	/** Whether the request comes back from a 429, so that it is the next one to be sent. */
	goesFirst?: boolean;
	signal?: AbortSignal;
}

/** A request that may be sent now; what came of it has to be told in one of three ways. */
export interface Permit {
	kind: 'permit';
	/** Milliseconds that it waited for a limit; waiting for the answers to other requests is none. */
	waited: number;
	/** Whether nothing else of this process counted: it had the whole limit to itself. */
	wasAlone: boolean;
	/** Gives back the quota of a request that was not sent after all. */
	cancel: () => void;
	/**
	 * Notes that the request has ended, other than by a 429: MoEngage may have counted it.
	 *
	 * @param info What its answer says of the limit; absent if none came, which says nothing
	 */
	complete: (info?: RateLimitInfo) => void;
	/** Notes a 429, which MoEngage does not count. */
	onTooManyRequests: (info: RateLimitInfo) => void;
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

	/** A minute after the last request was sent: what is known of other processes is then outdated. */
	private forgetsAt = -Infinity;

	/** How many permits there were so far, and how many of their requests have not ended. */
	private permits = 0;
	private inFlight = 0;

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
		const rules = {
			findWait: (request: AcquireRequest, now: number) => this.findWait(request, now),
			findOutOfReach: (request: AcquireRequest, now: number) => this.findOutOfReach(request, now),
			admit: (request: AcquireRequest, waited: number) => this.admit(request, waited),
		};
		this.queue = new Queue(rules, clock);
	}

	/** Waits for quota, first come, first served, and takes it. */
	async acquire(request: AcquireRequest): Promise<Acquired> {
		const now = this.clock.now();
		// Nothing is known yet, or no longer, of what other processes send.
		if (!this.isInUse() && now >= this.forgetsAt) {
			this.slowStart.restart(this.findLimit(request, now));
			this.fairShare.restart();
			this.pause.restart();
		}
		return await this.queue.wait(request);
	}

	/** Milliseconds until there is quota for anyone; Infinity if an answer in flight will tell. */
	timeUntilQuota(): number {
		return this.timeUntilQuotaFor({ weight: 1, maxWait: Infinity }, this.clock.now());
	}

	/** Whether a request waits or is in flight. */
	isInUse(): boolean {
		return !this.queue.isEmpty || this.inFlight > 0;
	}

	private admit(request: AcquireRequest, waited: number): Permit {
		const { weight } = request;
		const now = this.clock.now();
		const wasAlone = this.minute.count(now) === 0;
		this.permits += 1;
		// Tells which of two requests was sent first.
		const number = this.permits;
		this.inFlight += 1;
		this.forgetsAt = now + MINUTE;
		this.minute.send(weight);
		this.day?.send(weight);
		this.slowStart.send(number, now);
		this.fairShare.send(weight, now);
		this.keepRaised(request, now);
		return {
			kind: 'permit',
			waited,
			wasAlone,
			cancel: () => this.cancel(number, weight),
			complete: (info) => this.complete(number, request, info),
			onTooManyRequests: (info) => this.onTooManyRequests(number, weight, info),
		};
	}

	private cancel(number: number, weight: number): void {
		this.inFlight -= 1;
		this.slowStart.remove(number);
		this.minute.cancel(weight);
		this.day?.cancel(weight);
		this.queue.wake();
	}

	private complete(number: number, request: AcquireRequest, info?: RateLimitInfo): void {
		const now = this.clock.now();
		this.inFlight -= 1;
		this.slowStart.remove(number);
		this.minute.complete(request.weight, now);
		this.day?.complete(request.weight, now);
		this.keepRaised(request, now);
		if (info !== undefined) this.heedAnswer(number, info, now);
		this.queue.wake();
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

	/** Everyone pauses, then one request tries alone. */
	private onTooManyRequests(number: number, weight: number, info: RateLimitInfo): void {
		const now = this.clock.now();
		const isContradicted = info.remaining !== undefined && info.remaining > 0;
		if (isContradicted) this.headerQuota.contradict(info.limit);
		const believed = isContradicted ? { retryAfter: info.retryAfter } : info;
		const isFirst = this.pause.begin(number, this.permits, believed, now);
		if (isFirst) this.slowStart.tryAlone();
		this.cancel(number, weight);
		const use = this.minute.count(now);
		const isOfMinute = this.headerQuota.heed(believed, use, now) !== undefined;
		const isSign = this.fairShare.isShared || this.pause.inARow >= MIN_SIGNS;
		if (isOfMinute || (isFirst && this.pause.isGuess && isSign)) {
			this.fairShare.shrink(use, this.headerQuota.findLimit(now), isOfMinute, now);
		}
	}

	private keepRaised({ ownPerMinute = 0 }: AcquireRequest, now: number): void {
		if (ownPerMinute > this.documented.perMinute) {
			this.raised = { perMinute: ownPerMinute, until: now + MINUTE };
		}
	}

	/** The limit per minute for a request. If an execution has a larger one, its use holds up no other execution. */
	private findLimit({ ownPerMinute = 0 }: AcquireRequest, now: number): number {
		return Math.max(
			this.headerQuota.findLimit(now),
			ownPerMinute > this.documented.perMinute ? ownPerMinute : 0,
			this.raised.until > now ? this.raised.perMinute : 0,
		);
	}

	private findWait(request: AcquireRequest, now: number): Wait {
		const share = this.fairShare.refresh(this.findLimit(request, now), now);
		const forLimit = Math.max(
			this.timeUntilQuotaFor(request, now),
			this.minute.timeUntil(request.weight, share, now),
			this.fairShare.timeUntilNext(now),
		);
		const forAnswer = this.slowStart.timeUntilNext(this.headerQuota.findMaxInFlight(now), now);
		const isForLimit = forLimit > 0 && forLimit < Infinity;
		return { milliseconds: Math.max(forLimit, forAnswer), isForLimit };
	}

	/** Milliseconds until pause, headers, and windows let the request pass, whoever's turn it is. */
	private timeUntilQuotaFor(request: AcquireRequest, now: number): number {
		const { weight } = request;
		const { perMinute, perDay = Infinity } = this.documented;
		const limit = this.findLimit(request, now);
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
		return { kind: 'limitUsedUp', wait: isGuess ? undefined : wait };
	}
}
