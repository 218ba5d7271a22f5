import type { MoEngageResponse } from '../../api/classifyResponse';
import { backOff, MIN_PAUSE } from '../backOff';

/** What has happened to a request so far. */
export interface History {
	/** Attempts that were not accepted; a 429 does not count, since it uses up no retry. */
	attempts: number;
	/** Whether MoEngage may have carried out one of the attempts. */
	isAmbiguous: boolean;
	/** How often it met a 429 although nothing else of this process counted. */
	overLimitAlone: number;
}

export const startHistory = (): History => ({
	attempts: 0,
	isAmbiguous: false,
	overLimitAlone: 0,
});

/**
 * Adds an attempt to the history of its request.
 *
 * @param wasAlone Whether nothing else of this process can have used the limit up
 */
export const noteAttempt = (
	history: History,
	response: MoEngageResponse,
	wasAlone: boolean,
): void => {
	if (response.kind !== 'tooManyRequests') history.attempts += 1;
	else if (wasAlone) history.overLimitAlone += 1;
	if (response.kind === 'transient' && response.ambiguous) history.isAmbiguous = true;
};

export interface RetryRules {
	maxRetries: number;
	/** Milliseconds. */
	maxWait: number;
}

export type Decision =
	/** The response is the last one. */
	| { kind: 'stop' }
	/** Alone and still over the limit: the batch weighs more than the workspace's limit. */
	| { kind: 'tooHeavy' }
	/** Try again after so many milliseconds, besides what the limit asks for. */
	| { kind: 'retry'; wait: number }
	/** MoEngage asks for a longer wait than the user allows. */
	| { kind: 'askedToWait'; wait: number };

/** One 429 of a request that was alone can have other causes, such as other systems. */
const MAX_OVER_LIMIT_ALONE = 2;

const STOP: Decision = { kind: 'stop' };

/**
 * Decides whether a request that was not accepted is tried again, and after how long.
 *
 * @param history Includes the attempt that `response` belongs to
 */
export const decideRetry = (
	response: MoEngageResponse,
	history: History,
	rules: RetryRules,
): Decision => {
	// Another try would bring the same answer.
	if (response.kind !== 'tooManyRequests' && response.kind !== 'transient') return STOP;
	// The whole limit was free, twice, and did not suffice.
	if (history.overLimitAlone >= MAX_OVER_LIMIT_ALONE) return { kind: 'tooHeavy' };
	// The limiter makes everyone wait, and tells when that takes too long.
	if (response.kind === 'tooManyRequests') return { kind: 'retry', wait: 0 };
	// The retries are used up.
	const { attempts } = history;
	if (attempts > rules.maxRetries) return STOP;
	const usual = backOff(attempts - 1);
	const { retryAfter = usual } = response.rateLimitInfo;
	// MoEngage names a time that is later than the user allows, and later than the node would wait anyway.
	if (retryAfter > Math.max(rules.maxWait, usual)) return { kind: 'askedToWait', wait: retryAfter };
	return { kind: 'retry', wait: Math.max(MIN_PAUSE, retryAfter) };
};
