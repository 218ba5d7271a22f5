import type { Workspace } from '../../api/credential';
import type { Endpoint } from '../../api/endpoints';
import { systemClock } from '../time';
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
