import { readAnswer, type Answer, type Refusal } from '../api/answer';
import type { Endpoint } from '../api/endpoints';
import type { MoEngageRequest, Send } from '../api/send';
import { sleepUnlessCancelled, type Clock } from './clock';
import type { Gate, Outage, Pass } from './gate';
import type { Stretch } from './giveWay';
import type { Departure } from './limit/admission';
import { joinLimits, type Limit } from './limit/joinLimits';
import type { OwnLimit } from './limit/ownLimit';
import type { RateLimit } from './rateLimit';
import type { DeliveryReport } from './report';
import { decideRetry, type History, type RetryRules } from './retry';

/** What all attempts of a delivery share. */
export interface Delivery {
	send: Send;
	findLimit: (endpoint: Endpoint) => RateLimit;
	rules: RetryRules;
	/** Milliseconds for a whole attempt, to the last byte of its answer. */
	timeout: number;
	gate: Gate;
	/** The execution's own limit, where the user has set one. */
	own?: OwnLimit;
	report: DeliveryReport;
	/** Keeps many requests that leave at once from holding n8n's event loop. */
	stretch: Pick<Stretch, 'isOver' | 'rest'>;
	clock: Clock;
	/** Ends every wait. */
	signal: AbortSignal;
}

/** A request to be sent, as often as it takes. */
export interface Errand {
	request: MoEngageRequest;
	/** How much of the limit the request uses up. */
	weight: number;
	/** A further limit that the request uses up, and how much of it. */
	also?: { endpoint: Endpoint; weight: number };
	/** Whether it has turned out meanwhile that MoEngage would refuse the request. */
	isCalledOff?: () => boolean;
	/** Whether it helps to find the culprits of a rejected pool. */
	isProbe?: boolean;
	/** Told of a rejection before anything else can leave because of it. */
	onRejection?: (rejection: Extract<Answer, { kind: 'rejected' }>) => void;
}

/** Why a request was not sent, or not again. */
type Stay =
	| { kind: 'limitUsedUp'; wait: number }
	| Outage
	| { kind: 'calledOff' }
	| { kind: 'cancelled' };

/** What sending a request came to: MoEngage's last answer, or why there is none to go by. */
export type Result =
	| Answer
	| Stay
	| { kind: 'unclear'; refusal: Refusal }
	| { kind: 'askedToWait'; wait: number; refusal: Refusal }
	| { kind: 'tooHeavy'; refusal: Refusal };

interface Way {
	kind: 'way';
	pass: Pass;
	departure: Departure;
}

/** Waits until both the gate and the limit let the request leave. */
const findWay = async (
	{ weight, isProbe = false, isCalledOff = () => false }: Errand,
	limit: Limit,
	{ gate, rules, own, stretch, signal }: Delivery,
): Promise<Way | Stay> => {
	for (;;) {
		const pass = await gate.enter(signal, isProbe);
		if (pass.kind === 'outage') return pass;
		if (pass.kind !== 'pass') return { kind: 'cancelled' };
		if (isCalledOff()) {
			gate.returned(pass);
			return { kind: 'calledOff' };
		}
		const { maxWait } = rules;
		const departure = await limit.enter({ weight, maxWait, own, signal });
		while (stretch.isOver) await stretch.rest();
		if (departure.kind === 'departure' && !signal.aborted && !gate.isHeldFrom(isProbe)) {
			return { kind: 'way', pass, departure };
		}
		gate.returned(pass);
		if (departure.kind === 'outOfReach') return { kind: 'limitUsedUp', wait: departure.wait };
		if (departure.kind === 'cancelled') return { kind: 'cancelled' };
		limit.withdrawn(departure);
	}
};

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

/** The limit that the request uses up, or both of them. */
const findLimit = ({ request, also }: Errand, { findLimit: find }: Delivery): Limit => {
	const limit = find(request.endpoint);
	return also === undefined ? limit : joinLimits(limit, find(also.endpoint), also.weight);
};

/** Whether what was to be deleted is gone, so that an attempt with an unclear end did its work. */
const showsThatItIsDone = (answer: Answer, { notFoundMeansDone }: Endpoint): boolean =>
	notFoundMeansDone === true && answer.kind === 'rejected' && answer.refusal.cause === 'notFound';

/** Sends one request within the limit and tries again what is worth another try. */
export const sendWithRetries = async (errand: Errand, delivery: Delivery): Promise<Result> => {
	const { request } = errand;
	const { report, rules, clock, signal } = delivery;
	const limit = findLimit(errand, delivery);
	const history: History = { attempts: 0, overLimit: 0, overLimitAlone: 0, firstOverLimitAt: 0 };
	/** Whether MoEngage may have carried out an earlier attempt. */
	let mayBeDone = false;
	for (;;) {
		const way = await findWay(errand, limit, delivery);
		if (way.kind !== 'way') return way;
		const answer = await attempt(errand, limit, way, delivery);
		if (mayBeDone && showsThatItIsDone(answer, request.endpoint)) {
			return { kind: 'accepted', json: {}, news: answer.news };
		}
		if (answer.kind === 'transient' && answer.unclear) mayBeDone = true;
		history.attempts += 1;
		if (answer.kind === 'overLimit') {
			if (history.overLimit === 0) history.firstOverLimitAt = clock.now();
			history.overLimit += 1;
			// What weighs no more than one can only be refused because of what others send.
			if (way.departure.wasAlone && errand.weight > 1) history.overLimitAlone += 1;
		}
		const decision = decideRetry(answer, history, rules, clock.now());
		if (decision.kind === 'stop' || answer.kind === 'accepted') return answer;
		const { refusal } = answer;
		if (decision.kind === 'tooLong') {
			return { kind: 'askedToWait', wait: decision.wait, refusal };
		}
		if (decision.kind === 'unclear') return { kind: 'unclear', refusal };
		if (decision.kind === 'tooHeavy') return { kind: 'tooHeavy', refusal };
		if (signal.aborted) return { kind: 'cancelled' };
		report.retries += 1;
		await sleepUnlessCancelled(decision.wait, clock, signal);
	}
};
