import { classifyResponse, type MoEngageResponse } from '../api/classifyResponse';
import type { Endpoint } from '../api/endpoints';
import { sleepUnlessCancelled } from './clock';
import type { Delivery, RequestJob, Result } from './types';
import type { Limit } from './limit/joinLimits';
import { decideRetry, noteAttempt, startHistory, type Decision } from './retry';
import { findLimit, findWay, type Way } from './way';

/** Makes one attempt and tells the limit and the gate how it ended. */
const attempt = async (
	{ request, onRejection }: RequestJob,
	limit: Limit,
	{ pass, departure }: Way,
	{ send, timeout, circuitBreaker, report, clock }: Delivery,
): Promise<MoEngageResponse> => {
	report.requestLeft(clock.now(), departure.waited);
	let answer: MoEngageResponse | undefined;
	try {
		answer = classifyResponse(request.endpoint, await send(request), timeout);
		return answer;
	} finally {
		const rateLimitInfo = answer?.rateLimitInfo ?? {};
		if (answer?.kind === 'tooManyRequests') limit.refused(departure, rateLimitInfo);
		else limit.answered(departure, rateLimitInfo);
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
	const limit = findLimit(job, delivery);
	const history = startHistory();
	for (;;) {
		const way = await findWay(job, limit, history.overLimit, delivery);
		if (way.kind !== 'way') return way;
		const answer = await attempt(job, limit, way, delivery);
		if (history.mayHaveBeenApplied && showsThatItIsDone(answer, request.endpoint)) {
			return { kind: 'accepted', json: {}, rateLimitInfo: answer.rateLimitInfo };
		}
		// What weighs no more than one can only be refused because of what others send.
		const wasAlone = way.departure.wasAlone && weight > 1;
		noteAttempt(history, answer, wasAlone);
		const decision = decideRetry(answer, history, rules);
		if (decision.kind !== 'again') return conclude(answer, decision);
		if (signal.aborted) return { kind: 'cancelled' };
		report.retries += 1;
		await sleepUnlessCancelled(decision.wait, clock, signal);
	}
};
