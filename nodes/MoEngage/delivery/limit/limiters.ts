import type { Workspace } from '../../api/credential';
import type { Endpoint } from '../../api/endpoints';
import { systemClock, type Clock } from '../time';
import type { Acquired, AcquireRequest, Limiter, Permit } from './permit';
import { RateLimiter } from './rateLimiter';

/** More limiters than this are not kept, however many workspaces this n8n process serves. */
const MAX_LIMITERS = 1_000;

/** Least recently used first. */
const limiters = new Map<string, RateLimiter>();

/** The one limiter that all executions in this process share for an endpoint of a workspace. */
export const findRateLimiter = ({ baseUrl, id }: Workspace, endpoint: Endpoint): RateLimiter => {
	const { method, path, counts } = endpoint;
	const key = JSON.stringify([baseUrl, id, method, path, counts]);
	const limiter = limiters.get(key) ?? new RateLimiter(endpoint, systemClock);
	limiters.delete(key);
	if (limiters.size >= MAX_LIMITERS) forgetLeastRecentlyUsed();
	limiters.set(key, limiter);
	return limiter;
};

const forgetLeastRecentlyUsed = () => {
	for (const [key, limiter] of limiters) {
		if (limiter.isInUse()) continue;
		limiters.delete(key);
		return;
	}
};

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

/** One of the limits that a request counts in, and what it wants of it. */
export interface Wanted {
	limiter: Limiter;
	request: AcquireRequest;
}

/**
 * Acquires a permit of each limit that a request counts in, one after the other, and joins them. A 429
 * does not tell which of the limits it is about, so all heed it.
 */
export const acquireAll = async (wanted: readonly Wanted[]): Promise<Acquired> => {
	const permits: Permit[] = [];
	const setAside = () => permits.forEach((permit) => permit.setAside());
	const resume = () => permits.forEach((permit) => permit.resume());
	const cancel = () => permits.forEach((permit) => permit.cancel());
	for (const { limiter, request } of wanted) {
		setAside();
		const acquired = await limiter.acquire(request);
		resume();
		if (acquired.kind !== 'permit') {
			cancel();
			return acquired;
		}
		permits.push(acquired);
	}
	return {
		kind: 'permit',
		waited: permits.reduce((sum, { waited }) => sum + waited, 0),
		wasAlone: permits.every(({ wasAlone }) => wasAlone),
		setAside,
		resume,
		cancel,
		complete: (info) => permits.forEach((permit) => permit.complete(info)),
		onTooManyRequests: (info) => permits.forEach((permit) => permit.onTooManyRequests(info)),
	};
};
