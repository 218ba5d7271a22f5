import type { Random } from '../backOff';
import { Extras, SETTLING_TIME } from './extras';
import { Others } from './others';
import type { Sight } from './sight';
import { MINUTE } from './windows';

/** The last of one's own requests leaves so long after the first, or half as long again. Milliseconds. */
const LATE = 5_000;

/** What was one's own stays so for this long after it has become free. Milliseconds. */
const GRACE = 20_000;

/**
 * How much of a limit this process takes while others use it too.
 *
 * What it used in one minute is its own in the next one as well, and others do likewise, so nobody
 * gets into another's way. The last of its own requests leaves late in the minute and shows what
 * everybody leaves over. Of that it takes extras.
 */
export class Share {
	private readonly others = new Others();

	private readonly extras: Extras;

	/** How long the last request of a minute waits, after the first. Each process has its own place. */
	private readonly lateness: number;

	/** The minute that began with the first request after the last one had ended. */
	private minute: {
		since: number;
		/** Whether others came up in it: nobody has anything of their own yet. */
		isFirst: boolean;
		/** What has left in it and was not refused. */
		sent: number;
	} = { since: -Infinity, isFirst: true, sent: 0 };

	/** What this process has used in a minute, and when it last did. */
	private held = { use: 0, at: -Infinity };

	private lastDeparture = -Infinity;

	constructor(random: Random) {
		this.extras = new Extras(random);
		this.lateness = LATE * (1 + random() / 2);
	}

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
		return this.isShared(now) ? this.held.use + this.extras.find(now) : Infinity;
	}

	/** Milliseconds until the ceiling rises; Infinity where only an answer can raise it. */
	timeUntilExtras(now: number): number {
		return this.extras.timeUntil(now);
	}

	/** Milliseconds that a request waits because it is the last one, which shows what is left over. */
	timeUntilLast(weight: number, use: number, now: number): number {
		const { isFirst, since, sent } = this.minute;
		if (use <= 1 || sent + weight < this.findCeiling(now)) return 0;
		const lastAt = isFirst ? this.lastDeparture + SETTLING_TIME : since + this.lateness;
		return Math.max(0, lastAt - now);
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
	departed(weight: number, use: number, now: number): boolean {
		if (now >= this.minute.since + MINUTE) this.startMinute(now);
		this.minute.sent += weight;
		const isLast = use >= this.findCeiling(now);
		const isSpaced = isLast && now >= this.lastDeparture + SETTLING_TIME;
		// Where it has but one request a minute, that one has to show what is left over.
		const isOnly = use <= 1 && this.held.use <= 1;
		this.lastDeparture = now;
		const extras = use - this.held.use;
		if (extras > 0) this.extras.taken(extras);
		if (extras >= 0) this.held = { use, at: now };
		return this.minute.isFirst ? isSpaced : isOnly || now >= this.minute.since + LATE;
	}

	/** Notes what an answer tells of the limit, and allows extras where others leave some over. */
	notice(sight: Sight, now: number): void {
		this.others.notice(sight, now);
		if (!this.isShared(now) || this.extras.keepTo(sight.room, now)) return;
		const { isFirst, since } = this.minute;
		const { isSettled, room, underWay } = sight;
		if (isFirst && (room < 1 || !isSettled)) this.extras.allowFirst(sight, now);
		else if (!isSettled) this.extras.forget();
		else if (underWay === 0) this.extras.allowFree(sight, isFirst ? -Infinity : since, now);
	}

	/** Notes a 429: what was refused is not one's own. */
	refused(weight: number): void {
		this.held.use = Math.max(0, this.held.use - weight);
		this.minute.sent -= weight;
		this.extras.forget();
	}

	private startMinute(now: number): void {
		const { since, isFirst } = this.minute;
		this.extras.startMinute(!isFirst && now < since + 2 * MINUTE);
		this.minute = { since: now, isFirst: !this.isShared(now), sent: 0 };
		this.others.startMinute();
	}
}
