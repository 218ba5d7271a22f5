import type { RateLimitNews } from '../../api/rateLimitHeaders';
import { addJitter, backOff, MIN_PAUSE, type Random } from '../backOff';

/** So many may be under way before the first answer tells whether others have used the limit up. */
const MAX_FIRST_REQUESTS = 5;

/** Of a large limit, this share of it may be under way before the first answer. */
const MAX_FIRST_SHARE = 0.05;

/** When as many have been answered as may be under way, so many times as many may. */
const GROWTH = 3;

/** The retry whose back-off follows a first 429 that names no time: 2 to 3 seconds. */
const FIRST_BACK_OFF = 0;

/** MoEngage's limits are a minute's, so a second 429 in a row that names no time is worth a minute. */
const NEXT_BACK_OFF = 5;

/**
 * How many requests may be under way: a few at first, none for a while after a 429, then one alone.
 * Their answers let more go along.
 */
export class Ramp {
	/** How many requests have left and are not answered yet. */
	underWay = 0;

	private max = Infinity;

	/** How many answers have come since `max` last changed. */
	private answers = 0;

	/** The number of the request that left last. */
	private lastNumber = 0;

	/** After a 429 nothing leaves until then. */
	private pausedUntil = -Infinity;

	/** 429s in a row, those of one burst counted once, and what had left when the last one came. */
	private refusals = { count: 0, lastNumber: 0 };

	constructor(private readonly random: Random) {}

	/** Nothing is known yet, or no longer, of what others have sent. */
	startWithFew(capacity: number): void {
		const few = Math.max(MAX_FIRST_REQUESTS, Math.floor(MAX_FIRST_SHARE * capacity));
		this.restartWith(Math.min(this.max, few));
	}

	/** Ends a pause; one request tries alone. */
	resume(now: number): void {
		this.pausedUntil = Math.min(this.pausedUntil, now);
		this.restartWith(1);
	}

	/** Whether an answer is due before one more request may leave. */
	isFull(): boolean {
		return this.underWay >= this.max;
	}

	/** Milliseconds until the pause after a 429 is over. */
	timeUntilResumed(now: number): number {
		return Math.max(0, this.pausedUntil - now);
	}

	departed(number: number): void {
		this.underWay += 1;
		this.lastNumber = number;
	}

	/** Notes that a request is no longer under way. */
	returned(): void {
		this.underWay -= 1;
	}

	/** Notes an answer that was no 429. */
	answered(number: number): void {
		if (number <= this.refusals.lastNumber) return;
		this.refusals.count = 0;
		this.answers += 1;
		if (this.answers >= this.max) this.restartWith(GROWTH * this.max);
	}

	/**
	 * Notes a 429, after which everyone pauses; then one request tries alone.
	 *
	 * @returns Whether it is the first of its burst
	 */
	refused(number: number, news: RateLimitNews, now: number): boolean {
		const isFirst = number > this.refusals.lastNumber;
		const pause = isFirst ? this.choosePause(news) : (news.retryAfter ?? news.resetsIn ?? 0);
		const until = now + Math.max(MIN_PAUSE, pause);
		// The last word counts; within a burst, the longest.
		this.pausedUntil = isFirst ? until : Math.max(this.pausedUntil, until);
		this.restartWith(1);
		if (isFirst) {
			this.refusals = { count: this.refusals.count + 1, lastNumber: this.lastNumber };
		}
		return isFirst;
	}

	private restartWith(max: number): void {
		this.max = max;
		this.answers = 0;
	}

	/** MoEngage's time or, where it names none, one that grows with the 429s in a row. */
	private choosePause({ retryAfter, resetsIn }: RateLimitNews): number {
		const { count } = this.refusals;
		if (retryAfter !== undefined) return retryAfter;
		if (resetsIn !== undefined) {
			// Refused again right after the reset: MoEngage asks to back off from there on.
			return count === 0 ? resetsIn : resetsIn + backOff(count - 1, this.random);
		}
		if (count === 0) return backOff(FIRST_BACK_OFF, this.random);
		return addJitter(backOff(NEXT_BACK_OFF, this.random), this.random);
	}
}
