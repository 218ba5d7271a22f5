import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import { MINUTE } from './slidingWindow';

/** The most that a reset may be off: it comes in whole seconds, and some forms are rounded twice. Milliseconds. */
const MAX_ROUNDING = 2_000;

/** The farthest reset that can be that of a minute. Milliseconds. */
const MAX_RESET = MINUTE + MAX_ROUNDING;

/** What an answer says of the limit per minute, in what its headers count. */
export interface QuotaSample {
	limit: number;
	remaining: number;
}

/** What MoEngage's headers say, as far as it can be true of a limit per minute. */
export class HeaderQuota {
	private minute = { limit: Infinity, validUntil: -Infinity };

	/** Another limit than that of the minute, such as that of a second. */
	private other = { limit: Infinity, remaining: Infinity, resetsAt: -Infinity };

	/** A limit that a 429 has shown not to be that of a minute. */
	private contradicted?: number;

	/**
	 * @param documented The documented limit per minute
	 * @param countsRecords Whether that limit counts records, while the headers count requests
	 */
	constructor(
		private readonly documented: number,
		private readonly countsRecords: boolean,
	) {}

	/** The limit per minute; the documented one if the headers have not said otherwise lately. */
	findLimit(now: number): number {
		return this.minute.validUntil > now ? this.minute.limit : this.documented;
	}

	/** How many requests may be in flight by the other limit that the headers tell of. */
	findMaxInFlight(now: number): number {
		const { remaining, limit, resetsAt } = this.other;
		if (now < resetsAt) return remaining;
		return now < resetsAt + MINUTE ? limit : Infinity;
	}

	/** Milliseconds until the other limit resets if nothing remains of it. */
	timeUntilReset(now: number): number {
		return this.findMaxInFlight(now) > 0 ? 0 : Math.max(0, this.other.resetsAt - now);
	}

	/**
	 * Notes what the headers of an answer say.
	 *
	 * @param use What this process has used of the limit in the last minute
	 * @returns What that says of the limit per minute, if anything
	 */
	heed(info: RateLimitInfo, use: number, now: number): QuotaSample | undefined {
		const { remaining, resetsIn } = info;
		if (remaining === undefined || resetsIn === undefined || resetsIn > MAX_RESET) return undefined;
		const { limit = this.findLimit(now) } = info;
		// A reset that is never farther away is that of a second. And late in the day, the limit of a day
		// has been used far more than that of a minute can be.
		const isPlausible = resetsIn > MAX_ROUNDING && limit - remaining <= use + this.documented;
		if (isPlausible && !this.countsRecords && limit !== this.contradicted) {
			this.minute = { limit, validUntil: now + resetsIn + MINUTE };
		}
		if (!this.countsRecords && limit === this.findLimit(now)) return { limit, remaining };
		this.other = { limit, remaining, resetsAt: now + resetsIn };
		return undefined;
	}

	/** Notes a 429 although the headers say that some remain: they are those of another limit. */
	contradict(limit: number | undefined): void {
		this.contradicted = limit;
		this.minute.validUntil = -Infinity;
	}
}
