import type { Call } from './endpoints/endpoint';
import { findOrAdd, type WorkspaceState } from './state';

/** How many data requests one user may get within so many minutes, from all systems together. */
const fairUse = [
	{ minutes: 1, requests: 5_000 },
	{ minutes: 5, requests: 10_000 },
	{ minutes: 60, requests: 50_000 },
	{ minutes: 24 * 60, requests: 100_000 },
];

interface Span {
	startedAt: number;
	requests: number;
}

/** By state, which a sandbox that forgets everything begins anew, then by customer id. */
const usage = new WeakMap<WorkspaceState, Map<string, Span[]>>();

/**
 * Counts requests for a user.
 * @returns why MoEngage does not take them, where it blocks the user. Until when it does is left out:
 * the sandbox never ends a block.
 */
export const countUse = (
	{ state, settings, now }: Pick<Call, 'state' | 'settings' | 'now'>,
	customerId: string,
	requests: number,
): string | undefined => {
	if (state.blockedUsers.has(customerId)) return 'the user is blocked';
	const byCustomer = usage.get(state) ?? new Map<string, Span[]>();
	usage.set(state, byCustomer);
	const spans = findOrAdd(byCustomer, customerId, () =>
		fairUse.map(() => ({ startedAt: now, requests: 0 })),
	);
	for (const [index, { minutes, requests: most }] of fairUse.entries()) {
		const span = spans[index];
		if (span === undefined) continue;
		if (now - span.startedAt >= minutes * settings.windowMs) {
			Object.assign(span, { startedAt: now, requests: 0 });
		}
		span.requests += requests;
		if (span.requests > most) state.blockedUsers.add(customerId);
	}
	return state.blockedUsers.has(customerId)
		? 'the user got more requests than fair use allows and is now blocked'
		: undefined;
};
