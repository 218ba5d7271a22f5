import type { Random } from '../backOff';
import { Others, type Sight } from './others';
import { MINUTE } from './windows';

/** So long others get to take what is theirs before more than one's own is taken. Milliseconds. */
const SETTLING_TIME = 1_000;

/** So long after its first request of a minute everybody has taken what is theirs. Milliseconds. */
const LATE = 5_000;

/** What was one's own stays so for this long after it has become free. Milliseconds. */
const GRACE = 12_000;

/** After so long, one more is tried wherever there seems to be room, however that was before. Milliseconds. */
const LONGEST_REST = 10 * MINUTE;

const NO_EXTRAS = { use: 0, from: Infinity };

/**
 * How much of a limit this process takes while others use it too.
 *
 * What it used in one minute is its own in the next one as well, and others do likewise, so nobody
 * gets into another's way. Late in the minute the last of its own requests shows what everybody
 * leaves over. Of that it takes a part that follows from its own use against that of the others.
 */
export class Share {
	private readonly others = new Others();

	/** What is known of the minute that began with the first request after the last one had ended. */
	private minute: {
		since: number;
		/** Whether others came up in it: nobody has anything of their own yet. */
		isFirst: boolean;
		/** When the last of one's own requests leaves. */
		lateAt: number;
		/** What was left over late in this minute, and in the one before. */
		room?: number;
		roomBefore?: number;
	} = { since: -Infinity, isFirst: true, lateAt: -Infinity };

	/** What this process has used in a minute, and when it last did. */
	private held = { use: 0, at: -Infinity };

	/** What may be taken beyond that, and from when on. */
	private extras = NO_EXTRAS;

	/** How much was allowed in the last round of extras; 0 after a refusal. */
	private lastRound = 0;

	/** How much that looked free was not; grows with each refusal. */
	private doubt = 0;

	/** When extras were last allowed. */
	private lastTry = -Infinity;

	private lastDeparture = -Infinity;

	constructor(private readonly random: Random) {}

	/** Whether others use the limit too, as far as is known. */
	isShared(now: number): boolean {
		return this.others.arePresent(now);
	}

	/** Whether so much is within what this process had in the last minute. */
	isHeld(use: number): boolean {
		return use <= this.held.use;
	}

	/** What this process may use in a minute. */
	findCeiling(now: number): number {
		if (!this.isShared(now)) return Infinity;
		return this.held.use + (this.extras.from <= now ? this.extras.use : 0);
	}

	/** Milliseconds until the ceiling rises; Infinity where only an answer can raise it. */
	timeUntilExtras(now: number): number {
		return this.extras.use > 0 ? Math.max(0, this.extras.from - now) : Infinity;
	}

	/** Milliseconds that a request waits because it is the last one that shows what is left over. */
	timeUntilLast(use: number, now: number): number {
		if (use <= 1 || use < this.findCeiling(now)) return 0;
		const { isFirst, lateAt } = this.minute;
		return Math.max(0, (isFirst ? this.lastDeparture + SETTLING_TIME : lateAt) - now);
	}

	tick(use: number, now: number): void {
		if (use >= this.held.use || now > this.held.at + GRACE) this.held = { use, at: now };
	}

	/**
	 * Notes that a request leaves.
	 *
	 * @param use What this process uses with it
	 * @returns Whether others have had time to take what is theirs
	 */
	departed(use: number, now: number): boolean {
		if (now >= this.minute.since + MINUTE) this.startMinute(now);
		const isLast = use >= this.findCeiling(now);
		// Where it has but one request a minute, that one has to show it.
		const isOnly = use <= 1 && this.held.use <= 1;
		const isSpaced = isLast && now >= this.lastDeparture + SETTLING_TIME;
		this.lastDeparture = now;
		const extras = use - this.held.use;
		if (extras > 0) this.extras = { ...this.extras, use: Math.max(0, this.extras.use - extras) };
		if (extras >= 0) this.held = { use, at: now };
		return this.minute.isFirst ? isSpaced : isOnly || now >= this.minute.since + LATE;
	}

	/** Notes how much of the limit remains, and allows extras where others leave some over. */
	notice(sight: Sight, now: number): void {
		this.others.notice(sight, now);
		if (!this.isShared(now)) return;
		const { room } = sight;
		if (this.extras.from <= now && this.extras.use > 0 && room > 0) {
			// They are being taken.
			this.extras = { ...this.extras, use: Math.min(this.extras.use, room) };
			return;
		}
		this.forgetOrAllowExtras(sight, now);
	}

	/** Notes a 429: what was refused is not one's own. */
	refused(weight: number): void {
		this.doubt = Math.max(1, 2 * this.doubt);
		this.held.use = Math.max(0, this.held.use - weight);
		this.forgetExtras();
	}

	private forgetExtras(): void {
		this.extras = NO_EXTRAS;
		this.lastRound = 0;
	}

	private forgetOrAllowExtras(sight: Sight, now: number): void {
		const { room, resetsIn, use, limit, isSettled } = sight;
		const { isFirst, since } = this.minute;
		const free = this.findFree(sight, now);
		if (free < 1) {
			this.forgetExtras();
			// Nobody has anything of their own yet, so one tries when the limit starts anew.
			if (isFirst) this.allowExtras(1, now + resetsIn, 3);
			return;
		}
		const part = Math.floor((free * use) / Math.max(1, limit - room));
		const more = Math.floor(Math.min(2 * this.lastRound, free / 2));
		this.lastRound = isSettled ? Math.max(1, part, more) : 1;
		// Single ones come apart, so that the last that are free are not taken by all at once.
		const spread = isSettled && this.lastRound === 1 ? 3 : 0.5;
		this.allowExtras(
			this.lastRound,
			isFirst ? now : Math.max(now, since + LATE - SETTLING_TIME),
			spread,
		);
		this.lastTry = now;
	}

	private allowExtras(use: number, start: number, spread: number): void {
		this.extras = { use, from: start + SETTLING_TIME * (1 + spread * this.random()) };
	}

	private startMinute(now: number): void {
		const { since, room } = this.minute;
		const wasLate = this.lastDeparture >= since + LATE;
		this.minute = {
			since: now,
			isFirst: !this.isShared(now),
			// A request that left late leaves late again by itself.
			lateAt: wasLate ? now : now + LATE * (1 + this.random() / 2),
			roomBefore: now < since + 2 * MINUTE ? room : undefined,
		};
		this.others.startMinute();
		this.doubt /= 2;
	}

	/** What others leave over. */
	private findFree({ room, use, limit, isSettled }: Sight, now: number): number {
		if (this.minute.isFirst) return room;
		if (!isSettled) return 0;
		this.minute.room = room;
		// The last round was really free.
		if (this.lastRound > 0) return room;
		// Others may yet take their last one each, and do so at the same time as a minute ago.
		const others = limit / Math.max(1, use);
		const free = room - Math.min(others, this.minute.roomBefore ?? Infinity) - this.doubt;
		return now > this.lastTry + LONGEST_REST ? Math.max(free, Math.min(room, 1)) : free;
	}
}
