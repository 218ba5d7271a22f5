import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import type { Random } from '../backOff';
import type { Claim, Departure } from './admission';
import { Announced, MAX_ROUNDING } from './announced';
import { Cap } from './cap';
import { Capacity } from './capacity';
import { Share } from './share';
import { Windows, type Documented } from './windows';

/**
 * The room in a limit: what this process has sent, what MoEngage's headers announce, and how much of
 * it is left to others.
 */
export class Room {
	readonly windows: Windows;

	private readonly announced: Announced;

	private readonly share: Share;

	readonly cap: Cap;

	readonly capacity: Capacity;

	/** The number of the request that left last. */
	private lastNumber = 0;

	constructor(documented: Documented, random: Random) {
		this.windows = new Windows(documented);
		this.announced = new Announced(documented.perMinute);
		this.capacity = new Capacity(documented, this.announced);
		this.share = new Share(random);
		this.cap = new Cap(random);
	}

	/** Milliseconds until what left here leaves room, by minute and day; Infinity while an answer is due. */
	timeUntilOwn({ weight, own }: Claim, now: number): number {
		const capacity = this.capacity.findForAll(own, now);
		return Math.max(
			this.windows.timeUntilMinute(weight, capacity, now),
			this.windows.timeUntilDay(weight, capacity, now),
		);
	}

	/** Milliseconds until MoEngage's headers announce room; Infinity while an answer decides. */
	timeUntilAnnounced(weight: number, now: number): number {
		const isAlone = !this.capacity.isRaised(now) && !this.share.isShared(now);
		// What was this process's own stays so: a reset is told in rounded seconds.
		const isRounding = this.announced.timeUntilReset(now) <= MAX_ROUNDING;
		// Of both, this process knows more precisely when its own requests expire.
		const isKnown = isAlone || (isRounding && this.isHeld(weight, now));
		if (isKnown && this.isMinuteAnnounced(now)) return 0;
		return this.announced.timeUntilRoom(this.toCost(weight), now);
	}

	/** Milliseconds until the weight fits into what this process takes while others send, too. */
	timeUntilShare(weight: number, now: number): number {
		const use = this.windows.countMinute(now) + weight;
		const ceiling = this.share.findCeiling(now);
		return Math.max(
			this.windows.timeUntilMinute(weight, this.cap.use, now),
			Math.min(this.windows.timeUntilMinute(weight, ceiling, now), this.share.timeUntilExtras(now)),
			this.share.timeUntilLast(weight, use, now),
		);
	}

	/** Whether the weight is within what this process had in the last minute. */
	isHeld(weight: number, now: number): boolean {
		return this.share.isHeld(this.windows.countMinute(now) + weight);
	}

	/** Lets the state follow the time. */
	tick(now: number): void {
		this.share.tick(this.windows.countMinute(now), now);
		this.cap.tick(this.capacity.find(), now);
	}

	/** @returns Whether others have had time to take what is theirs */
	departed({ weight, own }: Claim, number: number, now: number): boolean {
		this.lastNumber = number;
		this.capacity.departed(own, now);
		this.windows.departed(weight);
		this.announced.departed(this.toCost(weight), number);
		return this.share.departed(weight, this.windows.countMinute(now), now);
	}

	withdrawn({ weight }: Departure): void {
		this.windows.withdrawn(weight);
		this.announced.returned(this.toCost(weight));
	}

	answered(departure: Departure, rateLimitInfo: RateLimitInfo, now: number): void {
		this.windows.returned(departure.weight, now);
		this.announced.returned(this.toCost(departure.weight));
		this.heed(departure, rateLimitInfo, now);
	}

	/**
	 * Notes a 429, of which MoEngage counts nothing.
	 *
	 * @returns What can be true of its news
	 */
	heedRefusal(departure: Departure, rateLimitInfo: RateLimitInfo, now: number): RateLimitInfo {
		this.withdrawn(departure);
		this.share.refused(departure.weight);
		if (rateLimitInfo.remaining !== undefined && rateLimitInfo.remaining > 0) {
			// These are the headers of another limit than the one that is used up.
			this.announced.doubtLimit(rateLimitInfo.limit);
			return { retryAfter: rateLimitInfo.retryAfter };
		}
		this.heed(departure, rateLimitInfo, now);
		return rateLimitInfo;
	}

	/** Takes less than before, because a 429, perhaps a lone one, said no more than that it is too much. */
	capUse(isLone: boolean, now: number): void {
		this.cap.refused(this.windows.countMinute(now), this.capacity.find(), isLone, now);
	}

	/** Forgets a block that does not stand any more. */
	open(): void {
		this.announced.doubtLongReset();
	}

	private heed(departure: Departure, rateLimitInfo: RateLimitInfo, now: number): void {
		const { weight, number, isSettled } = departure;
		const use = this.windows.countMinute(now);
		this.announced.notice(this.toCost(weight), number, use, rateLimitInfo, now);
		const { remaining } = rateLimitInfo;
		if (remaining === undefined || !this.isMinuteAnnounced(now)) return;
		const sight = {
			limit: this.capacity.find(),
			remaining,
			room: this.announced.findRemaining(now),
			resetsIn: this.announced.timeUntilReset(now),
			use,
			later: this.lastNumber - number,
			underWay: this.windows.underWay,
			isSettled,
		};
		this.share.notice(sight, now);
	}

	/** What the headers count of a request. */
	private toCost(weight: number): number {
		return this.capacity.countsRecords ? 1 : weight;
	}

	/** Whether the headers tell of the same limit as this process counts. */
	private isMinuteAnnounced(now: number): boolean {
		return !this.capacity.countsRecords && this.announced.isOfMinute(now);
	}
}
