import type { Sight } from './sight';
import { MINUTE } from './windows';

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
