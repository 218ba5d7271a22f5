import type { Random } from '../time';
import type { QuotaSample } from './headerQuota';

/** The time over which the requests of a share are spread: the last one shows what is left over. Milliseconds. */
const SPREAD = 8_000;

/** The fraction by which the time between two of them may be longer or shorter. */
const SPREAD_JITTER = 0.25;

/** A gain below one request is rounded up at random: its size times this factor is the probability. */
const ROUND_UP_FACTOR = 1.5;

/** The largest gain at a time, as a fraction of the limit, so that no process takes all. */
const MAX_FRACTION = 0.1;

/** The fraction of one's own use below which a count shows that a new minute has begun for all. */
const SEEN_FRACTION = 0.9;

/** The fraction of what has passed that is kept after a 429 without headers. */
const KEPT_FRACTION = 0.9;

/**
 * The fraction of the limit that no 429 takes a share below: a process with little of it also gains little,
 * and would stay behind for an hour. Less than a tenth, so that ten processes leave something over.
 */
const MIN_FRACTION = 0.09;

/** The time without a 429 and without headers after which the share doubles, before jitter. Milliseconds. */
const MIN_GROWTH_TIME = 90_000;

/**
 * How much of the limit this process takes while other processes use it, too: its share of the limit
 * is its share of the use. What it had in the last minute is its own, and of what all processes leave
 * over it takes as large a part as it has of what they use.
 */
export class FairShare {
	/** In what the endpoint counts; Infinity while nobody else seems to use the limit. */
	private share = Infinity;
	private doublesAt = Infinity;
	private nextAt = -Infinity;

	constructor(private readonly random: Random) {}

	/** Whether other processes use the limit, too, as far as is known. */
	get isShared(): boolean {
		return this.share < Infinity;
	}

	/** Forgets other processes. */
	restart(): void {
		this.share = Infinity;
	}

	/** Doubles the share if it is time to, and returns it: what this process may use of a minute's limit. */
	refresh(limit: number, now: number): number {
		if (now >= this.doublesAt) {
			this.share = Math.max(2, 2 * this.share);
			this.scheduleGrowth(now);
		}
		if (this.share >= limit) this.share = Infinity;
		return this.share;
	}

	/** Milliseconds until the next request may be sent, so that the share is spread. */
	timeUntilNext(now: number): number {
		return this.isShared ? Math.max(0, this.nextAt - now) : 0;
	}

	send(weight: number, now: number): void {
		const jitter = 1 + SPREAD_JITTER * (2 * this.random() - 1);
		this.nextAt = now + (weight / Math.max(weight, this.share)) * SPREAD * jitter;
	}

	/**
	 * Notes what an answer says of the limit, and takes a part of what is left over.
	 *
	 * @param use What this process has used in the last minute, with all that is in flight
	 */
	heed({ limit, remaining }: QuotaSample, use: number, now: number): void {
		const usedByAll = limit - remaining;
		if (!this.isShared) {
			if (usedByAll <= use) return;
			this.share = use;
		}
		this.scheduleGrowth(now);
		// In a minute that has just begun, the other processes have yet to take what is theirs.
		if (use < this.share || usedByAll < SEEN_FRACTION * use) return;
		const gain = (remaining * use) / usedByAll;
		const roundsUp = gain < 1 && this.random() < ROUND_UP_FACTOR * gain;
		const most = Math.max(1, MAX_FRACTION * limit);
		this.share = use + (roundsUp ? 1 : Math.floor(Math.min(gain, most)));
	}

	/**
	 * Notes a 429.
	 *
	 * @param use What has passed in the last minute
	 * @param limit What may pass in a minute, of all processes together
	 * @param isTold Whether its headers are those of the limit per minute
	 */
	shrink(use: number, limit: number, isTold: boolean, now: number): void {
		const kept = isTold ? use : KEPT_FRACTION * use;
		this.share = Math.max(kept, Math.floor(MIN_FRACTION * limit));
		this.scheduleGrowth(now);
	}

	private scheduleGrowth(now: number): void {
		this.doublesAt = now + MIN_GROWTH_TIME * (1 + this.random() / 2);
	}
}
