import type { Delivery, RequestJob, NotSent } from './types';
import type { Pass } from './circuitBreaker';
import { combineLimiters, type Limiter } from './limit/combineLimiters';
import type { Permit } from './limit/rateLimiter';

/** The way is free: the request leaves now, and gate and limiter are told what comes of it. */
export interface Way {
	kind: 'way';
	pass: Pass;
	permit: Permit;
}

/** The limiter of the request, or both of them. */
export const findLimiter = (
	{ request, also }: RequestJob,
	{ findLimiter: find }: Delivery,
): Limiter => {
	const limiter = find(request.endpoint);
	return also === undefined ? limiter : combineLimiters(limiter, find(also.endpoint), also.weight);
};

/**
 * Waits until both the gate and the limiter let the request leave. The gate comes first, because a
 * request that waits for the limit holds up all behind it. By the time there is quota, the gate
 * may have closed again; then the request starts over.
 *
 * @param wasRefused Whether the request comes back from a 429
 */
export const findWay = async (
	{ weight, isProbe, isCalledOff }: RequestJob,
	limiter: Limiter,
	wasRefused: boolean,
	{ circuitBreaker, rules: { maxWait }, executionLimit, timeSlice, signal }: Delivery,
): Promise<Way | NotSent> => {
	for (;;) {
		const pass = await circuitBreaker.enter(signal, isProbe);
		if (pass.kind === 'outage') return pass;
		if (pass.kind !== 'pass') return { kind: 'cancelled' };
		if (isCalledOff?.()) {
			circuitBreaker.returned(pass);
			return { kind: 'calledOff' };
		}
		const permit = await limiter.acquire({ weight, maxWait, executionLimit, wasRefused, signal });
		if (permit.kind === 'permit') await timeSlice.depart();
		if (permit.kind === 'permit' && !signal.aborted && !circuitBreaker.isHeldFrom(isProbe)) {
			return { kind: 'way', pass, permit };
		}
		circuitBreaker.returned(pass);
		if (permit.kind === 'outOfReach') return { kind: 'limitUsedUp', wait: permit.wait };
		if (permit.kind === 'cancelled') return { kind: 'cancelled' };
		limiter.cancel(permit);
	}
};
