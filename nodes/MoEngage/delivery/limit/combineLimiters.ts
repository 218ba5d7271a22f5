import type { Permit, RateLimiter } from './rateLimiter';

/** What a request needs of a limiter: to acquire a permit, and to say how it went. */
export type Limiter = Pick<RateLimiter, 'acquire' | 'cancel' | 'complete' | 'onTooManyRequests'>;

/**
 * The limiter of one request that MoEngage counts in two limits, as devices that bring their users
 * along. The request is sent once both have quota. A 429 does not tell which of them it is about, so
 * both heed it.
 *
 * @param weight How much of the second limit the request uses
 */
export const combineLimiters = (first: Limiter, second: Limiter, weight: number): Limiter => {
	/** The permit of the second limiter that the request has at the moment. */
	let held: Permit | undefined;

	const tellSecond = (tell: (permit: Permit) => void) => {
		if (held !== undefined) tell(held);
		held = undefined;
	};

	return {
		acquire: async (request) => {
			const permit = await first.acquire(request);
			if (permit.kind !== 'permit') return permit;
			// The execution's limit is about the records, not about what goes along with them.
			const along = await second.acquire({ ...request, weight, executionLimit: undefined });
			if (along.kind !== 'permit') {
				first.cancel(permit);
				return along;
			}
			held = along;
			return { ...permit, waited: permit.waited + along.waited };
		},
		cancel: (permit) => {
			first.cancel(permit);
			tellSecond((along) => second.cancel(along));
		},
		complete: (permit, info) => {
			first.complete(permit, info);
			tellSecond((along) => second.complete(along, info));
		},
		onTooManyRequests: (permit, info) => {
			first.onTooManyRequests(permit, info);
			tellSecond((along) => second.onTooManyRequests(along, info));
		},
	};
};
