import { classifyResponse, type MoEngageResponse } from '../../api/classifyResponse';
import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRequest } from '../../api/request';
import { combineLimiters, type Limiter } from '../limit/combineLimiters';
import type { Permit } from '../limit/rateLimiter';
import { sleepUnlessCancelled } from '../time';
import type { BreakerPermit, CircuitBreaker, Outage } from './circuitBreaker';
import type { SendContext } from './context';
import { decideRetry, noteAttempt, startHistory } from './retry';

/** A request to be sent, as often as it takes. */
export interface RequestJob {
	endpoint: Endpoint;
	/** Writes the request when it is about to be sent. */
	compose: () => MoEngageRequest;
	/** How much of the limit the request uses up; one if absent. */
	weight?: number;
	/** A further limit that the request uses up, and how much of it. */
	also?: { endpoint: Endpoint; weight: number };
	/** Whether the request belongs to the bisection of a rejected batch. */
	isBisection?: boolean;
	/** Whether it has turned out meanwhile that MoEngage would reject the request. */
	isCalledOff?: () => boolean;
	/** Told of a rejection before anything else can be sent because of it. */
	onRejection?: (rejection: Rejection) => void;
}

export type Rejection = Extract<MoEngageResponse, { kind: 'rejected' }>;

/** Why a request was not sent, or not again. */
export type NotSent =
	| { kind: 'limitUsedUp'; wait?: number }
	| { kind: 'askedToWait'; wait: number; failure: Rejection['failure'] }
	| { kind: 'ambiguous'; failure: Rejection['failure'] }
	| Outage
	| { kind: 'calledOff' }
	| { kind: 'cancelled' };

/** MoEngage's last response, or why there is none to go by. */
export type SendResult = MoEngageResponse | NotSent;

/** The request may be sent now; circuit breaker and limiter have to be told what came of it. */
interface Permits {
	kind: 'permits';
	ofBreaker: BreakerPermit;
	ofLimiter: Permit;
}

const findLimiter = ({ endpoint, also }: RequestJob, context: SendContext): Limiter => {
	const limiter = context.findLimiter(endpoint);
	if (also === undefined) return limiter;
	return combineLimiters(limiter, context.findLimiter(also.endpoint), also.weight);
};

/**
 * Waits until both the circuit breaker and the limit let the request be sent. The circuit breaker comes
 * first, because a request that waits for the limit makes all behind it wait. By the time there is
 * quota, it may have opened again; then the request starts over.
 *
 * @param wasRefused Whether the request comes back from a 429
 */
const acquirePermits = async (
	{ weight = 1, isBisection = false, isCalledOff }: RequestJob,
	limiter: Limiter,
	wasRefused: boolean,
	{ circuitBreaker, rules: { maxWait }, executionLimit, timeSlice, signal }: SendContext,
): Promise<Permits | NotSent> => {
	for (;;) {
		const ofBreaker = await circuitBreaker.acquire(signal, isBisection);
		if (ofBreaker.kind === 'outage') return ofBreaker;
		if (ofBreaker.kind !== 'permit') return { kind: 'cancelled' };
		if (isCalledOff?.()) {
			circuitBreaker.release(ofBreaker);
			return { kind: 'calledOff' };
		}
		const ofLimiter = await limiter.acquire({
			weight,
			maxWait,
			executionLimit,
			wasRefused,
			signal,
		});
		if (ofLimiter.kind === 'permit') {
			await timeSlice.allowRequest();
			const isSuspended = circuitBreaker.isSuspendedFor(isBisection);
			if (!signal.aborted && !isSuspended) return { kind: 'permits', ofBreaker, ofLimiter };
			limiter.cancel(ofLimiter);
		}
		circuitBreaker.release(ofBreaker);
		if (ofLimiter.kind === 'outOfReach') return { kind: 'limitUsedUp', wait: ofLimiter.wait };
		if (ofLimiter.kind === 'cancelled') return ofLimiter;
	}
};

/** Tells the limiter what came of a request; without a response, MoEngage may have counted it. */
const tellLimiter = (limiter: Limiter, permit: Permit, response?: MoEngageResponse): void => {
	if (response?.kind === 'tooManyRequests') {
		limiter.onTooManyRequests(permit, response.rateLimitInfo);
	} else if (response?.kind === 'fatal' && response.failure.httpCode === '401') {
		// Whoever knows a workspace's ID, but not its key, must not move its limits.
		limiter.cancel(permit);
	} else {
		limiter.complete(permit, response?.rateLimitInfo ?? {});
	}
};

/** Tells the circuit breaker what came of a request; a 429 says nothing of an outage. */
const tellCircuitBreaker = (
	circuitBreaker: CircuitBreaker,
	permit: BreakerPermit,
	response?: MoEngageResponse,
): void => {
	if (response === undefined || response.kind === 'tooManyRequests') circuitBreaker.release(permit);
	else if (response.kind === 'transient') circuitBreaker.onFailure(permit, response.failure);
	else circuitBreaker.onSuccess();
};

/** Makes one attempt, and tells the circuit breaker and the limiter how it ended. */
const attempt = async (
	{ endpoint, compose, onRejection }: RequestJob,
	limiter: Limiter,
	{ ofBreaker, ofLimiter }: Permits,
	{ send, timeout, circuitBreaker, stats, clock }: SendContext,
): Promise<MoEngageResponse> => {
	stats.noteRequest(clock.now(), ofLimiter.waited);
	let response: MoEngageResponse | undefined;
	try {
		response = classifyResponse(endpoint, await send(compose()), timeout);
		return response;
	} finally {
		tellLimiter(limiter, ofLimiter, response);
		if (response?.kind === 'rejected') onRejection?.(response);
		tellCircuitBreaker(circuitBreaker, ofBreaker, response);
	}
};

/** Whether a "Not Found" shows that an earlier attempt, whose answer was lost, did its work. */
const showsThatItIsDone = (response: MoEngageResponse, { notFoundMeansDone }: Endpoint): boolean =>
	notFoundMeansDone === true &&
	response.kind === 'rejected' &&
	response.failure.cause === 'notFound';

/** Sends one request within the limit and tries again what is worth another try. */
export const sendWithRetries = async (
	job: RequestJob,
	context: SendContext,
): Promise<SendResult> => {
	const { endpoint, weight = 1 } = job;
	const { stats, rules, clock, signal } = context;
	const limiter = findLimiter(job, context);
	const history = startHistory();
	let response: MoEngageResponse | undefined;
	for (;;) {
		const wasRefused = response?.kind === 'tooManyRequests';
		const permits = await acquirePermits(job, limiter, wasRefused, context);
		if (permits.kind !== 'permits') {
			// MoEngage's own words say more than that there is no quota for a time that nobody knows.
			const isUnknown = permits.kind === 'limitUsedUp' && permits.wait === undefined;
			return isUnknown && response !== undefined ? response : permits;
		}
		response = await attempt(job, limiter, permits, context);
		if (history.mayHaveBeenApplied && showsThatItIsDone(response, endpoint)) {
			return { kind: 'accepted', json: {}, rateLimitInfo: response.rateLimitInfo };
		}
		// What weighs no more than one can only be over the limit because of what others send.
		noteAttempt(history, response, permits.ofLimiter.wasAlone && weight > 1);
		const decision = decideRetry(response, history, rules);
		if (decision.kind === 'stop' || response.kind === 'accepted') return response;
		const { failure, rateLimitInfo } = response;
		if (decision.kind === 'ambiguous') return { kind: 'ambiguous', failure };
		if (decision.kind === 'askedToWait') return { ...decision, failure };
		if (decision.kind === 'tooHeavy')
			return { kind: 'rejected', scope: 'size', failure, rateLimitInfo };
		if (signal.aborted) return { kind: 'cancelled' };
		stats.retries += 1;
		await sleepUnlessCancelled(decision.wait, signal, clock);
	}
};
