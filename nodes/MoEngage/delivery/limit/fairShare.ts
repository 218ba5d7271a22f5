import type { Random } from '../time';
import type { QuotaSample } from './headerQuota';

/** The requests of a share are spread over this time, so that the last of them shows what is left over. Milliseconds. */
const SPREAD = 8_000;

/** The time between two of them is longer or shorter by up to this part. */
const SPREAD_JITTER = 0.25;

/** A part of less than one request is taken as one request, with this many times the chance. */
const LUCK = 1.5;

/** No more than this part of the limit is taken at a time, so that nobody takes all. */
const MAX_PART = 0.1;

/** If less than this part of one's own use is counted, a new minute has begun for all. */
const SEEN_PART = 0.9;

/** After a 429 without headers, this part of what has passed is kept. */
const KEPT_PART = 0.9;

/**
 * No 429 takes a share below this part of the limit: a process with little of it also gains little, and
 * would stay behind for an hour. A little less than a tenth, so that ten processes leave something over.
 */
const MIN_PART = 0.09;

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

	/** What is this process's own, in a minute of that limit. */
	findOwn(limit: number, now: number): number {
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
		if (use < this.share || usedByAll < SEEN_PART * use) return;
		const part = (remaining * use) / usedByAll;
		const isLucky = part < 1 && this.random() < LUCK * part;
		const most = Math.max(1, MAX_PART * limit);
		this.share = use + (isLucky ? 1 : Math.floor(Math.min(part, most)));
	}

	/**
	 * Notes a 429.
	 *
	 * @param use What has passed in the last minute
	 * @param limit What may pass in a minute, of all processes together
	 * @param isTold Whether its headers are those of the limit per minute
	 */
	shrink(use: number, limit: number, isTold: boolean, now: number): void {
		const kept = isTold ? use : KEPT_PART * use;
		this.share = Math.max(kept, Math.floor(MIN_PART * limit));
		this.scheduleGrowth(now);
	}

	private scheduleGrowth(now: number): void {
		this.doublesAt = now + MIN_GROWTH_TIME * (1 + this.random() / 2);
	}
}
