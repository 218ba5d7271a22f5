import type { Workspace } from '../../api/credential';
import type { Endpoint } from '../../api/endpoints';
import { systemClock } from '../time';
import { RateLimiter, type Acquired, type AcquireRequest, type Permit } from './rateLimiter';

/** How many limiters are kept, however many workspaces this n8n process serves. */
const MAX_LIMITERS = 1_000;

/** Least recently used first. */
const limiters = new Map<string, RateLimiter>();

/** The one limiter that all executions in this process share for an endpoint of a workspace. */
export const findRateLimiter = ({ baseUrl, id }: Workspace, endpoint: Endpoint): RateLimiter => {
	const { method, path, counts } = endpoint;
	const key = JSON.stringify([baseUrl, id, method, path, counts]);
	const limiter = limiters.get(key) ?? new RateLimiter(endpoint, systemClock);
	limiters.delete(key);
	if (limiters.size >= MAX_LIMITERS) {
		const unused = [...limiters].find(([, other]) => !other.isInUse());
		if (unused !== undefined) limiters.delete(unused[0]);
	}
	limiters.set(key, limiter);
	return limiter;
};

/**
 * Acquires a permit of the limit that a user gives one execution. Whoever waits for it stands in a
 * queue of their own, so that nobody else waits behind them. The user chose this pace, so it is out of
 * nobody's reach, and nothing that MoEngage says is about it.
 */
export const acquireOwn = async (
	limiter: RateLimiter,
	request: AcquireRequest,
): Promise<Acquired> => {
	const acquired = await limiter.acquire({ ...request, maxWait: Infinity });
	if (acquired.kind !== 'permit') return acquired;
	const complete = () => acquired.complete({});
	return { ...acquired, complete, onTooManyRequests: acquired.cancel };
};

/**
 * Acquires a permit of each limit that a request counts in, one after the other, and joins them. A 429
 * does not tell which of the limits it is about, so all heed it.
 */
export const acquireAll = async (acquires: Array<() => Promise<Acquired>>): Promise<Acquired> => {
	const permits: Permit[] = [];
	const cancel = () => permits.forEach((permit) => permit.cancel());
	for (const acquire of acquires) {
		const acquired = await acquire();
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
		cancel,
		complete: (info) => permits.forEach((permit) => permit.complete(info)),
		onTooManyRequests: (info) => permits.forEach((permit) => permit.onTooManyRequests(info)),
	};
};
