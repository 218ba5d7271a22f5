import { readAnswer, type Answer } from '../api/answer';
import type { Endpoint } from '../api/endpoints';
import { sleepUnlessCancelled } from './clock';
import type { Delivery, Errand, Result } from './errand';
import type { Limit } from './limit/joinLimits';
import { decideRetry, noteAttempt, startHistory, type Decision } from './retry';
import { findLimit, findWay, type Way } from './way';

/** Makes one attempt and tells the limit and the gate how it ended. */
const attempt = async (
	{ request, onRejection }: Errand,
	limit: Limit,
	{ pass, departure }: Way,
	{ send, timeout, gate, report, clock }: Delivery,
): Promise<Answer> => {
	report.requestLeft(clock.now(), departure.waited);
	let answer: Answer | undefined;
	try {
		answer = readAnswer(request.endpoint, await send(request), timeout);
		return answer;
	} finally {
		const news = answer?.news ?? {};
		if (answer?.kind === 'overLimit') limit.refused(departure, news);
		else limit.answered(departure, news);
		if (answer?.kind === 'rejected') onRejection?.(answer);
		if (answer?.kind === 'transient') gate.failed(pass, answer.refusal);
		else if (answer === undefined || answer.kind === 'overLimit') gate.returned(pass);
		else gate.succeeded();
	}
};

/** Whether a "Not Found" shows that an earlier attempt, whose answer was lost, did its work. */
const showsThatItIsDone = (answer: Answer, { notFoundMeansDone }: Endpoint): boolean =>
	notFoundMeansDone === true && answer.kind === 'rejected' && answer.refusal.cause === 'notFound';

/** What the errand comes to where the answer is the last one. */
const conclude = (answer: Answer, decision: Exclude<Decision, { kind: 'again' }>): Result => {
	if (decision.kind === 'stop' || answer.kind === 'accepted') return answer;
	const { refusal } = answer;
	if (decision.kind === 'tooLong') return { kind: 'askedToWait', wait: decision.wait, refusal };
	return { kind: decision.kind, refusal };
};

/** Sends one request within the limit and tries again what is worth another try. */
export const sendWithRetries = async (errand: Errand, delivery: Delivery): Promise<Result> => {
	const { request, weight } = errand;
	const { report, rules, clock, signal } = delivery;
	const limit = findLimit(errand, delivery);
	const history = startHistory();
	for (;;) {
		const way = await findWay(errand, limit, history.overLimit, delivery);
		if (way.kind !== 'way') return way;
		const answer = await attempt(errand, limit, way, delivery);
		if (history.mayBeDone && showsThatItIsDone(answer, request.endpoint)) {
			return { kind: 'accepted', json: {}, news: answer.news };
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
