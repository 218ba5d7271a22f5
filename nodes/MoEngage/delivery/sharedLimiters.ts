import type { Endpoint } from '../api/endpoints';
import type { Workspace } from '../api/credential';
import { systemClock } from './time';
import { RateLimiter } from './limit/rateLimiter';

/** More limiters than this are not kept, however many workspaces this n8n process serves. */
const MAX_LIMITERS = 1_000;

/** Least recently used first. */
const limiters = new Map<string, RateLimiter>();

/**
 * The one limiter that all executions in this process share for an endpoint of a workspace.
 *
 * @param countsAs What is counted, where the endpoint counts several kinds of records apart
 */
export const findRateLimiter = (
	workspace: Workspace,
	endpoint: Endpoint,
	countsAs?: string,
): RateLimiter => {
	const key = JSON.stringify([workspace.baseUrl, workspace.id, endpoint.name, countsAs]);
	const limiter = limiters.get(key) ?? new RateLimiter(endpoint, systemClock);
	limiters.delete(key);
	if (limiters.size >= MAX_LIMITERS) forgetLimiters();
	limiters.set(key, limiter);
	return limiter;
};

const forgetLimiters = () => {
	for (const [key, limiter] of limiters) if (limiter.isIdle()) limiters.delete(key);
	// Still full: those that nobody uses at the moment go, the longest unused first.
	for (const [key, limiter] of limiters) {
		if (limiters.size < MAX_LIMITERS) return;
		if (!limiter.isInUse()) limiters.delete(key);
	}
};
