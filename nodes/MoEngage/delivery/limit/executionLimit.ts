import type { Clock } from '../time';
import type { Acquired, AcquireRequest, Limiter, Permit } from './limiter';
import { Queue } from './queue';
import { MINUTE, SlidingWindow } from './slidingWindow';

/**
 * The limit per minute that a user gives one execution. Whoever waits for it stands in a queue of
 * their own, so that nobody else waits behind them. The user chose this pace, so it is out of nobody's
 * reach.
 */
export class ExecutionLimit implements Limiter {
	private readonly window = new SlidingWindow(MINUTE);

	private readonly queue: Queue<AcquireRequest, Permit>;

	/** @param perMinute In what the endpoint counts */
	constructor(
		readonly perMinute: number,
		private readonly clock: Clock,
	) {
		this.queue = new Queue<AcquireRequest, Permit>(
			{
				timeUntilTurn: ({ weight }, now) => this.window.timeUntil(weight, perMinute, now),
				admit: ({ weight }, waited) => this.admit(weight, waited),
			},
			clock,
		);
	}

	async acquire(request: AcquireRequest): Promise<Acquired> {
		return await this.queue.wait(request);
	}

	private admit(weight: number, waited: number): Permit {
		this.window.send(weight);
		const cancel = () => {
			this.window.cancel(weight);
			this.queue.wake();
		};
		return {
			kind: 'permit',
			waited,
			wasAlone: true,
			setAside: () => {},
			resume: () => {},
			cancel,
			complete: () => {
				this.window.complete(weight, this.clock.now());
				this.queue.wake();
			},
			onTooManyRequests: cancel,
		};
	}
}
