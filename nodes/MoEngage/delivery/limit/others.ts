import { MINUTE } from './windows';

/** What the headers of an answer tell of the use of the limit, in what they count. */
export interface Sight {
	limit: number;
	/** What remains by the word of this answer. */
	remaining: number;
	/** What remains by the least word so far, since answers overtake each other. */
	room: number;
	/** Milliseconds until there is room again. */
	resetsIn: number;
	/** What this process uses of the limit, including all that is under way. */
	use: number;
	/** The part of it that left after the request that was answered. */
	later: number;
	/** Whether others have had time to take what is theirs. */
	isSettled: boolean;
}

/** Those who used the limit in one minute are expected in the next one, too. Milliseconds. */
const MEMORY = 2 * MINUTE;

/** From so many answers on, their mean tells whether others send. */
const MIN_ANSWERS = 5;

/** Finds out from MoEngage's headers whether others send to the same limit. */
export class Others {
	private presentUntil = -Infinity;

	/** What others seemed to use by the answers of this minute, added up. */
	private seeming = { sum: 0, answers: 0 };

	arePresent(now: number): boolean {
		return this.presentUntil > now;
	}

	startMinute(): void {
		this.seeming = { sum: 0, answers: 0 };
	}

	notice({ limit, remaining, room, use, later }: Sight, now: number): void {
		// What left later may have been counted already, and what left earlier may not. Those of one's
		// own that overtake each other cancel out in the mean.
		this.seeming.sum += limit - remaining - (use - later);
		this.seeming.answers += 1;
		const { sum, answers } = this.seeming;
		const isCertain = limit - room - use > 0;
		const isLikely = answers >= MIN_ANSWERS && sum >= answers;
		if (isCertain || isLikely) this.presentUntil = now + MEMORY;
	}
}
