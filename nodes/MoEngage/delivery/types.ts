import type { MoEngageResponse, Failure } from '../api/classifyResponse';
import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import type { MoEngageRequest, Send } from '../api/request';
import type { Clock } from './clock';
import type { CircuitBreaker } from './circuitBreaker';
import type { TimeSlice } from './timeSlice';
import type { ExecutionLimit } from './limit/executionLimit';
import type { RateLimiter } from './limit/rateLimiter';
import type { Outcome } from './outcome';
import type { DeliveryStats } from './stats';
import type { RetryRules } from './retry';
import type { Outage } from './rounds';

/** What all errands of a delivery share. */
export interface Delivery {
	send: Send;
	findLimiter: (endpoint: Endpoint) => RateLimiter;
	rules: RetryRules;
	/** Milliseconds for a whole attempt, to the last byte of its answer. */
	timeout: number;
	circuitBreaker: CircuitBreaker;
	/** The execution's own limit, where the user has set one. */
	executionLimit?: ExecutionLimit;
	report: DeliveryStats;
	/** Keeps many requests that leave at once from holding n8n's event loop. */
	timeSlice: Pick<TimeSlice, 'isOver' | 'rest' | 'depart'>;
	clock: Clock;
	/** Ends every wait. */
	signal: AbortSignal;
}

/** How a run is delivered, besides how each attempt is made. */
export interface DeliveryOptions {
	endpoint: Endpoint;
	/** How many requests are under way at a time. */
	concurrency: number;
	/** For endpoints whose requests carry an id: the id, or the stem of several. */
	requestId?: string;
	/** Told what became of each record. */
	settle: (record: MoEngageRecord, outcome: Outcome) => void;
}

/** A request to be sent, as often as it takes. */
export interface RequestJob {
	request: MoEngageRequest;
	/** How much of the limit the request uses up. */
	weight: number;
	/** A further limit that the request uses up, and how much of it. */
	also?: { endpoint: Endpoint; weight: number };
	/** Whether it has turned out meanwhile that MoEngage would refuse the request. */
	isCalledOff?: () => boolean;
	/** Whether it helps to find the culprits of a rejected pool. */
	isProbe: boolean;
	/** Told of a rejection before anything else can leave because of it. */
	onRejection?: (rejection: Extract<MoEngageResponse, { kind: 'rejected' }>) => void;
}

/** Why a request was not sent, or not again. */
export type NotSent =
	| { kind: 'limitUsedUp'; wait?: number }
	| Outage
	| { kind: 'calledOff' }
	| { kind: 'cancelled' };

/** What an errand came to: MoEngage's last answer, or why there is none to go by. */
export type Result =
	| MoEngageResponse
	| NotSent
	| { kind: 'ambiguous'; failure: Failure }
	| { kind: 'askedToWait'; wait: number; failure: Failure }
	| { kind: 'tooHeavy'; failure: Failure };
