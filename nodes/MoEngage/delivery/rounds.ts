import type { Failure } from '../api/classifyResponse';
import { backOff } from './backOff';
import { countRetriesAfter, type RetryRules } from './retry';

/** While nothing succeeds, a round of so many requests finds out whether MoEngage is back. */
const REQUESTS_IN_A_ROUND = 30;

/** Nothing has succeeded in so many rounds; `refusal` is what the last one met. */
export interface Outage {
	kind: 'outage';
	rounds: number;
	failure: Failure;
}

/**
 * Keeps an execution from running against a MoEngage that is down: when nothing succeeds, requests
 * leave in rounds with a growing wait between them, until one succeeds or all rounds are used up.
 */
export class Rounds {
	/** Whether MoEngage has answered properly and has not stopped since; rounds do not matter then. */
	private isTrusted = false;

	/** Since something last succeeded. */
	private failuresInARow = 0;

	/** Rounds that failed before this one. */
	private round = 0;

	private readonly inRound = { started: 0, failed: 0 };

	private pausedUntil = -Infinity;

	private lastFailure?: Failure;

	constructor(private readonly rules: RetryRules) {}

	/** Set when all rounds have failed. */
	get outage(): Outage | undefined {
		const failure = this.lastFailure;
		if (failure === undefined || this.round <= countRetriesAfter(failure, this.rules)) {
			return undefined;
		}
		return { kind: 'outage', rounds: this.round, failure };
	}

	/** Milliseconds until a request may leave; Infinity while the round waits for its answers. */
	timeUntilOpen(now: number): number {
		if (this.isTrusted) return 0;
		if (now < this.pausedUntil) return this.pausedUntil - now;
		return this.inRound.started < REQUESTS_IN_A_ROUND ? 0 : Infinity;
	}

	/** Counts a request that leaves, and returns the round to which it belongs, whenever it ends. */
	join(): number {
		this.inRound.started += 1;
		return this.round;
	}

	/** Makes room for another request, where one did not leave or its answer says nothing. */
	leave(round: number): void {
		if (round === this.round) this.inRound.started -= 1;
	}

	succeeded(): void {
		this.isTrusted = true;
		this.failuresInARow = 0;
		this.start(0);
	}

	failed(round: number, failure: Failure, now: number): void {
		this.failuresInARow += 1;
		this.lastFailure = failure;
		if (round === this.round) this.inRound.failed += 1;
		const failures = this.isTrusted ? this.failuresInARow : this.inRound.failed;
		if (failures < REQUESTS_IN_A_ROUND) return;
		this.isTrusted = false;
		this.pausedUntil = now + backOff(this.round);
		this.start(this.round + 1);
	}

	private start(round: number): void {
		this.round = round;
		this.inRound.started = 0;
		this.inRound.failed = 0;
	}
}
