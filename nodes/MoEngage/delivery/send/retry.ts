import type { Failure, MoEngageResponse } from '../../api/classifyResponse';
import { addJitter, BACK_OFF_BASE, MIN_PAUSE, type Random } from '../time';

/** The longest exponential wait: a minute's limit has reset by then. Milliseconds. */
const MAX_EXPONENTIAL = 60_000;

/**
 * Milliseconds to wait before retry number `retry` (0 is the first): exponential, but at least the
 * two seconds that MoEngage asks for times the number of the attempt, with jitter on top.
 */
export const backOff = (retry: number, random: Random = Math.random): number => {
	const exponential = Math.min(MAX_EXPONENTIAL, BACK_OFF_BASE * 2 ** retry);
	return addJitter(Math.max(exponential, BACK_OFF_BASE * (retry + 1)), random);
};

export interface RetryRules {
	maxRetries: number;
	/** Milliseconds. */
	maxWait: number;
}

/** MoEngage asks for a longer wait than the user allows, in milliseconds. */
export interface AskedToWait {
	kind: 'askedToWait';
	wait: number;
	failure: Failure;
}

export type FailedResponse = Exclude<MoEngageResponse, { kind: 'accepted' }>;

/** What to do after a response: try again after `wait` milliseconds, or end with this result. */
export type Decision = { kind: 'retry'; wait: number } | FailedResponse | AskedToWait;

/** How many 429s show that a batch is too large for the whole limit; other systems may have caused one. */
const MAX_OVER_LIMIT_ALONE = 2;

/** Decides whether a request is tried again, and after how long. */
export class Retries {
	/** Attempts that were not accepted; a 429 does not count, since it uses up no retry. */
	private attempts = 0;

	/** How often the request met a 429 although nothing else of this process counted. */
	private overLimitAlone = 0;

	constructor(private readonly rules: RetryRules) {}

	/** @param hadWholeLimit Whether several records had the limit to themselves, as far as is known */
	decide(response: FailedResponse, hadWholeLimit: boolean): Decision {
		if (response.kind === 'tooManyRequests') {
			if (hadWholeLimit) this.overLimitAlone += 1;
			const { failure, rateLimitInfo } = response;
			// The whole limit was free, twice, and did not suffice: the batch weighs more than that.
			if (this.overLimitAlone >= MAX_OVER_LIMIT_ALONE) {
				return { kind: 'rejected', scope: 'size', failure, rateLimitInfo };
			}
			// The limiter makes everyone wait, and tells when that takes too long.
			return { kind: 'retry', wait: 0 };
		}
		this.attempts += 1;
		// Another try would bring the same answer, or the retries are used up.
		if (response.kind !== 'transient' || this.attempts > this.rules.maxRetries) return response;
		const usual = backOff(this.attempts - 1);
		const { retryAfter = usual } = response.rateLimitInfo;
		// MoEngage names a time that is later than the user allows, and later than the node would wait anyway.
		if (retryAfter > Math.max(this.rules.maxWait, usual)) {
			return { kind: 'askedToWait', wait: retryAfter, failure: response.failure };
		}
		return { kind: 'retry', wait: Math.max(MIN_PAUSE, retryAfter) };
	}
}
