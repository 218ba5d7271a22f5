/** Neighboring records are kept as one, so that memory does not grow with the limit. */
const STEPS_PER_WINDOW = 1_000;

/** Counts what has been sent within the last `length` milliseconds. */
export class SlidingWindow {
	/** What was sent, and when it no longer counts; oldest first. */
	private records: Array<{ weight: number; expires: number; mergesUntil: number }> = [];

	private total = 0;

	constructor(private readonly length: number) {}

	/** Notes that MoEngage may have counted `weight` until now. */
	record(weight: number, now: number): void {
		this.forget(now);
		const expires = now + this.length;
		const newest = this.records.at(-1);
		// Both expire at the later time: that waits a little longer, never too short.
		if (newest !== undefined && expires < newest.mergesUntil) {
			newest.weight += weight;
			newest.expires = expires;
		} else {
			const mergesUntil = expires + this.length / STEPS_PER_WINDOW;
			this.records.push({ weight, expires, mergesUntil });
		}
		this.total += weight;
	}

	/** What still counts at `now`. */
	count(now: number): number {
		let left = this.total;
		for (const { weight, expires } of this.records) {
			if (expires > now) break;
			left -= weight;
		}
		return left;
	}

	/**
	 * Milliseconds until at most `room` of what was sent still counts; Infinity where there is less than
	 * no room, since requests under way fill it.
	 */
	timeUntil(room: number, now: number): number {
		let left = this.total;
		if (this.count(now) <= room) return 0;
		for (const { weight, expires } of this.records) {
			left -= weight;
			if (left <= room) return expires - now;
		}
		return Infinity;
	}

	/** Drops what no longer counts at `now`. */
	private forget(now: number): void {
		const alive = this.records.findIndex(({ expires }) => expires > now);
		const expired = this.records.splice(0, alive === -1 ? this.records.length : alive);
		for (const { weight } of expired) this.total -= weight;
	}
}
