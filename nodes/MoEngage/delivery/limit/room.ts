import type { RateLimitNews } from '../../api/rateLimitHeaders';
import type { Random } from '../backOff';
import type { Claim, Departure } from './admission';
import { Announced, MAX_ROUNDING } from './announced';
import { Cap } from './cap';
import type { OwnLimit } from './ownLimit';
import { Share } from './share';
import { MINUTE, Windows, type Documented } from './windows';

/**
 * The room in a limit: what this process has sent, what MoEngage's headers announce, and how much of
 * it is left to others.
 */
export class Room {
	private readonly windows: Windows;

	private readonly announced: Announced;

	private readonly share: Share;

	private readonly cap: Cap;

	/** A larger limit that an execution was given, as long as its requests count. */
	private raised = { perMinute: 0, until: -Infinity };

	/** The number of the request that left last. */
	private lastNumber = 0;

	/** Whether MoEngage's headers count requests where its limit counts records. */
	private readonly countsRecords: boolean;

	constructor(
		private readonly documented: Documented,
		random: Random,
	) {
		this.countsRecords = documented.pool?.countsRecords === true;
		this.windows = new Windows(documented);
		this.announced = new Announced(documented.perMinute);
		this.share = new Share(random);
		this.cap = new Cap(random);
	}

	/** Whether nothing was sent within the last minute. */
	isMinuteEmpty(now: number): boolean {
		return this.windows.isMinuteEmpty(now);
	}

	/** Whether nothing that was sent counts any longer. */
	isEmpty(now: number): boolean {
		return this.windows.isEmpty(now);
	}

	/** What counts in the current minute, and what may count because it is under way. */
	countMinute(now: number): number {
		return this.windows.countMinute(now);
	}

	/** What the workspace may send in a minute, in what the endpoint counts. */
	findCapacity(own?: OwnLimit): number {
		const { perMinute } = this.documented;
		if (own !== undefined && own.perMinute > perMinute) return own.perMinute;
		return this.countsRecords ? perMinute : (this.announced.limit ?? perMinute);
	}

	/**
	 * Milliseconds until what this process has sent leaves room for the claim, by the minute and by the
	 * day; Infinity while it waits for an answer under way.
	 */
	timeUntilOwn({ weight, own }: Claim, now: number): number {
		const raised = this.raised.until > now ? this.raised.perMinute : 0;
		const capacity = Math.max(raised, this.findCapacity(own));
		return Math.max(
			this.windows.timeUntilMinute(weight, capacity, now),
			this.windows.timeUntilDay(weight, capacity, now),
		);
	}

	/** Milliseconds until the weight fits into what this process takes while others send, too. */
	timeUntilShare(weight: number, now: number): number {
		const use = this.countMinute(now) + weight;
		const ceiling = this.share.findCeiling(now);
		return Math.max(
			this.windows.timeUntilMinute(weight, this.cap.use, now),
			Math.min(this.windows.timeUntilMinute(weight, ceiling, now), this.share.timeUntilExtras(now)),
			this.share.timeUntilLast(use, now),
		);
	}

	/** Lets the state follow the time. */
	tick(now: number): void {
		this.share.tick(this.countMinute(now), now);
		this.cap.tick(this.findCapacity(), now);
	}

	/** @returns Whether others have had time to take what is theirs */
	departed({ weight, own }: Claim, number: number, now: number): boolean {
		this.lastNumber = number;
		if (own !== undefined && own.perMinute > this.documented.perMinute) {
			this.raised = { perMinute: own.perMinute, until: now + MINUTE };
		}
		this.windows.departed(weight);
		this.announced.departed(this.toCost(weight), number);
		return this.share.departed(this.countMinute(now), now);
	}

	withdrawn({ weight }: Departure): void {
		this.windows.withdrawn(weight);
		this.announced.returned(this.toCost(weight));
	}

	answered(departure: Departure, news: RateLimitNews, now: number): void {
		this.windows.returned(departure.weight, now);
		this.announced.returned(this.toCost(departure.weight));
		this.heed(departure, news, now);
	}

	/**
	 * Notes a 429, of which MoEngage counts nothing.
	 *
	 * @returns What can be true of its news
	 */
	heedRefusal(departure: Departure, news: RateLimitNews, now: number): RateLimitNews {
		this.withdrawn(departure);
		this.share.refused(departure.weight);
		if (news.remaining !== undefined && news.remaining > 0) {
			// These are the headers of another limit than the one that is used up.
			this.announced.doubtLimit(news.limit);
			return { retryAfter: news.retryAfter };
		}
		this.heed(departure, news, now);
		return news;
	}

	/** Takes less than before, because a 429 said no more than that the limit is used up. */
	capUse(now: number): void {
		this.cap.refused(this.countMinute(now), this.findCapacity(), now);
	}

	/** Forgets a block that does not stand any more. */
	open(): void {
		this.announced.doubtLongReset();
	}

	private heed(departure: Departure, news: RateLimitNews, now: number): void {
		const { weight, number, isSettled } = departure;
		const use = this.countMinute(now);
		this.announced.notice(this.toCost(weight), number, use, news, now);
		const { remaining } = news;
		if (this.countsRecords || remaining === undefined || !this.announced.isOfMinute(now)) return;
		const limit = this.announced.limit ?? this.documented.perMinute;
		const room = this.announced.findRemaining(now);
		const resetsIn = this.announced.timeUntilReset(now);
		const later = this.lastNumber - number;
		this.share.notice({ limit, remaining, room, resetsIn, use, later, isSettled }, now);
	}

	/** What the headers count of a request. */
	private toCost(weight: number): number {
		return this.countsRecords ? 1 : weight;
	}

	/** Milliseconds until MoEngage's headers announce room; Infinity while an answer decides. */
	timeUntilAnnounced(weight: number, now: number): number {
		const isRaised = this.raised.until > now;
		const isAlone = !this.countsRecords && !isRaised && !this.share.isShared(now);
		// Where nobody else sends, this process knows more precisely when its own requests expire.
		if (isAlone && this.announced.isOfMinute(now)) return 0;
		// So it does of what was its own when others send, too: a reset is told in rounded seconds.
		const isHeld = this.share.isHeld(this.countMinute(now) + weight);
		const isRounding = this.announced.timeUntilReset(now) <= MAX_ROUNDING;
		if (isHeld && isRounding && this.announced.isOfMinute(now) && !this.countsRecords) return 0;
		return this.announced.timeUntilRoom(this.toCost(weight), now);
	}
}
