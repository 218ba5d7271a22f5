/** What sending took, for the summary and the log. */
export class DeliveryStats {
	/** How many requests the run begins with; look-ups and the parts of divided pools come on top. */
	planned = 0;

	requests = 0;

	retries = 0;

	/** Milliseconds in which at least one request waited for a limit. */
	waited = 0;

	private countedUntil = 0;

	/**
	 * Notes that a request has just left.
	 *
	 * @param now Milliseconds on the delivery's clock
	 * @param waited How many of the milliseconds until now it waited for a limit
	 */
	requestLeft(now: number, waited: number): void {
		this.requests += 1;
		// Requests wait side by side, so a moment in which several waited counts once.
		this.waited += Math.max(0, now - Math.max(this.countedUntil, now - waited));
		this.countedUntil = now;
	}
}
