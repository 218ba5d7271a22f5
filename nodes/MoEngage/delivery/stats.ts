import type { RateLimiter } from './limit/rateLimiter';

type Limiter = Pick<RateLimiter, 'timeUntilQuota'>;

/** What sending took, for the summary and the log. */
export class DeliveryStats {
	/** How many requests the run begins with; look-ups and the parts of rejected batches come on top. */
	planned = 0;

	requests = 0;

	retries = 0;

	/** Milliseconds in which at least one request waited for a limit. */
	waited = 0;

	private countedUntil = 0;

	private readonly limiters: Limiter[] = [];

	/**
	 * Notes that a workspace has got its requests.
	 *
	 * @param limiter The one that they wait for
	 */
	plan(requests: number, limiter: Limiter): void {
		this.planned += requests;
		this.limiters.push(limiter);
	}

	/**
	 * Notes that a request is sent.
	 *
	 * @param now Milliseconds on the delivery's clock
	 * @param waited How many of the milliseconds until now it waited for a limit
	 */
	noteRequest(now: number, waited: number): void {
		this.requests += 1;
		// Requests wait side by side, so a moment in which several waited counts once.
		this.waited += Math.max(0, now - Math.max(this.countedUntil, now - waited));
		this.countedUntil = now;
	}

	/** Milliseconds until each workspace has quota; Infinity where a response will tell. */
	timeUntilQuota(): number {
		return Math.max(0, ...this.limiters.map((limiter) => limiter.timeUntilQuota()));
	}
}
