import type { MoEngageResponse, Failure } from '../api/classifyResponse';
import { backOff, BACK_OFF_BASE, MIN_PAUSE } from './backOff';
import { MINUTE } from './limit/windows';

/** What has happened to a request so far. */
export interface History {
	/** Attempts that were answered, or for which no answer came. */
	attempts: number;
	/** Whether MoEngage may have carried out one of them. */
	mayHaveBeenApplied: boolean;
	/** How many of them were over the limit. */
	overLimit: number;
	/** How many of those left while nothing else of this process counted. */
	overLimitAlone: number;
}

export const startHistory = (): History => ({
	attempts: 0,
	mayHaveBeenApplied: false,
	overLimit: 0,
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
	history.attempts += 1;
	if (answer.kind === 'transient' && answer.ambiguous) history.mayHaveBeenApplied = true;
	if (answer.kind !== 'tooManyRequests') return;
	history.overLimit += 1;
	if (wasAlone) history.overLimitAlone += 1;
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

/** From so many refusals on, a request waits a minute, then two, then four: others are done by then. */
const FIRST_PATIENT_REFUSAL = 3;

/** Milliseconds that a request waits because it was over the limit often, or has but one try left. */
const choosePatience = ({ attempts, overLimit }: History, maxRetries: number): number => {
	const isLast = attempts === maxRetries && overLimit > 1;
	if (overLimit < FIRST_PATIENT_REFUSAL) return isLast ? MINUTE : 0;
	return MINUTE * 2 ** (overLimit - FIRST_PATIENT_REFUSAL);
};

/**
 * Decides whether a request that was not accepted is tried again. After a 429 that names a time, the
 * limit itself makes everyone wait until then, so the decision does not include that wait.
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
	const maxRetries = countRetriesAfter(answer.failure, rules);
	if (history.attempts > maxRetries) return STOP;
	const { retryAfter, resetsIn } = answer.rateLimitInfo;
	if (answer.kind === 'transient') {
		const wait =
			retryAfter === undefined ? backOff(history.attempts - 1) : Math.max(MIN_PAUSE, retryAfter);
		return wait > rules.maxWait ? { kind: 'tooLong', wait } : { kind: 'again', wait };
	}
	const isBlind = retryAfter === undefined && resetsIn === undefined;
	const least = isBlind ? BACK_OFF_BASE * history.attempts : 0;
	const wait = Math.max(
		isBlind ? backOff(history.attempts - 1) : 0,
		choosePatience(history, maxRetries),
	);
	return { kind: 'again', wait: Math.max(least, Math.min(rules.maxWait, wait)) };
};
