import type { Connection } from '../../api/connection';
import type { Endpoint } from '../../api/endpoints';
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

type Given = 'clock' | 'findLimiter';

/** What the requests of one workspace in an execution share. */
export type SendContext = Omit<SendOptions, Given> & Required<Pick<SendOptions, Given>> & Shared;

interface Shared extends Connection {
	circuitBreaker: CircuitBreaker;
	/** The limit that the user gave this execution, for each endpoint apart; undefined if there is none. */
	findExecutionLimit: (endpoint: Endpoint) => ExecutionLimit | undefined;
}

export const createSendContext = (connection: Connection, options: SendOptions): SendContext => {
	const { perMinute, clock = systemClock } = options;
	const { findLimiter = (endpoint) => findRateLimiter(connection.workspace, endpoint) } = options;
	const executionLimits = new Map<string, ExecutionLimit>();
	return {
		...connection,
		...options,
		clock,
		findLimiter,
		circuitBreaker: new CircuitBreaker(clock, options),
		findExecutionLimit: ({ name }) => {
			if (perMinute === undefined) return undefined;
			const limit = executionLimits.get(name) ?? new ExecutionLimit(perMinute, clock);
			executionLimits.set(name, limit);
			return limit;
		},
	};
};
