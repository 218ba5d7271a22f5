import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import { backOff, MIN_PAUSE, type Random } from '../backOff';
import { Doubt } from './doubt';

/**
 * So many may be under way before the first answer tells whether others have used the limit up: three
 * tenths of a small limit, five, or a twentieth of a large one.
 */
const MAX_FIRST_REQUESTS = 5;
const FIRST_SHARE_OF_SMALL = 0.3;
const FIRST_SHARE_OF_LARGE = 0.05;

const chooseFirst = (capacity: number): number => {
	const ofSmall = Math.min(MAX_FIRST_REQUESTS, FIRST_SHARE_OF_SMALL * capacity);
	return Math.ceil(Math.max(ofSmall, FIRST_SHARE_OF_LARGE * capacity));
};

/** When as many have been answered as may be under way, so many times as many may. */
const GROWTH = 3;

/**
 * How many requests may be under way: a few at first, none for a while after a 429, then one alone.
 * Their answers let more go along.
 */
export class Ramp {
	/** The numbers of the requests that have left and are not answered yet. */
	private readonly underWayNumbers = new Set<number>();

	private max = Infinity;

	/** How many answers have come since `max` last changed. */
	private answers = 0;

	/** The number of the request that left last. */
	private lastNumber = 0;

	/** After a 429 nothing leaves until then. */
	private pausedUntil = -Infinity;

	/** 429s in a row, those of one burst counted once, and what had left when the last one came. */
	private failures = { count: 0, lastNumber: 0 };

	/** Of the last 429, where it named no time, and how many might be under way before it. */
	private doubt?: { doubt: Doubt; max: number };

	constructor(private readonly random: Random) {}

	/** How many requests have left and are not answered yet. */
	get underWay(): number {
		return this.underWayNumbers.size;
	}

	/** Whether a 429 that names no time stands alone: none came before it, and nothing left after it. */
	get isLoneRefusal(): boolean {
		return this.failures.count === 1 && this.doubt?.doubt.isWithoutWitness === true;
	}

	/** Nothing is known yet, or no longer, of what others have sent. */
	startWithFew(capacity: number): void {
		this.restartWith(Math.min(this.max, chooseFirst(capacity)));
	}

	/** Ends a pause; one request tries alone. */
	resume(now: number): void {
		this.pausedUntil = Math.min(this.pausedUntil, now);
		this.restartWith(1);
	}

	/** Whether an answer is due before one more request may leave. */
	isFull(): boolean {
		return this.underWay >= this.max;
	}

	/** Milliseconds until the pause after a 429 is over. */
	timeUntilResumed(now: number): number {
		return Math.max(0, this.pausedUntil - now);
	}

	departed(number: number): void {
		this.underWayNumbers.add(number);
		this.lastNumber = number;
	}

	/** Notes that a request is no longer under way. */
	returned(number: number): void {
		this.underWayNumbers.delete(number);
	}

	/**
	 * Notes an answer that was no 429.
	 *
	 * @returns Whether it shows that a 429 did not mean that the limit is used up
	 */
	answered(number: number): boolean {
		if (this.doubt?.doubt.passed(number)) {
			this.goOnWith(this.doubt.max);
			return true;
		}
		if (number <= this.failures.lastNumber) return false;
		this.failures.count = 0;
		this.answers += 1;
		if (this.answers >= this.max) this.restartWith(GROWTH * this.max);
		return false;
	}

	/**
	 * Notes a 429, after which everyone pauses; then one request tries alone.
	 *
	 * @returns Whether it is the first of its burst
	 */
	refused(number: number, rateLimitInfo: RateLimitInfo, now: number): boolean {
		const { retryAfter, resetsIn } = rateLimitInfo;
		const isFirst = number > this.failures.lastNumber;
		const namesTime = retryAfter !== undefined || resetsIn !== undefined;
		if (namesTime) this.doubt = undefined;
		else if (isFirst)
			this.doubt = { doubt: new Doubt(number, this.underWayNumbers), max: this.max };
		const pause = isFirst ? this.choosePause(rateLimitInfo) : (retryAfter ?? resetsIn ?? 0);
		const until = now + Math.max(MIN_PAUSE, pause);
		// The last word counts; within a burst, the longest.
		this.pausedUntil = isFirst ? until : Math.max(this.pausedUntil, until);
		this.restartWith(1);
		if (isFirst) {
			this.failures = { count: this.failures.count + 1, lastNumber: this.lastNumber };
		}
		return isFirst;
	}

	/** Takes the last 429 back. */
	private goOnWith(max: number): void {
		this.doubt = undefined;
		this.failures = { count: 0, lastNumber: 0 };
		this.pausedUntil = -Infinity;
		this.restartWith(max);
	}

	private restartWith(max: number): void {
		this.max = max;
		this.answers = 0;
	}

	/** MoEngage's time or, where it names none, one that grows with the 429s in a row. */
	private choosePause({ retryAfter, resetsIn }: RateLimitInfo): number {
		const { count } = this.failures;
		if (retryAfter !== undefined) return retryAfter;
		if (resetsIn === undefined) return backOff(count, this.random);
		// Refused again right after the reset: MoEngage asks to back off from there on.
		return count === 0 ? resetsIn : resetsIn + backOff(count - 1, this.random);
	}
}
