import type { Endpoint } from '../../api/endpoints';
import { SlidingWindow } from './slidingWindow';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What a limiter has to know of an endpoint. */
export type Documented = Pick<Endpoint, 'perMinute' | 'perDay' | 'batch'>;

/** What this process has sent in the current minute and day, in what the endpoint counts. */
export class Windows {
	private readonly minute = new SlidingWindow(MINUTE);

	private readonly day = new SlidingWindow(DAY);

	/** What the requests weigh that have left and are not answered yet. */
	underWay = 0;

	constructor(private readonly documented: Documented) {}

	/** Whether nothing was sent within the last minute. */
	isMinuteEmpty(now: number): boolean {
		return this.minute.count(now) === 0;
	}

	/** Whether nothing that was sent counts any longer. */
	isEmpty(now: number): boolean {
		return this.isMinuteEmpty(now) && this.day.count(now) === 0;
	}

	/** What counts in the current minute, and what may count because it is under way. */
	countMinute(now: number): number {
		return this.minute.count(now) + this.underWay;
	}

	/** Milliseconds until the weight fits into so much a minute; Infinity while it waits for an answer. */
	timeUntilMinute(weight: number, capacity: number, now: number): number {
		return this.minute.timeUntil(this.leaveFor(weight, capacity), now);
	}

	/** Milliseconds until the weight fits into the day of a workspace that may send so much a minute. */
	timeUntilDay(weight: number, capacity: number, now: number): number {
		const { perMinute, perDay } = this.documented;
		if (perDay === undefined) return 0;
		// A workspace whose limit per minute was raised has its day raised as well.
		const raised = perDay * Math.max(1, capacity / perMinute);
		return this.day.timeUntil(this.leaveFor(weight, raised), now);
	}

	departed(weight: number): void {
		this.underWay += weight;
	}

	/** Notes that a request does not count: it did not leave, or MoEngage has refused it. */
	withdrawn(weight: number): void {
		this.underWay -= weight;
	}

	/** Counts a request from now on: MoEngage may have counted it until now. */
	returned(weight: number, now: number): void {
		this.underWay -= weight;
		this.minute.record(weight, now);
		if (this.documented.perDay !== undefined) this.day.record(weight, now);
	}

	/** What all others may weigh. What alone is over the limit goes when nothing else counts. */
	private leaveFor(weight: number, capacity: number): number {
		return Math.max(0, capacity - weight) - this.underWay;
	}
}
