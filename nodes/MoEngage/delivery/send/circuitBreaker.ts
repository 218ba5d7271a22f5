import type { Failure } from '../../api/classifyResponse';
import { backOff } from '../backOff';
import { InFlight } from '../inFlight';
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

/**
 * Keeps one execution from sending requests that cannot succeed. It begins half-open: a trial of
 * thirty requests finds out whether MoEngage is there. One success closes it, and all requests pass
 * until thirty in a row fail. A failed trial opens it, for longer each time, before the next trial;
 * once the trials are used up, that is an outage. If the rest of a trial is not answered within ten
 * seconds, the trial has failed, too, and the next one begins at once.
 */
export class CircuitBreaker {
	private isClosed = false;

	/** The number of permits whose requests have not been sent yet. */
	private unsent = 0;

	private readonly inFlight = new InFlight<BreakerPermit>();

	private hasResponse = false;

	private lastFailure?: Failure;

	/** The number of trials that failed before this one. */
	private trial = 0;

	/** Since this trial began; while the circuit breaker is closed, since something last succeeded. */
	private readonly inTrial = { sent: 0, failed: 0 };

	private openUntil = -Infinity;

	private readonly queue: Queue<{ signal: AbortSignal }, BreakerPermit | Outage>;

	constructor(
		private readonly clock: Clock,
		private readonly rules: RetryRules,
	) {
		this.queue = new Queue<{ signal: AbortSignal }, BreakerPermit | Outage>(
			{
				timeUntilTurn: (_, now) => this.timeUntilPermit(now),
				admit: () => this.admit(),
			},
			clock,
		);
	}

	/** Waits until a request may be sent, first come, first served. */
	async acquire(signal: AbortSignal): Promise<QueueResult<BreakerPermit | Outage>> {
		return await this.queue.wait({ signal });
	}

	/** Notes that the request of a permit is sent now. */
	noteSent(permit: BreakerPermit): void {
		this.unsent -= 1;
		this.inFlight.add(permit, this.clock.now());
	}

	/** Takes a permit back whose request was not sent, or whose response says nothing of an outage. */
	release(permit: BreakerPermit): void {
		this.giveBack(permit);
		if (permit.trial === this.trial) this.inTrial.sent -= 1;
		this.queue.wake();
	}

	/** Notes that MoEngage answered properly, whatever it said. */
	onSuccess(permit: BreakerPermit): void {
		this.giveBack(permit);
		this.hasResponse = true;
		this.isClosed = true;
		this.startTrial(0);
		this.queue.wake();
	}

	/** Notes a request that MoEngage did not answer properly. */
	onFailure(permit: BreakerPermit, failure: Failure): void {
		this.giveBack(permit);
		this.hasResponse = true;
		this.lastFailure = failure;
		if (permit.trial === this.trial) this.inTrial.failed += 1;
		if (this.inTrial.failed >= TRIAL_SIZE) this.open();
		this.queue.wake();
	}

	private giveBack(permit: BreakerPermit): void {
		if (!this.inFlight.remove(permit)) this.unsent -= 1;
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

	private admit(): BreakerPermit | Outage {
		if (!this.isClosed && this.inTrial.sent >= TRIAL_SIZE) this.startTrial(this.trial + 1);
		const outage = this.findOutage();
		if (outage !== undefined) return outage;
		this.unsent += 1;
		this.inTrial.sent += 1;
		return { kind: 'permit', trial: this.trial };
	}

	private findOutage(): Outage | undefined {
		const { lastFailure: failure, trial: trials } = this;
		if (failure === undefined || trials <= this.rules.maxRetries) return undefined;
		return { kind: 'outage', trials, failure };
	}

	/** Milliseconds until a request may be sent; Infinity while it waits for something to happen. */
	private timeUntilPermit(now: number): number {
		if (this.isClosed || this.findOutage() !== undefined) return 0;
		if (now < this.openUntil) return this.openUntil - now;
		const isFull = this.inTrial.sent >= TRIAL_SIZE;
		if (isFull) return this.timeUntilBelow(1, now);
		return this.hasResponse ? 0 : this.timeUntilBelow(MAX_BEFORE_FIRST_RESPONSE, now);
	}

	/** Milliseconds until fewer than `max` requests are in flight, or have been for ten seconds. */
	private timeUntilBelow(max: number, now: number): number {
		if (this.unsent >= max) return Infinity;
		return this.inFlight.timeUntilBelow(max - this.unsent, now);
	}
}
