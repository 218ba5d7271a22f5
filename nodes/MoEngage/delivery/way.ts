import type { Delivery, RequestJob, NotSent } from './types';
import type { Pass } from './circuitBreaker';
import type { Departure } from './limit/admission';
import { joinLimits, type Limit } from './limit/joinLimits';

/** The way is free: the request leaves now, and gate and limit are told what comes of it. */
export interface Way {
	kind: 'way';
	pass: Pass;
	departure: Departure;
}

/** The limit that the request uses up, or both of them. */
export const findLimit = ({ request, also }: RequestJob, { findLimit: find }: Delivery): Limit => {
	const limit = find(request.endpoint);
	return also === undefined ? limit : joinLimits(limit, find(also.endpoint), also.weight);
};

/**
 * Waits until both the gate and the limit let the request leave. The gate comes first, because a
 * request that waits for the limit holds up all behind it. By the time the limit has room, the gate
 * may have closed again; then the request starts over.
 *
 * @param refusals How often the request has been over the limit
 */
export const findWay = async (
	{ weight, isProbe, isCalledOff }: RequestJob,
	limit: Limit,
	failures: number,
	{ circuitBreaker, rules: { maxWait }, own, timeSlice, signal }: Delivery,
): Promise<Way | NotSent> => {
	for (;;) {
		const pass = await circuitBreaker.enter(signal, isProbe);
		if (pass.kind === 'outage') return pass;
		if (pass.kind !== 'pass') return { kind: 'cancelled' };
		if (isCalledOff?.()) {
			circuitBreaker.returned(pass);
			return { kind: 'calledOff' };
		}
		const departure = await limit.enter({ weight, maxWait, own, failures, signal });
		if (departure.kind === 'departure') await timeSlice.depart();
		if (departure.kind === 'departure' && !signal.aborted && !circuitBreaker.isHeldFrom(isProbe)) {
			return { kind: 'way', pass, departure };
		}
		circuitBreaker.returned(pass);
		if (departure.kind === 'outOfReach') return { kind: 'limitUsedUp', wait: departure.wait };
		if (departure.kind === 'cancelled') return { kind: 'cancelled' };
		limit.withdrawn(departure);
	}
};
