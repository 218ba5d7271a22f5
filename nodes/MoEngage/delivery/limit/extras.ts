import type { Random } from '../backOff';
import type { Sight } from './sight';

/** So long after the first request of a minute everybody has taken what is theirs. Milliseconds. */
const LAST_LOOK = 8_000;

/** Single requests come apart by so much, so that what is left is not taken by all at once. Milliseconds. */
const SPREAD = 3_000;

/** So long others get to take what is theirs before more than one's own is taken. Milliseconds. */
export const SETTLING_TIME = 1_000;

/** In so many minutes, somebody tries whether what others seem to keep for later is free. */
const MINUTES_PER_TRY = 10;

const NONE = { use: 0, from: Infinity };

/** What a process takes of what others leave over, beyond what it had a minute ago. */
export class Extras {
	/** What may be taken, and from when on. */
	private allowed = NONE;

	/** Whether some were taken in this minute, so somebody has left. */
	private wereTaken = false;

	/** What was seen of this minute first and last, once others had had time to take what is theirs. */
	private looks?: { first: Sight; last: Sight };

	/** What was left at the first look of the minute before; others then took it. */
	private roomBefore = Infinity;

	constructor(private readonly random: Random) {}

	/** How much may be taken. */
	find(now: number): number {
		return this.allowed.from <= now ? this.allowed.use : 0;
	}

	/** Milliseconds until some may be taken; Infinity where only an answer can allow it. */
	timeUntil(now: number): number {
		return this.allowed.use > 0 ? Math.max(0, this.allowed.from - now) : Infinity;
	}

	/** @param isLikeLast Whether the minute before shows what others will take in this one */
	startMinute(isLikeLast: boolean): void {
		this.roomBefore = (isLikeLast ? this.looks?.first.room : undefined) ?? Infinity;
		this.looks = undefined;
		this.wereTaken = false;
	}

	taken(use: number): void {
		this.wereTaken = true;
		this.allowed = { ...this.allowed, use: Math.max(0, this.allowed.use - use) };
	}

	forget(): void {
		this.allowed = NONE;
	}

	/**
	 * Keeps to the room while extras are being taken.
	 *
	 * @returns Whether they are
	 */
	keepTo(room: number, now: number): boolean {
		const isTaking = this.find(now) > 0 && room > 0;
		if (isTaking) this.allowed = { ...this.allowed, use: Math.min(this.allowed.use, room) };
		return isTaking;
	}

	/** Allows one when the limit starts anew or others have had time, since nobody has anything yet. */
	allowFirst({ room, resetsIn }: Sight, now: number): void {
		if (room < 1) this.allowOne(now + resetsIn);
		else this.allow(1, now + SETTLING_TIME * (1 + this.random() / 2));
	}

	/** Allows what others leave over, as a request shows that left late in the minute. */
	allowFree(sight: Sight, since: number, now: number): void {
		const { room, use, limit } = sight;
		const lastLookAt = since + LAST_LOOK;
		const isLastLook = now >= lastLookAt;
		const before = this.looks?.last;
		const free = isLastLook ? room : room - this.findExpected(sight);
		this.looks = { first: this.looks?.first ?? sight, last: sight };
		if (free < 1) {
			this.forget();
			if (!isLastLook && this.isWorthATry(sight)) this.allowOne(lastLookAt);
			return;
		}
		// Where nobody else has taken any since the last look, it goes faster.
		const isQuiet = before !== undefined && before.room - room <= use - before.use;
		const part = isQuiet ? free / 2 : (free * use) / Math.max(1, limit - room);
		if (part >= 1) this.allow(Math.floor(part), now);
		else this.allowOne(Math.max(now, lastLookAt));
	}

	/** What others are expected to take of it this minute, because they did so in the last one. */
	private findExpected(sight: Sight): number {
		const first = this.looks?.first ?? sight;
		const byOthers = first.room - sight.room - (sight.use - first.use);
		const expected = Math.min(sight.limit / Math.max(1, first.use), this.roomBefore);
		return Math.max(0, expected - Math.max(0, byOthers));
	}

	/** Whether what others seem to keep for later may be free: they may have left. */
	private isWorthATry({ room, use, limit }: Sight): boolean {
		if (this.wereTaken && room >= 1) return true;
		const tries = this.wereTaken ? 1 : Math.min(1, room) / MINUTES_PER_TRY;
		return this.random() < (tries * use) / limit;
	}

	private allowOne(from: number): void {
		this.allow(1, from + SETTLING_TIME + SPREAD * this.random());
	}

	private allow(use: number, from: number): void {
		this.allowed = { use, from };
	}
}
