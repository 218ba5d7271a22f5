import { readAnswer, type Answer } from '../api/answer';
import type { RateLimitNews } from '../api/rateLimitHeaders';
import type { MoEngageRequest, Send } from '../api/send';
import { backOff } from './backOff';
import { sleepUnlessCancelled, type Clock } from './clock';
import { MINUTE, type Departure, type OwnLimit, type RateLimit } from './rateLimit';

/** How the requests of an execution are sent. Times are in milliseconds. */
export interface DeliverySettings {
	concurrency: number;
	maxRetries: number;
	timeout: number;
	maxWait: number;
	/** The user's own limit, in what the endpoint counts. */
	perMinute?: number;
	/** At most so many records a request. */
	batchSize: number;
	/** For endpoints whose requests carry an id: the id, or the stem of several. */
	requestId?: string;
}

/** What sending took, for the summary. */
export class DeliveryReport {
	requests = 0;

	retries = 0;

	/** Milliseconds in which at least one request waited for a limit. */
	waited = 0;

	private waiting = 0;

	private waitingSince = 0;

	constructor(private readonly clock: Clock) {}

	async measureWait<T>(wait: Promise<T>): Promise<T> {
		if (this.waiting === 0) this.waitingSince = this.clock.now();
		this.waiting += 1;
		try {
			return await wait;
		} finally {
			this.waiting -= 1;
			if (this.waiting === 0) this.waited += this.clock.now() - this.waitingSince;
		}
	}
}

/** What all attempts of a delivery share. */
export interface Delivery {
	send: Send;
	limit: RateLimit;
	/** The limit that the user gave this execution. */
	own?: OwnLimit;
	settings: DeliverySettings;
	report: DeliveryReport;
	clock: Clock;
	/** Ends every wait. */
	signal?: AbortSignal;
}

const nameTime = (wait: number) =>
	`${new Date(Date.now() + wait).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const refuseToWait = (message: string): Answer => ({
	kind: 'rejected',
	refusal: {
		message,
		description:
			"Run the item again after that time, or raise 'Max Wait' in the options so that the node waits for it.",
	},
	news: {},
});

/** Makes one attempt and tells the limit how it ended. */
const attempt = async (
	request: MoEngageRequest,
	departure: Departure,
	{ send, limit, settings, report }: Delivery,
): Promise<Answer> => {
	report.requests += 1;
	let news: RateLimitNews = {};
	let isOverLimit = false;
	try {
		const answer = readAnswer(request.endpoint, await send(request), settings.timeout);
		news = answer.news;
		isOverLimit = answer.kind === 'overLimit';
		return answer;
	} finally {
		if (isOverLimit) limit.refused(departure, news);
		else limit.answered(departure, news);
	}
};

/**
 * Sends one request within the limit and tries again what is worth another try.
 *
 * @param weight How much of the limit the request uses up
 * @returns undefined where the delivery ended before there was an answer to go by
 */
export const sendWithRetries = async (
	request: MoEngageRequest,
	weight: number,
	delivery: Delivery,
): Promise<Answer | undefined> => {
	const { limit, own, settings, report, clock, signal } = delivery;
	const { maxRetries, maxWait } = settings;
	let refusals = 0;
	let firstRefusal = 0;
	for (let retry = 0; ; retry += 1) {
		const admission = await report.measureWait(limit.enter({ weight, maxWait, own, signal }));
		if (admission.kind === 'outOfReach') {
			return refuseToWait(
				`MoEngage's limit for this workspace is used up: it resets at ${nameTime(admission.wait)}`,
			);
		}
		if (admission.kind === 'cancelled') return undefined;
		if (signal?.aborted) {
			limit.withdrawn(admission);
			return undefined;
		}
		const answer = await attempt(request, admission, delivery);
		if (answer.kind !== 'overLimit' && answer.kind !== 'broken') return answer;
		if (signal?.aborted) return undefined;
		if (retry >= maxRetries) return answer;

		const { retryAfter, resetsIn } = answer.news;
		if (answer.kind === 'broken') {
			const wait = retryAfter ?? backOff(retry);
			if (wait > maxWait) {
				return refuseToWait(
					`${answer.refusal.message}; MoEngage asks to try again after ${nameTime(wait)}`,
				);
			}
			report.retries += 1;
			await sleepUnlessCancelled(wait, clock, signal);
			continue;
		}
		report.retries += 1;
		refusals += 1;
		if (refusals === 1) firstRefusal = clock.now();
		const isLast = retry + 1 === maxRetries;
		if (isLast && retryAfter === undefined && resetsIn === undefined && refusals > 1) {
			// The last try would be wasted while the minute lasts in which MoEngage refuses.
			const wait = Math.min(maxWait, firstRefusal + MINUTE - clock.now());
			await report.measureWait(sleepUnlessCancelled(wait, clock, signal));
		}
	}
};
