import type { Failure } from '../api/classifyResponse';
import type { Clock } from './clock';
import { Queue, type QueueResult } from './limit/queue';
import type { RetryRules } from './retry';
import { Rounds, type Outage } from './rounds';

/** Until the first answer of a run is in, it may be that no request can succeed. */
const MAX_BEFORE_FIRST_ANSWER = 10;

/** The way through the gate, to be given back when the request is answered. */
export interface Pass {
	kind: 'pass';
	round: number;
}

interface Entrant {
	signal: AbortSignal;
}

/**
 * Decides when the requests of one execution may leave, apart from MoEngage's limits: few until the
 * first answer is in, in rounds while nothing succeeds, and only probes while a rejected pool finds
 * out whether MoEngage rejects every request like it.
 */
export class CircuitBreaker {
	private underWay = 0;

	private hasAnswer = false;

	private readonly rounds: Rounds;

	/** The kinds of requests, by what they have in common, that may all be rejected. */
	private readonly doubts = new Set<string>();

	private readonly line: Queue<Entrant, Pass | Outage>;

	/** Probes do not wait behind the requests that wait for what they find out. */
	private readonly probeLine: Queue<Entrant, Pass | Outage>;

	constructor(
		private readonly clock: Clock,
		rules: RetryRules,
	) {
		this.rounds = new Rounds(rules);
		this.line = this.createLine(false);
		this.probeLine = this.createLine(true);
	}

	/**
	 * Waits until a request may leave, first come, first served.
	 *
	 * @param isProbe Whether it helps to find the culprits of a rejected pool
	 */
	async enter(signal: AbortSignal, isProbe: boolean): Promise<QueueResult<Pass | Outage>> {
		return await (isProbe ? this.probeLine : this.line).wait({ signal });
	}

	/** Whether only probes may leave, so that any other request that has not left yet must go back. */
	isHeldFrom(isProbe: boolean): boolean {
		return this.doubts.size > 0 && !isProbe;
	}

	/** Gives a pass back for a request that did not leave, or whose answer says nothing of an outage. */
	returned({ round }: Pass): void {
		this.underWay -= 1;
		this.rounds.leave(round);
		this.notify();
	}

	/** Notes that MoEngage answered properly, whatever it said. */
	succeeded(): void {
		this.underWay -= 1;
		this.hasAnswer = true;
		this.rounds.succeeded();
		this.notify();
	}

	/** Notes an attempt that MoEngage did not answer properly. */
	failed({ round }: Pass, failure: Failure): void {
		this.underWay -= 1;
		this.hasAnswer = true;
		this.rounds.failed(round, failure, this.clock.now());
		this.notify();
	}

	/** Keeps all requests but probes back while it is doubtful whether one kind of them can pass. */
	hold(doubt: string): void {
		this.doubts.add(doubt);
	}

	release(doubt: string): void {
		if (this.doubts.delete(doubt)) this.notify();
	}

	private createLine(isProbe: boolean): Queue<Entrant, Pass | Outage> {
		return new Queue(
			{
				timeUntilTurn: (_, now) => this.timeUntilOpen(isProbe, now),
				admit: () => this.rounds.outage ?? this.admit(),
			},
			this.clock,
		);
	}

	private admit(): Pass {
		this.underWay += 1;
		return { kind: 'pass', round: this.rounds.join() };
	}

	/** Milliseconds until a request may leave; Infinity while it waits for something to happen. */
	private timeUntilOpen(isProbe: boolean, now: number): number {
		if (this.rounds.outage !== undefined) return 0;
		if (this.isHeldFrom(isProbe)) return Infinity;
		if (!this.hasAnswer && this.underWay >= MAX_BEFORE_FIRST_ANSWER) return Infinity;
		return this.rounds.timeUntilOpen(now);
	}

	private notify(): void {
		this.line.wake();
		this.probeLine.wake();
	}
}
