import type { Failure } from '../../api/classifyResponse';
import { backOff } from '../backOff';
import { Queue, type QueueResult } from '../limit/queue';
import type { Clock } from '../time';
import type { RetryRules } from './retry';

/** Requests in flight until the first response of a run: until then, it may be that none can succeed. */
const MAX_BEFORE_FIRST_RESPONSE = 10;

/** Requests of one trial, and failures in a row that open the circuit breaker. */
const TRIAL_SIZE = 30;

/** Nothing has succeeded in so many trials; `failure` is what the last request met. */
export interface Outage {
	kind: 'outage';
	trials: number;
	failure: Failure;
}

/** Leave to send a request, to be given back when it is answered. */
export interface BreakerPermit {
	kind: 'permit';
	trial: number;
}

interface AcquireRequest {
	/** Whether it belongs to a bisection, which does not wait behind those that wait for what it finds out. */
	goesFirst: boolean;
	signal: AbortSignal;
}

/**
 * Keeps one execution from sending requests that cannot succeed. It begins half-open: a trial of
 * thirty requests finds out whether MoEngage is there. One success closes it, and all requests pass
 * until thirty in a row fail. A failed trial opens it, for longer each time, before the next trial;
 * once the trials are used up, that is an outage. Apart from that, it is suspended while a rejected
 * batch finds out whether MoEngage rejects all requests of its kind.
 */
export class CircuitBreaker {
	private isClosed = false;

	private inFlight = 0;

	private hasResponse = false;

	private lastFailure?: Failure;

	/** The number of trials that failed before this one. */
	private trial = 0;

	/** Since this trial began; while the circuit breaker is closed, since something last succeeded. */
	private readonly inTrial = { sent: 0, failed: 0 };

	private openUntil = -Infinity;

	/** The kinds of requests that may all be rejected. */
	private readonly suspensions = new Set<unknown>();

	private readonly queue: Queue<AcquireRequest, BreakerPermit | Outage>;

	constructor(
		private readonly clock: Clock,
		private readonly rules: RetryRules,
	) {
		this.queue = new Queue<AcquireRequest, BreakerPermit | Outage>(
			{
				timeUntilTurn: ({ goesFirst }, now) => this.timeUntilPermit(goesFirst, now),
				admit: () => this.findOutage() ?? this.admit(),
			},
			clock,
		);
	}

	/** Waits until a request may be sent, first come, first served. */
	async acquire(
		signal: AbortSignal,
		isBisection: boolean,
	): Promise<QueueResult<BreakerPermit | Outage>> {
		return await this.queue.wait({ goesFirst: isBisection, signal });
	}

	/** Takes a permit back whose request was not sent, or whose response says nothing of an outage. */
	release({ trial }: BreakerPermit): void {
		this.inFlight -= 1;
		if (trial === this.trial) this.inTrial.sent -= 1;
		this.queue.wake();
	}

	/** Notes that MoEngage answered properly, whatever it said. */
	onSuccess(): void {
		this.inFlight -= 1;
		this.hasResponse = true;
		this.isClosed = true;
		this.startTrial(0);
		this.queue.wake();
	}

	/** Notes a request that MoEngage did not answer properly. */
	onFailure({ trial }: BreakerPermit, failure: Failure): void {
		this.inFlight -= 1;
		this.hasResponse = true;
		this.lastFailure = failure;
		if (trial === this.trial) this.inTrial.failed += 1;
		if (this.inTrial.failed >= TRIAL_SIZE) this.open();
		this.queue.wake();
	}

	/** Whether a request that was not sent yet has to wait for the bisection of a batch. */
	isSuspendedFor(isBisection: boolean): boolean {
		return this.suspensions.size > 0 && !isBisection;
	}

	/** Lets only bisections send while it is unknown whether one kind of requests can succeed. */
	suspend(kind: unknown): void {
		this.suspensions.add(kind);
	}

	resume(kind: unknown): void {
		if (this.suspensions.delete(kind)) this.queue.wake();
	}

	private open(): void {
		this.isClosed = false;
		this.openUntil = this.clock.now() + backOff(this.trial);
		this.startTrial(this.trial + 1);
	}

	private startTrial(trial: number): void {
		this.trial = trial;
		this.inTrial.sent = 0;
		this.inTrial.failed = 0;
	}

	private admit(): BreakerPermit {
		this.inFlight += 1;
		this.inTrial.sent += 1;
		return { kind: 'permit', trial: this.trial };
	}

	private findOutage(): Outage | undefined {
		const { lastFailure: failure, trial: trials } = this;
		if (failure === undefined || trials <= this.rules.maxRetries) return undefined;
		return { kind: 'outage', trials, failure };
	}

	/** Milliseconds until a request may be sent; Infinity while it waits for something to happen. */
	private timeUntilPermit(isBisection: boolean, now: number): number {
		if (this.findOutage() !== undefined) return 0;
		if (this.isSuspendedFor(isBisection)) return Infinity;
		if (!this.hasResponse && this.inFlight >= MAX_BEFORE_FIRST_RESPONSE) return Infinity;
		if (this.isClosed) return 0;
		if (now < this.openUntil) return this.openUntil - now;
		return this.inTrial.sent < TRIAL_SIZE ? 0 : Infinity;
	}
}
