export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** How many steps a window has: answers within a step are kept as one, so that memory does not grow with the limit. */
const STEPS_PER_WINDOW = 1_000;

/**
 * Counts each request from the moment it is sent until a whole window after its answer. MoEngage counts it
 * somewhere in between, so it never sees more than the limit in any window, whether that slides or
 * not, and however long the way there takes.
 */
export class SlidingWindow {
	/** What was answered, and when it no longer counts; oldest first. */
	private answered: Array<{ weight: number; expires: number; mergesUntil: number }> = [];

	private answeredWeight = 0;
	private inFlightWeight = 0;

	/** @param length Milliseconds */
	constructor(private readonly length: number) {}

	send(weight: number): void {
		this.inFlightWeight += weight;
	}

	/** Stops counting a request that MoEngage has not counted. */
	cancel(weight: number): void {
		this.inFlightWeight -= weight;
	}

	/** Counts a request for one window more: it was answered, or no answer came. */
	complete(weight: number, now: number): void {
		this.inFlightWeight -= weight;
		this.forget(now);
		this.answeredWeight += weight;
		const expires = now + this.length;
		const newest = this.answered.at(-1);
		// Both expire at the later time: that waits a little longer, never too short.
		if (newest !== undefined && expires < newest.mergesUntil) {
			newest.weight += weight;
			newest.expires = expires;
		} else {
			const mergesUntil = expires + this.length / STEPS_PER_WINDOW;
			this.answered.push({ weight, expires, mergesUntil });
		}
	}

	count(now: number): number {
		this.forget(now);
		return this.answeredWeight + this.inFlightWeight;
	}

	/**
	 * Milliseconds until the weight fits into the limit; Infinity while it waits for an answer. A
	 * request that alone weighs more than the limit is sent when nothing else counts.
	 */
	timeUntil(weight: number, limit: number, now: number): number {
		const rest = Math.max(0, limit - weight);
		let left = this.count(now);
		if (left <= rest) return 0;
		for (const { weight: expiring, expires } of this.answered) {
			left -= expiring;
			if (left <= rest) return expires - now;
		}
		return Infinity;
	}

	private forget(now: number): void {
		let expired = 0;
		for (const { weight, expires } of this.answered) {
			if (expires > now) break;
			this.answeredWeight -= weight;
			expired += 1;
		}
		if (expired > 0) this.answered.splice(0, expired);
	}
}
