import type { Answer, Refusal } from '../api/answer';
import { backOff, MIN_PAUSE } from './backOff';
import { MINUTE } from './limit/windows';

/** What has happened to a request so far. */
export interface History {
	/** Attempts that were answered, or for which no answer came. */
	attempts: number;
	/** Whether MoEngage may have carried out one of them. */
	mayBeDone: boolean;
	/** How many of them were over the limit. */
	overLimit: number;
	/** How many of those left while nothing else of this process counted. */
	overLimitAlone: number;
	/** When the first of them was, in milliseconds on the delivery's clock. */
	firstOverLimitAt: number;
}

export const startHistory = (): History => ({
	attempts: 0,
	mayBeDone: false,
	overLimit: 0,
	overLimitAlone: 0,
	firstOverLimitAt: 0,
});

/**
 * Adds an attempt to the history of its request.
 *
 * @param wasAlone Whether nothing else of this process can have used the limit up
 * @param now Milliseconds on the delivery's clock
 */
export const noteAttempt = (
	history: History,
	answer: Answer,
	wasAlone: boolean,
	now: number,
): void => {
	history.attempts += 1;
	if (answer.kind === 'transient' && answer.unclear) history.mayBeDone = true;
	if (answer.kind !== 'overLimit') return;
	if (history.overLimit === 0) history.firstOverLimitAt = now;
	history.overLimit += 1;
	if (wasAlone) history.overLimitAlone += 1;
};

export interface RetryRules {
	maxRetries: number;
	/** Milliseconds. */
	maxWait: number;
	/** Whether an attempt that MoEngage may have carried out can be repeated. */
	repeatsUnclear: boolean;
	/** Retries where no server was found or none accepted the connection; otherwise `maxRetries`. */
	maxRetriesUnreached?: number;
}

/** Causes for which another try seldom helps: there was no server, or it accepted no connection. */
const UNREACHED: ReadonlySet<string | undefined> = new Set(['refused', 'unknownHost']);

/** How many retries the rules allow after such a refusal. */
export const countRetriesAfter = (
	{ cause }: Refusal,
	{ maxRetries, maxRetriesUnreached = maxRetries }: RetryRules,
): number => (UNREACHED.has(cause) ? Math.min(maxRetries, maxRetriesUnreached) : maxRetries);

export type Decision =
	/** The answer is the last one. */
	| { kind: 'stop' }
	/** MoEngage may have carried it out, and it must not be carried out twice. */
	| { kind: 'unclear' }
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
 * Decides whether a request that was not accepted is tried again. After a 429 the limit itself makes
 * everyone wait, so the decision does not include that wait.
 *
 * @param history Includes the attempt that `answer` belongs to
 * @param now Milliseconds on the delivery's clock
 */
export const decideRetry = (
	answer: Answer,
	history: History,
	rules: RetryRules,
	now: number,
): Decision => {
	if (answer.kind !== 'overLimit' && answer.kind !== 'transient') return STOP;
	if (answer.kind === 'transient' && answer.unclear && !rules.repeatsUnclear) {
		return { kind: 'unclear' };
	}
	if (history.overLimitAlone >= MAX_REFUSALS_ALONE) return { kind: 'tooHeavy' };
	const maxRetries = countRetriesAfter(answer.refusal, rules);
	if (history.attempts > maxRetries) return STOP;
	const { retryAfter, resetsIn } = answer.news;
	if (answer.kind === 'transient') {
		const wait =
			retryAfter === undefined ? backOff(history.attempts - 1) : Math.max(MIN_PAUSE, retryAfter);
		return wait > rules.maxWait ? { kind: 'tooLong', wait } : { kind: 'again', wait };
	}
	const isLast = history.attempts === maxRetries;
	const isBlind = retryAfter === undefined && resetsIn === undefined;
	if (!isLast || !isBlind || history.overLimit === 1) return { kind: 'again', wait: 0 };
	// The last try would be wasted while the minute lasts in which MoEngage refuses.
	const untilNextMinute = Math.max(0, history.firstOverLimitAt + MINUTE - now);
	return { kind: 'again', wait: Math.min(rules.maxWait, untilNextMinute) };
};
