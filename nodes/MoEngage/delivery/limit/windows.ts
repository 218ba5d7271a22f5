import type { Endpoint } from '../../api/endpoints';
import type { RateLimitNews } from '../../api/rateLimitHeaders';
import { SlidingWindow } from './slidingWindow';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Where others send too, at most so much of the room is taken at a time: they see the same room. */
const MAX_SHARE_AMONG_OTHERS = 0.25;

/** What may still be sent, as MoEngage's headers tell. */
interface AnnouncedRoom {
	weight: number;
	until: number;
	/** Whether others send too. */
	isShared: boolean;
	/** What left by this number may or may not be counted in it. */
	lastNumber: number;
}

/**
 * What may still be sent in the current minute and day: what this process has sent, and MoEngage's
 * last word, the room that its headers announce.
 */
export class Windows {
	private readonly minute = new SlidingWindow(MINUTE);

	private readonly day = new SlidingWindow(DAY);

	/** What the requests weigh that have left and are not answered yet. */
	private underWay = 0;

	/** The number of the request that left last. */
	private lastNumber = 0;

	/** The limit per minute that MoEngage's headers name. */
	private announcedLimit?: number;

	private announcedRoom?: AnnouncedRoom;

	constructor(private readonly documented: Pick<Endpoint, 'perMinute' | 'perDay'>) {}

	/** Whether nothing was sent within the last minute. */
	isMinuteEmpty(now: number): boolean {
		return this.minute.count(now) === 0;
	}

	/** Whether nothing that was sent counts any longer. */
	isEmpty(now: number): boolean {
		return this.isMinuteEmpty(now) && this.day.count(now) === 0;
	}

	/** Milliseconds until the weight fits; Infinity while it waits for an answer under way. */
	timeUntilRoom(weight: number, perMinute: number | undefined, now: number): number {
		const limit = perMinute ?? this.announcedLimit ?? this.documented.perMinute;
		// A request that alone is over the limit goes when nothing else counts, rather than never.
		const others = (capacity: number) => Math.max(0, capacity - weight) - this.underWay;
		return Math.max(
			this.timeUntilAnnouncedRoom(weight, perMinute, now),
			this.minute.timeUntil(others(limit), now),
			this.day.timeUntil(others(this.toDailyLimit(limit)), now),
		);
	}

	/**
	 * Forgets the announced room once its time is over.
	 *
	 * @returns Whether a limit that others share starts anew
	 */
	tick(now: number): boolean {
		const room = this.announcedRoom;
		if (room === undefined || room.until > now) return false;
		this.announcedRoom = undefined;
		return room.isShared;
	}

	departed(weight: number, number: number): void {
		this.underWay += weight;
		this.lastNumber = number;
	}

	withdrawn(weight: number): void {
		this.underWay -= weight;
	}

	/** Counts a request from now on, whatever its answer was, and notes what its headers tell. */
	returned(weight: number, number: number, news: RateLimitNews, now: number): void {
		const { limit, remaining, resetsIn } = news;
		this.underWay -= weight;
		this.minute.record(weight, now);
		if (this.documented.perDay !== undefined) this.day.record(weight, now);
		// A limit that takes longer to reset is the day's; a minute's is told in rounded seconds.
		if (limit !== undefined && (resetsIn ?? 0) < 2 * MINUTE) this.announcedLimit = limit;
		if (remaining !== undefined && resetsIn !== undefined) {
			this.heedRoom(number, remaining, now, now + resetsIn);
		} else if (this.announcedRoom !== undefined) {
			this.announcedRoom.weight -= weight;
		}
	}

	/** Answers overtake each other: the smallest number counts until one that left later is back. */
	private heedRoom(number: number, remaining: number, now: number, until: number): void {
		const room = this.announcedRoom;
		const known = room !== undefined && room.until > now ? room : undefined;
		const isNewer = known === undefined || number > known.lastNumber;
		const limit = this.announcedLimit ?? this.documented.perMinute;
		const own = limit - this.minute.count(now) - this.underWay;
		this.announcedRoom = {
			weight: isNewer ? remaining : Math.min(remaining, known.weight),
			until,
			isShared: remaining < own || known?.isShared === true,
			lastNumber: isNewer ? this.lastNumber : known.lastNumber,
		};
	}

	/** A workspace whose limit per minute was raised has its day raised as well. */
	private toDailyLimit(perMinute: number): number {
		const { perMinute: documented, perDay = Infinity } = this.documented;
		return perDay * Math.max(1, perMinute / documented);
	}

	private timeUntilAnnouncedRoom(
		weight: number,
		perMinute: number | undefined,
		now: number,
	): number {
		const room = this.announcedRoom;
		if (room === undefined || room.until <= now) return 0;
		const fits = (part: number) => part * room.weight - this.underWay >= weight;
		if (fits(room.isShared && this.underWay > 0 ? MAX_SHARE_AMONG_OTHERS : 1)) return 0;
		// Where nobody else sends, this process knows more precisely when its own requests expire.
		if (!room.isShared && perMinute === undefined) return 0;
		return fits(1) ? Infinity : room.until - now;
	}
}
