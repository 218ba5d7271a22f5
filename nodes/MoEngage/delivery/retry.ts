import type { MoEngageResponse, Failure } from '../api/classifyResponse';
import { backOff, MIN_PAUSE } from './backOff';

/** What has happened to a request so far. */
export interface History {
	/** Attempts that were not accepted; a 429 is none of them, since it uses up no retry. */
	attempts: number;
	/** Whether MoEngage may have carried out one of them. */
	mayHaveBeenApplied: boolean;
	/** How often it met a 429 although nothing else of this process counted. */
	overLimitAlone: number;
}

export const startHistory = (): History => ({
	attempts: 0,
	mayHaveBeenApplied: false,
	overLimitAlone: 0,
});

/**
 * Adds an attempt to the history of its request.
 *
 * @param wasAlone Whether nothing else of this process can have used the limit up
 */
export const noteAttempt = (
	history: History,
	answer: MoEngageResponse,
	wasAlone: boolean,
): void => {
	if (answer.kind !== 'tooManyRequests') history.attempts += 1;
	else if (wasAlone) history.overLimitAlone += 1;
	if (answer.kind === 'transient' && answer.ambiguous) history.mayHaveBeenApplied = true;
};

export interface RetryRules {
	maxRetries: number;
	/** Milliseconds. */
	maxWait: number;
	/** Whether an attempt that MoEngage may have carried out can be repeated. */
	repeatsAmbiguous: boolean;
	/** Retries where no server was found or none accepted the connection; otherwise `maxRetries`. */
	maxRetriesUnreached?: number;
}

/** Causes for which another try seldom helps: there was no server, or it accepted no connection. */
const UNREACHED: ReadonlySet<string | undefined> = new Set(['unreachable', 'unknownHost']);

/** How many retries the rules allow after such a refusal. */
export const countRetriesAfter = (
	{ cause }: Failure,
	{ maxRetries, maxRetriesUnreached = maxRetries }: RetryRules,
): number => (UNREACHED.has(cause) ? Math.min(maxRetries, maxRetriesUnreached) : maxRetries);

export type Decision =
	/** The answer is the last one. */
	| { kind: 'stop' }
	/** MoEngage may have carried it out, and it must not be carried out twice. */
	| { kind: 'ambiguous' }
	/** Alone and still over the limit: the pool weighs more than the workspace's limit. */
	| { kind: 'tooHeavy' }
	/** Try again after so many milliseconds, besides what the limit asks for. */
	| { kind: 'again'; wait: number }
	/** MoEngage asks for a longer wait than the user allows. */
	| { kind: 'tooLong'; wait: number };

/** One refusal of a request that was alone can have other causes, such as other systems. */
const MAX_REFUSALS_ALONE = 2;

const STOP: Decision = { kind: 'stop' };

/**
 * Decides whether a request that was not accepted is tried again. A 429 uses up no retry: the limiter
 * makes everyone wait, and tells when that takes too long.
 *
 * @param history Includes the attempt that `answer` belongs to
 */
export const decideRetry = (
	answer: MoEngageResponse,
	history: History,
	rules: RetryRules,
): Decision => {
	if (answer.kind !== 'tooManyRequests' && answer.kind !== 'transient') return STOP;
	if (answer.kind === 'transient' && answer.ambiguous && !rules.repeatsAmbiguous) {
		return { kind: 'ambiguous' };
	}
	if (history.overLimitAlone >= MAX_REFUSALS_ALONE) return { kind: 'tooHeavy' };
	if (answer.kind === 'tooManyRequests') return { kind: 'again', wait: 0 };
	const { attempts } = history;
	if (attempts > countRetriesAfter(answer.failure, rules)) return STOP;
	const { retryAfter } = answer.rateLimitInfo;
	const wait = retryAfter === undefined ? backOff(attempts - 1) : Math.max(MIN_PAUSE, retryAfter);
	return wait > rules.maxWait ? { kind: 'tooLong', wait } : { kind: 'again', wait };
};
