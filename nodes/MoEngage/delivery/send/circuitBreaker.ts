import type { Failure, MoEngageResponse } from '../../api/classifyResponse';
import { Queue, type QueueResult } from '../limit/queue';
import { MAX_WAIT_FOR_ANSWER, type Clock } from '../time';
import { backOff, type RetryRules } from './retry';

/** Requests of one trial, and failures in a row that open the circuit breaker. */
const TRIAL_SIZE = 30;

/** Nothing has succeeded in any of the trials; `failure` is what the last request met. */
export interface Outage {
	kind: 'outage';
	trials: number;
	failure: Failure;
}

export interface BreakerPermit {
	kind: 'permit';
	/** Notes that the request is sent now, or what it needs before. */
	noteSent: () => void;
	/** Takes the permit back; the response is absent if the request was not sent, or nothing came of it. */
	end: (response?: MoEngageResponse) => void;
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
	private openUntil = -Infinity;
	private lastFailure?: Failure;

	/** The number of trials that failed before this one. */
	private trial = 0;

	/** Since this trial began; while the circuit breaker is closed, since something last succeeded. */
	private readonly inTrial = { permitted: 0, failed: 0 };

	/** The permits whose requests have not been sent yet, and when the last one was sent. */
	private readonly unsent = new Set<BreakerPermit>();
	private lastSentAt = -Infinity;

	private readonly queue: Queue<{ signal?: AbortSignal }, BreakerPermit | Outage>;

	constructor(
		private readonly clock: Clock,
		private readonly rules: RetryRules,
	) {
		const findWait = (_: unknown, now: number) => ({
			milliseconds: this.timeUntilPermit(now),
			isForLimit: false,
		});
		this.queue = new Queue({ findWait, admit: () => this.admit() }, clock);
	}

	async acquire(signal: AbortSignal): Promise<QueueResult<BreakerPermit | Outage>> {
		return await this.queue.wait({ signal });
	}

	private admit(): BreakerPermit | Outage {
		if (!this.isClosed && this.inTrial.permitted >= TRIAL_SIZE) this.startTrial(this.trial + 1);
		const outage = this.findOutage();
		if (outage !== undefined) return outage;
		const { trial } = this;
		this.inTrial.permitted += 1;
		const permit: BreakerPermit = {
			kind: 'permit',
			noteSent: () => {
				this.unsent.delete(permit);
				this.lastSentAt = this.clock.now();
			},
			end: (response) => {
				this.unsent.delete(permit);
				this.heed(response, trial === this.trial);
				this.queue.wake();
			},
		};
		this.unsent.add(permit);
		return permit;
	}

	private heed(response: MoEngageResponse | undefined, isOfThisTrial: boolean): void {
		if (response === undefined || response.kind === 'tooManyRequests') {
			// A 429 says nothing of an outage.
			if (isOfThisTrial) this.inTrial.permitted -= 1;
		} else if (response.kind === 'transient') {
			this.lastFailure = response.failure;
			if (isOfThisTrial) this.inTrial.failed += 1;
			if (this.inTrial.failed < TRIAL_SIZE) return;
			this.isClosed = false;
			this.openUntil = this.clock.now() + backOff(this.trial);
			this.startTrial(this.trial + 1);
		} else {
			// MoEngage has answered properly, whatever it said.
			this.isClosed = true;
			this.startTrial(0);
		}
	}

	private startTrial(trial: number): void {
		this.trial = trial;
		this.inTrial.permitted = 0;
		this.inTrial.failed = 0;
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
		if (this.inTrial.permitted < TRIAL_SIZE) return 0;
		if (this.unsent.size > 0) return Infinity;
		return Math.max(0, this.lastSentAt + MAX_WAIT_FOR_ANSWER - now);
	}
}
