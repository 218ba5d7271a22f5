import type { Clock } from '../time';
import type { Acquired, AcquireRequest, Limiter } from './limiter';
import { RateLimiter } from './rateLimiter';

/**
 * The limit per minute that a user gives one execution. Whoever waits for it stands in a queue of
 * their own, so that nobody else waits behind them. The user chose this pace, so it is out of nobody's
 * reach, and nothing that MoEngage says is about it.
 */
export class ExecutionLimit implements Limiter {
	private readonly limiter: RateLimiter;

	/** @param perMinute In what the endpoint counts */
	constructor(
		readonly perMinute: number,
		clock: Clock,
	) {
		this.limiter = new RateLimiter({ perMinute }, clock);
	}

	async acquire(request: AcquireRequest): Promise<Acquired> {
		const acquired = await this.limiter.acquire({ ...request, maxWait: Infinity });
		if (acquired.kind !== 'permit') return acquired;
		const complete = () => acquired.complete({});
		return { ...acquired, complete, onTooManyRequests: acquired.cancel };
	}
}
