import { readAnswer, type Answer } from '../api/answer';
import type { MoEngageRequest, Send } from '../api/send';
import { backOff } from './backOff';
import { sleepUnlessCancelled, type Clock } from './clock';
import type { RateLimit } from './rateLimit';

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
	settings: DeliverySettings;
	report: DeliveryReport;
	clock: Clock;
	/** Ends every wait. */
	signal?: AbortSignal;
}

/** A refused request whose limit is not named by the answer: by then a minute's limit has reset. */
const WINDOW = 60_000;

const nameTime = (wait: number) =>
	`${new Date(Date.now() + wait).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const refuseToWait = (wait: number, said?: string): Answer => ({
	kind: 'rejected',
	refusal: {
		message: `${said === undefined ? "MoEngage's limit for this workspace is used up" : said}: it resets at ${nameTime(wait)}`,
		description:
			"Run the item again after that time, or raise 'Max Wait' in the options so that the node waits for it.",
	},
	news: {},
});

/**
 * Sends one request within the limit and tries again what is worth another try.
 *
 * @param weight How much of the limit the request uses up
 * @returns undefined where the delivery ended before there was an answer to go by
 */
export const sendWithRetries = async (
	request: MoEngageRequest,
	weight: number,
	{ send, limit, settings, report, clock, signal }: Delivery,
): Promise<Answer | undefined> => {
	const { maxRetries, maxWait, perMinute, timeout } = settings;
	let refusals = 0;
	let firstRefusal = 0;
	for (let retry = 0; ; retry += 1) {
		const entry = await report.measureWait(limit.enter({ weight, perMinute, maxWait, signal }));
		if (entry.kind === 'outOfReach') return refuseToWait(entry.wait);
		if (entry.kind === 'cancelled') return undefined;
		if (signal?.aborted) {
			limit.withdrawn(entry);
			return undefined;
		}
		report.requests += 1;
		const answer = readAnswer(request.endpoint, await send(request), timeout);
		if (answer.kind === 'overLimit') limit.refused(entry, answer.news);
		else limit.answered(entry, answer.news);
		if (answer.kind !== 'overLimit' && answer.kind !== 'broken') return answer;
		if (signal?.aborted) return undefined;
		if (retry >= maxRetries) return answer;

		report.retries += 1;
		if (answer.kind === 'broken') {
			const wait = answer.news.retryAfter ?? backOff(retry);
			if (wait > maxWait) return refuseToWait(wait, answer.refusal.message);
			await sleepUnlessCancelled(wait, clock, signal);
			continue;
		}
		refusals += 1;
		if (refusals === 1) firstRefusal = clock.now();
		const isLast = retry + 1 === maxRetries;
		const isUnnamed = answer.news.retryAfter === undefined && answer.news.resetsIn === undefined;
		if (isLast && isUnnamed && refusals > 1) {
			// The last try would be wasted while the minute lasts in which MoEngage refuses.
			const wait = Math.min(maxWait, firstRefusal + WINDOW - clock.now());
			await report.measureWait(sleepUnlessCancelled(wait, clock, signal));
		}
	}
};
