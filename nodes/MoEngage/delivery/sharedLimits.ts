import type { Endpoint } from '../api/endpoints';
import type { Workspace } from '../api/credential';
import { systemClock } from './clock';
import { RateLimit } from './rateLimit';

/** More limits than this are not kept, however many workspaces this n8n process serves. */
const MAX_LIMITS = 1_000;

/** Least recently used first. */
const limits = new Map<string, RateLimit>();

/**
 * The one limit that all executions in this process share for an endpoint of a workspace.
 *
 * @param countsAs What is counted, where the endpoint counts several kinds of records apart
 */
export const findRateLimit = (
	workspace: Workspace,
	endpoint: Endpoint,
	countsAs?: string,
): RateLimit => {
	const key = JSON.stringify([workspace.baseUrl, workspace.id, endpoint.name, countsAs]);
	const limit = limits.get(key) ?? new RateLimit(endpoint, systemClock);
	limits.delete(key);
	if (limits.size >= MAX_LIMITS) forgetLimits();
	limits.set(key, limit);
	return limit;
};

const forgetLimits = () => {
	for (const [key, limit] of limits) if (limit.isIdle()) limits.delete(key);
	// Still full: those that nobody uses at the moment go, the longest unused first.
	for (const [key, limit] of limits) {
		if (limits.size < MAX_LIMITS) return;
		if (!limit.isInUse()) limits.delete(key);
	}
};
