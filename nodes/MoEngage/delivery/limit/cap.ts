import { addJitter, type Random } from '../backOff';
import { MINUTE } from './windows';

/** After a refusal, this share of what got through is tried again. */
const SHARE_AFTER_REFUSAL = 0.75;

/** This share of the limit is always tried. */
const MIN_SHARE = 0.05;

/** What was taken without a refusal may be exceeded by this factor. */
const GROWTH = 1.5;

/** Where so many leave in a minute, a used-up limit refuses several: one 429 alone says little. */
const MANY = 100;

/** How long what got through is kept to after a refusal, and between two steps up. Milliseconds. */
const FIRST_STEP = 2 * MINUTE;
const NEXT_STEP = MINUTE;

/**
 * What a process may use of a limit after a 429 without headers, which says no more than that the
 * limit is used up: less than it had, then slowly more.
 */
export class Cap {
	/** In what the endpoint counts. */
	use = Infinity;

	private growsAt = Infinity;

	/** What it was before the last 429. */
	private before = { use: Infinity, growsAt: Infinity };

	constructor(private readonly random: Random) {}

	/** Lets the cap grow with the time. */
	tick(limit: number, now: number): void {
		if (now < this.growsAt) return;
		this.use = Math.max(this.use + 1, Math.floor(GROWTH * this.use));
		this.growsAt = now + addJitter(NEXT_STEP, this.random);
		if (this.use >= limit) this.lift();
	}

	/**
	 * Notes a 429, the first of its burst, after which so much is in use.
	 *
	 * @param isLone Whether nothing else was refused before or after it
	 */
	refused(use: number, limit: number, isLone: boolean, now: number): void {
		if (isLone && use >= MANY) return;
		this.before = { use: this.use, growsAt: this.growsAt };
		const reached = Math.min(this.use, use);
		this.use = Math.max(1, Math.floor(Math.max(SHARE_AFTER_REFUSAL * reached, MIN_SHARE * limit)));
		this.growsAt = now + addJitter(FIRST_STEP, this.random);
	}

	/** Takes the last 429 back, because it did not mean that the limit is used up. */
	restore(): void {
		({ use: this.use, growsAt: this.growsAt } = this.before);
	}

	private lift(): void {
		this.use = Infinity;
		this.growsAt = Infinity;
	}
}
