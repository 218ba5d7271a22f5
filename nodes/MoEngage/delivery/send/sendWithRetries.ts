import type { IDataObject } from 'n8n-workflow';

import { classifyResponse, type Failure, type MoEngageResponse } from '../../api/classifyResponse';
import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRequest } from '../../api/request';
import { acquireAll, type Acquired, type Permit, type Wanted } from '../limit/limiter';
import { sleepUnlessCancelled } from '../time';
import type { BreakerPermit, CircuitBreaker, Outage } from './circuitBreaker';
import type { SendContext } from './context';
import { decideRetry, noteAttempt, startHistory } from './retry';

/** What a request uses up of the limit of its endpoint, and of a further one. */
export interface Weight {
	weight: number;
	also?: { endpoint: Endpoint; weight: number };
}

/** Something that has to be read right before a request is sent, because the request depends on it. */
export interface LookUp {
	/** The request that reads it; undefined while it is known. */
	compose: (now: number) => MoEngageRequest | undefined;
	/** Takes what was read; returns a failure if it is not there. */
	take: (answer: IDataObject, now: number) => Failure | undefined;
}

/** A request to be sent, as often as it takes. */
export interface RequestJob {
	endpoint: Endpoint;
	/** Writes the request when it is about to be sent. */
	compose: () => MoEngageRequest;
	/** One of the endpoint's own limit if absent. */
	weigh?: () => Weight;
	lookUp?: LookUp;
	/** Waits until no other request of the run stands in its way. */
	waitForTurn?: () => Promise<void>;
	/** Whether another request of the run stands in its way by now. */
	isHeldUp?: () => boolean;
	/** Whether it has turned out meanwhile that MoEngage would reject the request. */
	isCalledOff?: () => boolean;
	/**
	 * Told of each response before anything else can be sent because of it; false if nothing of the
	 * request may be sent again.
	 */
	onResponse?: (response: MoEngageResponse) => boolean;
}

/** Why a request was not sent, or not again. */
export type NotSent =
	/** There is no quota for anyone for `wait` more milliseconds, if that is known. */
	| { kind: 'limitUsedUp'; wait?: number }
	/** MoEngage asks for a longer wait than the user allows, in milliseconds. */
	| { kind: 'askedToWait'; wait: number; failure: Failure }
	| Outage
	| { kind: 'cancelled' };

/** MoEngage's last response, or why there is none to go by. */
export type SendResult = MoEngageResponse | NotSent;

/** The request may be sent now; circuit breaker and limits have to be told what came of it. */
interface Permits {
	kind: 'permits';
	ofBreaker: BreakerPermit;
	ofLimits: Permit;
}

const ONE: Weight = { weight: 1 };

/** Waits for all limits that a request counts in. */
const acquireQuota = async (
	endpoint: Endpoint,
	{ weight, also }: Weight,
	goesFirst: boolean,
	{ maxWait, perMinute, signal, findLimiter, findExecutionLimit }: SendContext,
): Promise<Acquired> => {
	const request = { weight, maxWait, goesFirst, signal };
	const own = findExecutionLimit(endpoint);
	const wanted: Wanted[] = [
		{ limiter: findLimiter(endpoint), request: { ...request, ownPerMinute: perMinute } },
	];
	if (own !== undefined) wanted.unshift({ limiter: own, request });
	// The execution's limit is about the records, not about what goes along with them.
	if (also !== undefined) {
		const limiter = findLimiter(also.endpoint);
		wanted.push({ limiter, request: { ...request, weight: also.weight } });
	}
	return await acquireAll(wanted);
};

const toNotSent = (acquired: Exclude<Acquired, Permit>): NotSent =>
	acquired.kind === 'outOfReach' ? { kind: 'limitUsedUp', wait: acquired.wait } : acquired;

/**
 * Waits until both the circuit breaker and the limits let the request be sent. The circuit breaker comes
 * first, because a request that waits for a limit makes all behind it wait. By the time there is
 * quota, a rejected batch may hold it up; then the request starts over.
 *
 * @param wasOverLimit Whether the request comes back from a 429
 */
const acquirePermits = async (
	{ endpoint, weigh, waitForTurn, isHeldUp, isCalledOff }: RequestJob,
	wasOverLimit: boolean,
	context: SendContext,
): Promise<Permits | NotSent> => {
	const { circuitBreaker, timeSlice, signal } = context;
	for (;;) {
		await waitForTurn?.();
		const ofBreaker = await circuitBreaker.acquire(signal);
		if (ofBreaker.kind === 'outage') return ofBreaker;
		if (ofBreaker.kind !== 'permit') return { kind: 'cancelled' };
		if (isCalledOff?.()) {
			circuitBreaker.release(ofBreaker);
			return { kind: 'cancelled' };
		}
		const ofLimits = await acquireQuota(endpoint, weigh?.() ?? ONE, wasOverLimit, context);
		if (ofLimits.kind === 'permit') {
			await timeSlice.allowRequest();
			if (!signal.aborted && !isHeldUp?.()) {
				circuitBreaker.noteSent(ofBreaker);
				return { kind: 'permits', ofBreaker, ofLimits };
			}
			ofLimits.cancel();
		}
		circuitBreaker.release(ofBreaker);
		if (ofLimits.kind !== 'permit') return toNotSent(ofLimits);
	}
};

/** Whether MoEngage, or somebody in its place, has answered. */
const isAnswer = (response: MoEngageResponse): boolean =>
	response.kind === 'accepted' || response.failure.httpCode !== undefined;

/** Tells the limits what came of a request; without an answer, MoEngage may have counted it. */
const tellLimits = (permit: Permit, response?: MoEngageResponse): void => {
	if (response?.kind === 'tooManyRequests') {
		permit.onTooManyRequests(response.rateLimitInfo);
	} else if (response?.kind === 'fatal' && response.failure.httpCode === '401') {
		// Whoever knows a workspace's ID, but not its key, must not move its limits.
		permit.cancel();
	} else {
		permit.complete(response && isAnswer(response) ? response.rateLimitInfo : undefined);
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
	else circuitBreaker.onSuccess(permit);
};

/** Makes one attempt, and tells the limits and the caller how it ended before anything else is sent. */
const attempt = async (
	request: MoEngageRequest,
	permit: Permit,
	{ send, timeout, stats, clock }: SendContext,
	onEnd?: (response?: MoEngageResponse) => void,
): Promise<MoEngageResponse> => {
	stats.noteRequest(clock.now(), permit.waited);
	let response: MoEngageResponse | undefined;
	try {
		response = classifyResponse(request.endpoint, await send(request), timeout);
		return response;
	} finally {
		tellLimits(permit, response);
		onEnd?.(response);
	}
};

/**
 * Reads what the request depends on; returns what keeps the request from being sent, if anything does.
 *
 * @param permit The one that the request has already; it holds up nobody while the look-up waits
 */
const readFirst = async (
	lookUp: LookUp | undefined,
	permit: Permit,
	context: SendContext,
): Promise<MoEngageResponse | NotSent | undefined> => {
	const { clock, signal } = context;
	const request = lookUp?.compose(clock.now());
	if (lookUp === undefined || request === undefined) return undefined;
	permit.setAside();
	const ofLookUp = await acquireQuota(request.endpoint, ONE, false, context);
	permit.resume();
	if (ofLookUp.kind !== 'permit') return toNotSent(ofLookUp);
	const response = await attempt(request, ofLookUp, context);
	// Whatever came of the look-up, the request itself has not been sent.
	if (response.kind === 'transient') return { ...response, ambiguous: false };
	if (response.kind !== 'accepted') return response;
	const failure = lookUp.take(response.json, clock.now());
	if (failure !== undefined)
		return { kind: 'rejected', scope: 'record', failure, rateLimitInfo: {} };
	return signal.aborted ? { kind: 'cancelled' } : undefined;
};

export const isResponse = (result: SendResult): result is MoEngageResponse =>
	'rateLimitInfo' in result;

/** Whether a "Not Found" shows that an earlier attempt, whose answer was lost, did its work. */
const showsThatItIsDone = (response: MoEngageResponse, { notFoundMeansDone }: Endpoint): boolean =>
	notFoundMeansDone === true &&
	response.kind === 'rejected' &&
	response.failure.cause === 'notFound';

/** Sends one request within the limits and tries again what is worth another try. */
export const sendWithRetries = async (
	job: RequestJob,
	context: SendContext,
): Promise<SendResult> => {
	const { circuitBreaker, stats, clock, signal } = context;
	const history = startHistory();
	/** Whether MoEngage may have read the request: it knows some by a key, so their contents stay then. */
	let isWritten = false;
	let response: MoEngageResponse | undefined;
	let isRepeatable = true;
	const end = (result: SendResult): SendResult => {
		// MoEngage's own words say more than that there is no quota for an unknown time.
		const isUnknown = result.kind === 'limitUsedUp' && result.wait === undefined;
		return isUnknown ? (response ?? result) : result;
	};
	for (;;) {
		const permits = await acquirePermits(job, response?.kind === 'tooManyRequests', context);
		if (permits.kind !== 'permits') return end(permits);
		const { ofLimits, ofBreaker } = permits;
		const obstacle = isWritten ? undefined : await readFirst(job.lookUp, ofLimits, context);
		if (obstacle === undefined) {
			response = await attempt(job.compose(), ofLimits, context, (last) => {
				if (last && job.onResponse) isRepeatable = job.onResponse(last);
				tellCircuitBreaker(circuitBreaker, ofBreaker, last);
			});
			isWritten ||= response.kind !== 'tooManyRequests';
		} else {
			ofLimits.cancel();
			tellCircuitBreaker(circuitBreaker, ofBreaker, isResponse(obstacle) ? obstacle : undefined);
			if (!isResponse(obstacle)) return end(obstacle);
			response = obstacle;
		}
		// What weighs no more than one can only be over the limit because of what others send.
		noteAttempt(history, response, ofLimits.wasAlone && (job.weigh?.() ?? ONE).weight > 1);
		if (history.isAmbiguous && showsThatItIsDone(response, job.endpoint)) {
			return { kind: 'accepted', json: {}, rateLimitInfo: response.rateLimitInfo };
		}
		if (response.kind === 'accepted') return response;
		if (!isRepeatable) return end(response);
		const { failure, rateLimitInfo } = response;
		const decision = decideRetry(response, history, context);
		if (decision.kind === 'stop') return end(response);
		if (decision.kind === 'askedToWait') return end({ ...decision, failure });
		if (decision.kind === 'tooHeavy') {
			return end({ kind: 'rejected', scope: 'size', failure, rateLimitInfo });
		}
		if (signal.aborted) return end({ kind: 'cancelled' });
		stats.retries += 1;
		await sleepUnlessCancelled(decision.wait, signal, clock);
	}
};
