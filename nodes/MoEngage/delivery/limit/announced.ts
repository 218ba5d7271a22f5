import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import { MINUTE } from './windows';

/** A reset is told in whole seconds, and some forms of it are rounded twice. Milliseconds. */
export const MAX_ROUNDING = 2_000;

/** What may still be sent, as MoEngage's headers tell, in what they count. */
interface Room {
	remaining: number;
	until: number;
	/** What there is again from then on. */
	refill: number;
	/** Whether it is that of the limit per minute, not that of a second or a day. */
	isOfMinute: boolean;
	/** What left by this number may or may not be counted in it. */
	lastNumber: number;
}

/**
 * MoEngage's last word: the limit and the room that its headers announce. They are believed only as
 * far as they can be true of a limit per minute.
 */
export class Announced {
	/** The limit per minute. */
	limit?: number;

	private room?: Room;

	/** What has left and is not answered yet, in what the headers count. */
	private underWay = 0;

	private lastNumber = 0;

	/** A limit that a 429 has shown not to be that of a minute. */
	private doubtedLimit?: number;

	/** Whether MoEngage accepted a request although it had announced no room for long. */
	private isLongResetDoubted = false;

	constructor(private readonly documented: number) {}

	/** Milliseconds until the room starts anew; 0 where there is no word of it. */
	timeUntilReset(now: number): number {
		return this.room === undefined ? 0 : Math.max(0, this.room.until - now);
	}

	/** Whether the room is that of the limit per minute. */
	isOfMinute(now: number): boolean {
		return this.timeUntilReset(now) > 0 && this.room?.isOfMinute === true;
	}

	/** What remained when MoEngage last told; Infinity where nothing is known. */
	findRemaining(now: number): number {
		if (this.room === undefined) return Infinity;
		return this.room.until > now ? this.room.remaining : this.room.refill;
	}

	/** Milliseconds until so much fits; Infinity while it waits for an answer under way. */
	timeUntilRoom(cost: number, now: number): number {
		const remaining = this.findRemaining(now);
		if (remaining - this.underWay >= cost) return 0;
		return remaining >= cost ? Infinity : this.timeUntilReset(now);
	}

	departed(cost: number, number: number): void {
		this.underWay += cost;
		this.lastNumber = number;
	}

	/** Notes that a request is no longer under way. */
	returned(cost: number): void {
		this.underWay -= cost;
	}

	/**
	 * Notes what the headers of an answer tell.
	 *
	 * @param cost What the headers count of the request
	 * @param number The request's number
	 * @param use What this process has used of the limit in the last minute
	 */
	notice(
		cost: number,
		number: number,
		use: number,
		rateLimitInfo: RateLimitInfo,
		now: number,
	): void {
		const { limit, remaining, resetsIn } = rateLimitInfo;
		if (resetsIn === undefined || remaining === undefined) {
			if (this.room !== undefined) this.room.remaining -= cost;
			return;
		}
		if (resetsIn > MINUTE + MAX_ROUNDING && this.isLongResetDoubted) return;
		if (this.isBelievable(rateLimitInfo, use)) this.limit = limit;
		const isKnown = limit === undefined || limit === (this.limit ?? this.documented);
		const isOfMinute = isKnown && resetsIn <= MINUTE + MAX_ROUNDING;
		// A minute's limit is counted by this process itself.
		const refill = isOfMinute ? Infinity : (limit ?? Infinity);
		this.heedRoom(number, { remaining, until: now + resetsIn, refill, isOfMinute }, now);
	}

	/** Forgets what was announced, because a 429 contradicts it. */
	doubtLimit(limit: number | undefined): void {
		this.doubtedLimit = limit;
		this.limit = undefined;
		this.room = undefined;
	}

	/** Forgets the room, because MoEngage accepted a request in spite of it. */
	doubtLongReset(): void {
		this.isLongResetDoubted = true;
		this.room = undefined;
	}

	/** Whether the limit can be that of a minute. */
	private isBelievable({ limit, remaining = 0, resetsIn = 0 }: RateLimitInfo, use: number) {
		if (limit === undefined || limit === this.doubtedLimit) return false;
		// A reset that is never farther away is that of a second, a longer one that of a day.
		if (resetsIn <= MAX_ROUNDING || resetsIn > MINUTE + MAX_ROUNDING) return false;
		// Late in the day, the limit of a day has been used far more than a minute's can be.
		return limit - remaining <= use + this.documented;
	}

	/** Answers overtake each other: the smallest number counts until one that left later is back. */
	private heedRoom(number: number, told: Omit<Room, 'lastNumber'>, now: number): void {
		const known = this.timeUntilReset(now) > 0 ? this.room : undefined;
		const isNewer = known === undefined || number > known.lastNumber;
		this.room = {
			...told,
			remaining: isNewer ? told.remaining : Math.min(told.remaining, known.remaining),
			lastNumber: isNewer ? this.lastNumber : known.lastNumber,
		};
	}
}
