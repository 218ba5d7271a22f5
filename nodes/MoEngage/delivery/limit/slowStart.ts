import { MAX_WAIT_FOR_ANSWER } from '../time';

/** How many requests may be in flight at first, and at most what fraction of the limit they may be. */
const FIRST_REQUESTS = 5;
const FIRST_FRACTION = 1 / 4;

/** The factor by which the number of requests in flight may grow once that many have passed. */
const GROWTH = 3;

/**
 * Lets few requests be in flight at first, since nothing is known of what other processes send, and
 * one after a 429. Each round of answers lets more go along.
 */
export class SlowStart {
	private max = Infinity;

	/** How many requests have passed since `max` last changed. */
	private passed = 0;

	/** How many were in flight when the last 429 came. */
	private before = 1;

	/** By the numbers of the requests in flight, when each was sent; oldest first. */
	private readonly sentAt = new Map<number, number>();

	restart(limit: number): void {
		this.goOnWith(Math.min(this.max, FIRST_REQUESTS, Math.ceil(FIRST_FRACTION * limit)));
	}

	/**
	 * Milliseconds until one more request may be in flight, at the latest if nothing is answered.
	 *
	 * @param most How many may be in flight for other reasons
	 */
	timeUntilNext(most: number, now: number): number {
		const max = Math.min(this.max, most);
		if (this.sentAt.size < max) return 0;
		const oldestAt = now - MAX_WAIT_FOR_ANSWER;
		const recent = [...this.sentAt.values()].filter((at) => at > oldestAt);
		const decisive = recent[recent.length - max];
		return decisive === undefined ? 0 : decisive - oldestAt;
	}

	send(number: number, now: number): void {
		this.sentAt.set(number, now);
	}

	remove(number: number): void {
		this.sentAt.delete(number);
	}

	/** Notes that a request has passed. */
	grow(): void {
		this.passed += 1;
		if (this.passed >= this.max) this.goOnWith(GROWTH * this.max);
	}

	tryAlone(): void {
		this.before = this.sentAt.size;
		this.goOnWith(1);
	}

	/** Goes on with half as many as before the last 429, which has turned out to concern few. */
	resume(): void {
		this.goOnWith(Math.max(1, Math.floor(this.before / 2)));
	}

	private goOnWith(max: number): void {
		this.max = max;
		this.passed = 0;
	}
}
