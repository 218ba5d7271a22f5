import type { RateLimiter } from './limit/rateLimiter';

/** What sending took, for the summary and the log. */
export class DeliveryStats {
	/** Batches that the run begins with. Look-ups and the requests that divide a rejected batch come on top. */
	planned = 0;
	/** Batches whose records are all settled. */
	done = 0;
	requests = 0;
	retries = 0;

	/** Milliseconds in which at least one request waited for a limit. */
	waited = 0;
	private countedUntil = 0;

	/** The rate limiters that requests wait for, one for each workspace. */
	readonly limiters: Array<Pick<RateLimiter, 'timeUntilQuota'>> = [];

	/** @param waited How many of the milliseconds until now it waited for a limit */
	noteRequest(now: number, waited: number): void {
		this.requests += 1;
		if (waited === 0) return;
		// Requests wait side by side, so a moment in which several waited counts once.
		this.waited += Math.max(0, now - Math.max(this.countedUntil, now - waited));
		this.countedUntil = now;
	}

	/** Milliseconds until each workspace has quota; Infinity where a response will tell. */
	timeUntilQuota(): number {
		return Math.max(0, ...this.limiters.map((limiter) => limiter.timeUntilQuota()));
	}
}
