import type { Endpoint } from '../api/endpoints';
import type { RateLimitNews } from '../api/rateLimitHeaders';
import { backOff } from './backOff';
import { CANCEL_CHECK_INTERVAL, type Clock } from './clock';
import { SlidingWindow } from './slidingWindow';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** So many may be under way before the first answer tells whether others have used the limit up. */
const FEWEST_AT_FIRST = 10;

/** … or so much of the limit, where that is more. */
const SHARE_AT_FIRST = 0.1;

/** Where others send too, at most so much of the room is taken at a time: they see the same room. */
const SHARE_AMONG_OTHERS = 0.25;

/** What one request asks of the limit. */
export interface Claim {
	/** How much of the limit the request uses up, in what the endpoint counts. */
	weight: number;
	/** The user's own limit per minute, which goes before the documented one and before the headers. */
	perMinute?: number;
	/** How long the request may wait for the limit to reset, in milliseconds. */
	maxWait: number;
	signal?: AbortSignal;
}

/** A request that may leave now; its answer settles the claim. */
export interface Departure {
	kind: 'departure';
	weight: number;
	/** Counts what left, so that it is known which of two requests left first. */
	number: number;
}

/** What came of a claim: `outOfReach` resets later than the request may wait, in milliseconds. */
export type Entry = Departure | { kind: 'outOfReach'; wait: number } | { kind: 'cancelled' };

interface Waiter extends Claim {
	settle: (entry: Entry) => void;
}

/**
 * The limit of one endpoint in one workspace, shared by all executions of this n8n process.
 *
 * A request counts from the moment it leaves until a whole window after its answer came. MoEngage
 * counts it somewhere in between, so it never sees more than the limit in any window, however long
 * the way there takes.
 */
export class RateLimit {
	private readonly minute = new SlidingWindow(MINUTE);

	private readonly day = new SlidingWindow(DAY);

	private waiters: Waiter[] = [];

	/** How many have left so far. */
	private departures = 0;

	/** Weight and number of the requests that have left and are not answered yet. */
	private inFlight = { weight: 0, requests: 0 };

	/** The limit per minute that MoEngage's headers name. */
	private announcedLimit?: number;

	/**
	 * What may still be sent until `until`, as MoEngage's headers tell; `shared` when others send too.
	 * What left by `departures` may or may not be counted in it.
	 */
	private announcedRoom?: { weight: number; until: number; shared: boolean; departures: number };

	/** After a 429 nothing leaves until then. */
	private pausedUntil = -Infinity;

	/** 429s in a row, those of one burst counted once, and what had left when the last one came. */
	private refusals = { count: 0, departures: 0 };

	/**
	 * How many requests may be under way. A few at first; after a 429, and when a limit that others
	 * share starts anew, one alone. Each answer lets one more go along.
	 */
	private maxInFlight = Infinity;

	private wakeUp = () => {};

	private pumping = false;

	constructor(
		private readonly documented: Pick<Endpoint, 'perMinute' | 'perDay'>,
		private readonly clock: Clock,
	) {}

	/** Waits for room in the limit, first come first served, and takes it. */
	async enter(claim: Claim): Promise<Entry> {
		if (claim.signal?.aborted) return { kind: 'cancelled' };
		// Nothing is known yet, or no longer, of what others have sent.
		if (!this.isInUse() && this.minute.count(this.clock.now()) === 0) {
			const { perMinute = this.documented.perMinute } = claim;
			const few = Math.max(FEWEST_AT_FIRST, SHARE_AT_FIRST * perMinute);
			this.maxInFlight = Math.min(this.maxInFlight, few);
		}
		if (this.waiters.length === 0 && this.timeUntilRoom(claim) === 0) {
			return this.depart(claim.weight);
		}
		return await new Promise<Entry>((settle) => {
			this.waiters.push({ ...claim, settle });
			if (!this.pumping) void this.pump();
		});
	}

	/** Gives back the room of a request that did not leave after all. */
	withdrawn({ weight }: Departure): void {
		this.inFlight.weight -= weight;
		this.inFlight.requests -= 1;
		this.wakeUp();
	}

	/** Notes an answer that was no 429, or that none came: MoEngage may have counted the request. */
	answered(departure: Departure, news: RateLimitNews): void {
		this.settle(departure, news);
		if (departure.number <= this.refusals.departures) return;
		this.refusals.count = 0;
		this.maxInFlight += 1;
	}

	/**
	 * Notes a 429: everyone stops until MoEngage's time or, where it names none, for a time that
	 * doubles with each further 429; then one request tries alone.
	 */
	refused(departure: Departure, news: RateLimitNews): void {
		this.settle(departure, news);
		const sameBurst = departure.number <= this.refusals.departures;
		const { count } = this.refusals;
		const pause =
			news.retryAfter ??
			// Refused again right after the reset: MoEngage asks to back off from there on.
			(news.resetsIn !== undefined
				? news.resetsIn + (sameBurst || count === 0 ? 0 : backOff(count - 1))
				: sameBurst
					? 0
					: backOff(count));
		this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + pause);
		this.maxInFlight = 1;
		if (!sameBurst) this.refusals = { count: count + 1, departures: this.departures };
	}

	/** Whether nothing would be lost if this limit were forgotten. */
	isIdle(): boolean {
		const now = this.clock.now();
		return (
			!this.isInUse() &&
			this.pausedUntil <= now &&
			this.minute.count(now) === 0 &&
			this.day.count(now) === 0
		);
	}

	/** Whether a request waits or is under way. */
	isInUse(): boolean {
		return this.waiters.length > 0 || this.inFlight.requests > 0;
	}

	private depart(weight: number): Departure {
		this.inFlight.weight += weight;
		this.inFlight.requests += 1;
		this.departures += 1;
		return { kind: 'departure', weight, number: this.departures };
	}

	private settle(departure: Departure, news: RateLimitNews): void {
		const now = this.clock.now();
		const { weight } = departure;
		const { limit, remaining, resetsIn } = news;
		this.inFlight.weight -= weight;
		this.inFlight.requests -= 1;
		this.minute.record(weight, now);
		if (this.documented.perDay !== undefined) this.day.record(weight, now);
		// A limit that takes longer to reset is the day's; a minute's is told in rounded seconds.
		if (limit !== undefined && (resetsIn ?? 0) < 2 * MINUTE) this.announcedLimit = limit;
		if (remaining !== undefined && resetsIn !== undefined) {
			this.heedRoom(departure, remaining, now, now + resetsIn);
		} else if (this.announcedRoom !== undefined) {
			this.announcedRoom.weight -= weight;
		}
		this.wakeUp();
	}

	/** Answers overtake each other, so the smallest number holds until one that left later is back. */
	private heedRoom(departure: Departure, remaining: number, now: number, until: number): void {
		const known =
			this.announcedRoom && this.announcedRoom.until > now ? this.announcedRoom : undefined;
		const isNewer = known === undefined || departure.number > known.departures;
		const limit = this.announcedLimit ?? this.documented.perMinute;
		const own = limit - this.minute.count(now) - this.inFlight.weight;
		this.announcedRoom = {
			weight: isNewer ? remaining : Math.min(remaining, known.weight),
			until,
			shared: remaining < own || known?.shared === true,
			departures: isNewer ? this.departures : known.departures,
		};
	}

	/** Lets the waiters in, one after the other, as long as there are any. */
	private async pump(): Promise<void> {
		this.pumping = true;
		for (;;) {
			this.dismiss(({ signal }) => signal?.aborted === true, { kind: 'cancelled' });
			const [first] = this.waiters;
			if (first === undefined) break;
			const wait = this.timeUntilRoom(first);
			if (wait === 0) {
				this.waiters.shift();
				first.settle(this.depart(first.weight));
			} else if (wait > first.maxWait && wait !== Infinity) {
				this.waiters.shift();
				first.settle({ kind: 'outOfReach', wait });
			} else {
				// Nobody overtakes the first, so its wait is the least that the others have before them.
				if (wait !== Infinity) {
					this.dismiss(({ maxWait }) => maxWait < wait, { kind: 'outOfReach', wait });
				}
				const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
				await Promise.race([woken, this.clock.sleep(Math.min(wait, CANCEL_CHECK_INTERVAL))]);
			}
		}
		this.pumping = false;
	}

	private dismiss(concerns: (waiter: Waiter) => boolean, entry: Entry): void {
		if (!this.waiters.some(concerns)) return;
		const dismissed = this.waiters.filter(concerns);
		this.waiters = this.waiters.filter((waiter) => !concerns(waiter));
		for (const { settle } of dismissed) settle(entry);
	}

	/** Milliseconds until the claim fits; Infinity while it waits for an answer under way. */
	private timeUntilRoom({ weight, perMinute }: Claim): number {
		const now = this.clock.now();
		const limit = perMinute ?? this.announcedLimit ?? this.documented.perMinute;
		// A request that alone is over the limit goes when nothing else counts, rather than never.
		const others = (capacity: number) => Math.max(0, capacity - weight) - this.inFlight.weight;
		return Math.max(
			0,
			this.pausedUntil - now,
			this.timeUntilAnnouncedRoom(weight, perMinute, now),
			this.inFlight.requests < this.maxInFlight ? 0 : Infinity,
			this.minute.timeUntil(others(limit), now),
			this.day.timeUntil(others(this.dailyLimit(limit)), now),
		);
	}

	/** A workspace whose limit per minute was raised has its day raised as well. */
	private dailyLimit(perMinute: number): number {
		const { perMinute: documented, perDay = Infinity } = this.documented;
		return perDay * Math.max(1, perMinute / documented);
	}

	private timeUntilAnnouncedRoom(
		weight: number,
		perMinute: number | undefined,
		now: number,
	): number {
		const room = this.announcedRoom;
		if (room === undefined) return 0;
		const isAlone = this.inFlight.requests === 0;
		const fits = (part: number) => part * room.weight - this.inFlight.weight >= weight;
		if (fits(room.shared && !isAlone ? SHARE_AMONG_OTHERS : 1)) return 0;
		// Where nobody else sends, this process knows more precisely when its own requests expire.
		if (!room.shared && perMinute === undefined) return 0;
		if (room.until > now) return fits(1) ? Infinity : room.until - now;
		this.announcedRoom = undefined;
		// Whoever else sends has waited for the same moment.
		if (room.shared) this.maxInFlight = 1;
		return 0;
	}
}
