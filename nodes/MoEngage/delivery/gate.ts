import type { Refusal } from '../api/answer';
import { backOff } from './backOff';
import type { Clock } from './clock';
import { Queue, type Result } from './limit/queue';
import { countRetriesAfter, type RetryRules } from './retry';

/** Until the first answer of a run is in, it may be that no request can succeed. */
const MAX_BEFORE_FIRST_ANSWER = 10;

/** While nothing succeeds, a round of so many requests finds out whether MoEngage is back. */
const REQUESTS_IN_A_ROUND = 30;

/** The way through the gate, to be given back when the request is answered. */
export interface Pass {
	kind: 'pass';
	round: number;
}

/** Nothing has succeeded in so many rounds; `refusal` is what the last one met. */
export interface Outage {
	kind: 'outage';
	rounds: number;
	refusal: Refusal;
}

interface Entrant {
	signal: AbortSignal;
}

/**
 * Decides when the requests of one execution may leave, apart from MoEngage's limits.
 *
 * Few leave until the first answer is in. When nothing succeeds, they leave in rounds with a growing
 * wait between them, until one succeeds or all rounds are used up. And while a rejected pool finds out
 * whether MoEngage rejects every request like it, only its probes leave.
 */
export class Gate {
	private underWay = 0;

	private hasAnswer = false;

	/** Whether MoEngage has answered properly and has not stopped since. */
	private isTrusted = false;

	/** Since something last succeeded. */
	private failuresInARow = 0;

	/** Rounds that failed before this one. */
	private round = 0;

	private readonly inRound = { started: 0, failed: 0 };

	private pausedUntil = -Infinity;

	private lastFailure?: Refusal;

	/** What the kinds of requests have in common of which it is yet to be found out whether they pass. */
	private readonly doubts = new Set<string>();

	private readonly line: Queue<Entrant, Pass | Outage>;

	/** Probes do not wait behind the requests that wait for what they find out. */
	private readonly probeLine: Queue<Entrant, Pass | Outage>;

	constructor(
		private readonly clock: Clock,
		private readonly rules: RetryRules,
	) {
		const createLine = (isProbe: boolean) =>
			new Queue<Entrant, Pass | Outage>(
				{
					tick: () => {},
					timeUntilTurn: (_, now) => this.timeUntilOpen(isProbe, now),
					// How long an outage may last is a matter of its rounds.
					findTooLongWait: () => undefined,
					admit: () => this.outage ?? this.admit(),
				},
				clock,
			);
		this.line = createLine(false);
		this.probeLine = createLine(true);
	}

	/**
	 * Waits until a request may leave, first come, first served.
	 *
	 * @param isProbe Whether it helps to find the culprits of a rejected pool
	 */
	async enter(signal: AbortSignal, isProbe: boolean): Promise<Result<Pass | Outage>> {
		return await (isProbe ? this.probeLine : this.line).enter({ signal });
	}

	/** Whether only probes may leave, so that any other request that has not left yet must go back. */
	isHeldFrom(isProbe: boolean): boolean {
		return this.doubts.size > 0 && !isProbe;
	}

	/** Gives a pass back for a request that did not leave, or whose answer says nothing of an outage. */
	returned({ round }: Pass): void {
		this.underWay -= 1;
		if (round === this.round) this.inRound.started -= 1;
		this.notify();
	}

	/** Notes that MoEngage answered properly, whatever it said. */
	succeeded(): void {
		this.underWay -= 1;
		this.hasAnswer = true;
		this.isTrusted = true;
		this.failuresInARow = 0;
		this.startRound(0);
	}

	/** Notes an attempt that MoEngage did not answer properly. */
	failed({ round }: Pass, refusal: Refusal): void {
		this.underWay -= 1;
		this.hasAnswer = true;
		this.failuresInARow += 1;
		this.lastFailure = refusal;
		// What was under way when a round ended belongs to that round.
		if (round === this.round) this.inRound.failed += 1;
		const failures = this.isTrusted ? this.failuresInARow : this.inRound.failed;
		if (failures >= REQUESTS_IN_A_ROUND) {
			this.isTrusted = false;
			this.pausedUntil = this.clock.now() + backOff(this.round);
			this.startRound(this.round + 1);
		} else {
			this.notify();
		}
	}

	/** Keeps all requests but probes back while it is doubtful whether one kind of them can pass. */
	hold(doubt: string): void {
		this.doubts.add(doubt);
	}

	release(doubt: string): void {
		if (this.doubts.delete(doubt)) this.notify();
	}

	/** Set when all rounds have failed. */
	private get outage(): Outage | undefined {
		const refusal = this.lastFailure;
		if (refusal === undefined || this.round <= countRetriesAfter(refusal, this.rules)) {
			return undefined;
		}
		return { kind: 'outage', rounds: this.round, refusal };
	}

	private admit(): Pass {
		this.underWay += 1;
		this.inRound.started += 1;
		return { kind: 'pass', round: this.round };
	}

	private startRound(round: number): void {
		this.round = round;
		this.inRound.started = 0;
		this.inRound.failed = 0;
		this.notify();
	}

	/** Milliseconds until a request may leave; Infinity while it waits for something to happen. */
	private timeUntilOpen(isProbe: boolean, now: number): number {
		if (this.outage !== undefined) return 0;
		if (this.isHeldFrom(isProbe)) return Infinity;
		if (this.isTrusted) return 0;
		if (now < this.pausedUntil) return this.pausedUntil - now;
		const isFull = this.inRound.started >= REQUESTS_IN_A_ROUND;
		const isUnproven = !this.hasAnswer && this.underWay >= MAX_BEFORE_FIRST_ANSWER;
		return isFull || isUnproven ? Infinity : 0;
	}

	private notify(): void {
		this.line.wake();
		this.probeLine.wake();
	}
}
