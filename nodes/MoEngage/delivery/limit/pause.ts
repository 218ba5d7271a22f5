import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import { addJitter, BACK_OFF_BASE, MIN_PAUSE, type Random } from '../time';
import { MINUTE } from './slidingWindow';

/**
 * The longest pause without jitter if MoEngage names no time. A process that has nothing of a limit that
 * others use needs many tries to find a moment in which they leave something. Milliseconds.
 */
const MAX_GUESS = 10_000;

/** The time without an answer after which one request tries in spite of the pause. Milliseconds. */
const TRY_INTERVAL = 5 * MINUTE;

/** The pause after a 429: until the time that MoEngage names or, if it names none, for a guess. */
export class Pause {
	private until = -Infinity;

	/** Whether MoEngage has named no time. */
	isGuess = false;

	/** 429s in a row, those of one burst counted once. */
	inARow = 0;

	/** When the first of them came, and how long after it the last one. Milliseconds. */
	private since = Infinity;
	lasted = 0;

	/** The number of the latest request that passed, and of the latest that met a 429. */
	private lastPassed = 0;
	private lastOverLimit = 0;

	/** The number of the last request that had been sent when the burst began. */
	private burstEnd = 0;
	private lastAnswerAt = -Infinity;

	constructor(private readonly random: Random) {}

	/** Milliseconds until requests may be sent again. */
	timeUntilOver(now: number): number {
		return this.isTryDue(now) ? 0 : Math.max(0, this.until - now);
	}

	/** Whether a pause goes on and it is time for a request that tries whether it has to. */
	isTryDue(now: number): boolean {
		return !this.isOver(now) && this.lastAnswerAt + TRY_INTERVAL <= now;
	}

	isOver(now: number): boolean {
		return this.until <= now;
	}

	/** Forgets the 429s, but not the time that MoEngage has named. */
	restart(): void {
		this.inARow = 0;
		this.since = Infinity;
		this.lasted = 0;
	}

	/**
	 * Notes a 429.
	 *
	 * @param number The number of the request that met it
	 * @param lastSent The number of the last request that has been sent so far
	 * @returns Whether it is the first of its burst
	 */
	begin(number: number, lastSent: number, info: RateLimitInfo, now: number): boolean {
		this.lastAnswerAt = now;
		const told = info.retryAfter ?? info.resetsIn;
		// A request that was sent later has passed.
		if (told === undefined && number < this.lastPassed) return false;
		const isFirst = number > this.burstEnd;
		const guess = addJitter(Math.min(MAX_GUESS, BACK_OFF_BASE * 2 ** this.inARow), this.random);
		const until = now + Math.max(MIN_PAUSE, told ?? guess);
		this.lastOverLimit = Math.max(this.lastOverLimit, number);
		if (isFirst) {
			this.until = until;
			this.isGuess = told === undefined;
			this.inARow += 1;
			this.since = Math.min(this.since, now);
			this.lasted = now - this.since;
			this.burstEnd = lastSent;
		} else if (told !== undefined) {
			this.until = Math.max(this.until, until);
			this.isGuess = false;
		}
		return isFirst;
	}

	/** Notes an answer that is no 429; whether that ends the pause, since the request was sent later. */
	end(number: number, now: number): boolean {
		this.lastAnswerAt = now;
		this.lastPassed = Math.max(this.lastPassed, number);
		if (number <= this.lastOverLimit) return false;
		this.until = -Infinity;
		this.restart();
		return true;
	}
}
