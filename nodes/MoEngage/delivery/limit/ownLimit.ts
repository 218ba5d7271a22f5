import type { Clock } from '../clock';
import { Queue, type Result } from './queue';
import { SlidingWindow } from './slidingWindow';
import { MINUTE } from './windows';

interface OwnClaim {
	weight: number;
	signal?: AbortSignal;
}

/** Room in one's own limit. */
interface OwnRoom {
	kind: 'room';
	/** Milliseconds that it took until there was room. */
	waited: number;
}

/**
 * The limit per minute that a user gives one execution. Whoever waits for it stands in a line of
 * their own, so that nobody else waits behind them.
 */
export class OwnLimit {
	private readonly window = new SlidingWindow(MINUTE);

	private underWay = 0;

	private readonly queue: Queue<OwnClaim, OwnRoom>;

	/** @param perMinute In what the endpoint counts */
	constructor(
		readonly perMinute: number,
		clock: Clock,
	) {
		this.queue = new Queue<OwnClaim, OwnRoom>(
			{
				tick: () => {},
				timeUntilTurn: ({ weight }, now) =>
					this.window.timeUntil(Math.max(0, perMinute - weight) - this.underWay, now),
				isSure: () => false,
				// The user chose this pace, so that it takes long is no reason to give up.
				findTooLongWait: () => undefined,
				admit: ({ weight }, waited) => {
					this.underWay += weight;
					return { kind: 'room', waited };
				},
			},
			clock,
		);
	}

	/** Waits for room and takes it. */
	async enter(claim: OwnClaim): Promise<Result<OwnRoom>> {
		return await this.queue.enter(claim);
	}

	/** Gives back the room of a request that did not leave after all. */
	withdrawn(weight: number): void {
		this.underWay -= weight;
		this.queue.wake();
	}

	/** Counts a request for a minute from now on. */
	returned(weight: number, now: number): void {
		this.window.record(weight, now);
		this.withdrawn(weight);
	}
}
