import type { RateLimitNews } from '../../api/rateLimitHeaders';
import { backOff } from '../backOff';

/** So many may be under way before the first answer tells whether others have used the limit up. */
const MAX_FIRST_REQUESTS = 10;

/** Of a large limit, this share of it may be under way before the first answer. */
const MAX_FIRST_SHARE = 0.1;

/**
 * How many requests may be under way: a few at first; after a 429, and when a limit that others
 * share starts anew, one alone. Each answer lets one more go along.
 */
export class Ramp {
	/** How many requests have left and are not answered yet. */
	underWay = 0;

	private max = Infinity;

	/** The number of the request that left last. */
	private lastNumber = 0;

	/** After a 429 nothing leaves until then. */
	private pausedUntil = -Infinity;

	/** 429s in a row, those of one burst counted once, and what had left when the last one came. */
	private refusals = { count: 0, lastNumber: 0 };

	/** Nothing is known yet, or no longer, of what others have sent. */
	startWithFew(perMinute: number): void {
		this.max = Math.min(this.max, Math.max(MAX_FIRST_REQUESTS, MAX_FIRST_SHARE * perMinute));
	}

	/** Lets one request try alone. */
	startWithOne(): void {
		this.max = 1;
	}

	isPaused(now: number): boolean {
		return this.pausedUntil > now;
	}

	/** Milliseconds until one more request may be under way; Infinity while it waits for an answer. */
	timeUntilOpen(now: number): number {
		return this.underWay < this.max ? Math.max(0, this.pausedUntil - now) : Infinity;
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
		this.max += 1;
	}

	/** Notes a 429, after which everyone pauses; then one request tries alone. */
	refused(number: number, news: RateLimitNews, now: number): void {
		const { count, lastNumber } = this.refusals;
		const isNewBurst = number > lastNumber;
		const pause = isNewBurst ? this.pauseAfter(news) : this.pauseOfSameBurst(news);
		this.pausedUntil = Math.max(this.pausedUntil, now + pause);
		this.max = 1;
		if (isNewBurst) this.refusals = { count: count + 1, lastNumber: this.lastNumber };
	}

	/** MoEngage's time or, where it names none, one that doubles with each further 429. */
	private pauseAfter({ retryAfter, resetsIn }: RateLimitNews): number {
		const { count } = this.refusals;
		if (retryAfter !== undefined) return retryAfter;
		if (resetsIn === undefined) return backOff(count);
		// Refused again right after the reset: MoEngage asks to back off from there on.
		return count === 0 ? resetsIn : resetsIn + backOff(count - 1);
	}

	private pauseOfSameBurst({ retryAfter, resetsIn }: RateLimitNews): number {
		return retryAfter ?? resetsIn ?? 0;
	}
}
