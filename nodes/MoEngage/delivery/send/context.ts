import type { Connection } from '../../api/connection';
import type { Workspace } from '../../api/credential';
import type { Endpoint } from '../../api/endpoints';
import type { Send } from '../../api/request';
import { ExecutionLimit } from '../limit/executionLimit';
import type { RateLimiter } from '../limit/rateLimiter';
import { findRateLimiter } from '../sharedLimiters';
import type { DeliveryStats } from '../stats';
import { systemClock, type Clock, type TimeSlice } from '../time';
import { CircuitBreaker } from './circuitBreaker';
import type { RetryRules } from './retry';

/** How requests are sent. */
export interface SendOptions extends RetryRules {
	/** Milliseconds for a whole attempt, to the last byte of its answer. */
	timeout: number;
	/** The user's own limit for this execution, in what the endpoint counts. */
	perMinute?: number;
	stats: DeliveryStats;
	/** Keeps many requests that are sent at once from blocking n8n's event loop. */
	timeSlice: Pick<TimeSlice, 'isOver' | 'yieldToEventLoop' | 'allowRequest'>;
	/** Ends every wait. */
	signal: AbortSignal;
	clock?: Clock;
	/** The limiter that an endpoint of the workspace has; all executions of this process share it. */
	findLimiter?: (endpoint: Endpoint) => RateLimiter;
}

/** What the requests of one workspace in an execution share. */
export interface SendContext extends Required<Omit<SendOptions, 'perMinute' | keyof RetryRules>> {
	workspace: Workspace;
	send: Send;
	rules: RetryRules;
	circuitBreaker: CircuitBreaker;
	/** The limit that the user gave this execution, for each endpoint apart; undefined if there is none. */
	findExecutionLimit: (endpoint: Endpoint) => ExecutionLimit | undefined;
}

export const createSendContext = (
	{ workspace, send }: Connection,
	options: SendOptions,
): SendContext => {
	const { timeout, perMinute, stats, timeSlice, signal, clock = systemClock } = options;
	const executionLimits = new Map<string, ExecutionLimit>();
	const { findLimiter = (endpoint) => findRateLimiter(workspace, endpoint) } = options;
	return {
		workspace,
		send,
		findLimiter,
		rules: options,
		timeout,
		findExecutionLimit: ({ name }) => {
			if (perMinute === undefined) return undefined;
			const limit = executionLimits.get(name) ?? new ExecutionLimit(perMinute, clock);
			executionLimits.set(name, limit);
			return limit;
		},
		circuitBreaker: new CircuitBreaker(clock, options),
		stats,
		timeSlice,
		clock,
		signal,
	};
};
