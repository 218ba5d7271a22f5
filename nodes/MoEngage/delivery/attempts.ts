import { classifyResponse, type MoEngageResponse } from '../api/classifyResponse';
import type { Endpoint } from '../api/endpoints';
import { sleepUnlessCancelled } from './clock';
import type { Delivery, RequestJob, Result } from './types';
import type { Limiter } from './limit/combineLimiters';
import type { Permit } from './limit/rateLimiter';
import { decideRetry, noteAttempt, startHistory, type Decision } from './retry';
import { findLimiter, findWay, type Way } from './way';

/** Tells the limiter what came of a request; without an answer, MoEngage may have counted it. */
const tellLimiter = (limiter: Limiter, permit: Permit, answer?: MoEngageResponse): void => {
	if (answer?.kind === 'tooManyRequests') {
		limiter.onTooManyRequests(permit, answer.rateLimitInfo);
	} else if (answer?.kind === 'fatal' && answer.failure.httpCode === '401') {
		// Whoever knows a workspace's ID, but not its key, must not move its limits.
		limiter.cancel(permit);
	} else {
		limiter.complete(permit, answer?.rateLimitInfo ?? {});
	}
};

/** Makes one attempt and tells the limiter and the gate how it ended. */
const attempt = async (
	{ request, onRejection }: RequestJob,
	limiter: Limiter,
	{ pass, permit }: Way,
	{ send, timeout, circuitBreaker, report, clock }: Delivery,
): Promise<MoEngageResponse> => {
	report.requestLeft(clock.now(), permit.waited);
	let answer: MoEngageResponse | undefined;
	try {
		answer = classifyResponse(request.endpoint, await send(request), timeout);
		return answer;
	} finally {
		tellLimiter(limiter, permit, answer);
		if (answer?.kind === 'rejected') onRejection?.(answer);
		if (answer?.kind === 'transient') circuitBreaker.failed(pass, answer.failure);
		else if (answer === undefined || answer.kind === 'tooManyRequests')
			circuitBreaker.returned(pass);
		else circuitBreaker.succeeded();
	}
};

/** Whether a "Not Found" shows that an earlier attempt, whose answer was lost, did its work. */
const showsThatItIsDone = (answer: MoEngageResponse, { notFoundMeansDone }: Endpoint): boolean =>
	notFoundMeansDone === true && answer.kind === 'rejected' && answer.failure.cause === 'notFound';

/** What the errand comes to where the answer is the last one. */
const conclude = (
	answer: MoEngageResponse,
	decision: Exclude<Decision, { kind: 'again' }>,
): Result => {
	if (decision.kind === 'stop' || answer.kind === 'accepted') return answer;
	const { failure } = answer;
	if (decision.kind === 'tooLong') return { kind: 'askedToWait', wait: decision.wait, failure };
	return { kind: decision.kind, failure };
};

/** Sends one request within the limit and tries again what is worth another try. */
export const sendWithRetries = async (job: RequestJob, delivery: Delivery): Promise<Result> => {
	const { request, weight } = job;
	const { report, rules, clock, signal } = delivery;
	const limiter = findLimiter(job, delivery);
	const history = startHistory();
	let answer: MoEngageResponse | undefined;
	for (;;) {
		const way = await findWay(job, limiter, answer?.kind === 'tooManyRequests', delivery);
		// MoEngage's own words say more than that there is no quota for a time that nobody knows.
		if (way.kind === 'limitUsedUp' && way.wait === undefined && answer !== undefined) return answer;
		if (way.kind !== 'way') return way;
		answer = await attempt(job, limiter, way, delivery);
		if (history.mayHaveBeenApplied && showsThatItIsDone(answer, request.endpoint)) {
			return { kind: 'accepted', json: {}, rateLimitInfo: answer.rateLimitInfo };
		}
		// What weighs no more than one can only be refused because of what others send.
		const wasAlone = way.permit.wasAlone && weight > 1;
		noteAttempt(history, answer, wasAlone);
		const decision = decideRetry(answer, history, rules);
		if (decision.kind !== 'again') return conclude(answer, decision);
		if (signal.aborted) return { kind: 'cancelled' };
		report.retries += 1;
		await sleepUnlessCancelled(decision.wait, clock, signal);
	}
};
