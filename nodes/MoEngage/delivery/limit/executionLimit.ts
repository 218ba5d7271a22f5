import type { Clock } from '../time';
import { Queue, type QueueResult } from './queue';
import { MINUTE, SlidingWindow } from './slidingWindow';

interface WeighedRequest {
	weight: number;
	signal?: AbortSignal;
}

/** A place within the execution's own limit. */
interface Slot {
	kind: 'slot';
	/** Milliseconds that it took. */
	waited: number;
}

/**
 * The limit per minute that a user gives one execution. Whoever waits for it stands in a queue of
 * their own, so that nobody else waits behind them.
 */
export class ExecutionLimit {
	private readonly window = new SlidingWindow(MINUTE);

	private readonly queue: Queue<WeighedRequest, Slot>;

	/** @param perMinute In what the endpoint counts */
	constructor(
		readonly perMinute: number,
		clock: Clock,
	) {
		this.queue = new Queue<WeighedRequest, Slot>(
			{
				timeUntilTurn: ({ weight }, now) => this.window.timeUntil(weight, perMinute, now),
				// The user chose this pace, so it is out of nobody's reach.
				admit: ({ weight }, waited) => {
					this.window.send(weight);
					return { kind: 'slot', waited };
				},
			},
			clock,
		);
	}

	async acquire(request: WeighedRequest): Promise<QueueResult<Slot>> {
		return await this.queue.wait(request);
	}

	/** Gives the place back: the request was not sent, or MoEngage has not counted it. */
	cancel(weight: number): void {
		this.window.cancel(weight);
		this.queue.wake();
	}

	/** Counts a request for a minute from now on. */
	complete(weight: number, now: number): void {
		this.window.complete(weight, now);
		this.queue.wake();
	}
}
