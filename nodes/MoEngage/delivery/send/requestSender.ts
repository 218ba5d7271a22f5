import { classifyResponse, type MoEngageResponse } from '../../api/classifyResponse';
import type { Connection } from '../../api/connection';
import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRequest } from '../../api/request';
import { acquireAll, ExecutionLimit, findRateLimiter, type Wanted } from '../limit/limiters';
import type { Acquired, Permit } from '../limit/permit';
import type { RateLimiter } from '../limit/rateLimiter';
import type { DeliveryStats } from '../stats';
import { systemClock, type Clock, type TimeSlice } from '../time';
import { CircuitBreaker, type BreakerPermit, type Outage } from './circuitBreaker';
import type { AskedToWait, RetryRules } from './retry';

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

/** What a request uses up of the limit of its endpoint, and of a further one. */
export interface Weight {
	weight: number;
	also?: { endpoint: Endpoint; weight: number };
}

/** Why a request was not sent, or not again. */
export type NotSent = Exclude<Acquired, Permit> | AskedToWait | Outage;

/** MoEngage's last response, or why there is none to go by. */
export type SendResult = MoEngageResponse | NotSent;

export const isResponse = (result: SendResult): result is MoEngageResponse =>
	'rateLimitInfo' in result;

/** Whether MoEngage, or somebody in its place, has answered. */
const isAnswer = (response: MoEngageResponse): boolean =>
	response.kind === 'accepted' || response.failure.httpCode !== undefined;

/** Tells the limits what came of a request; without an answer, MoEngage may have counted it. */
export const tellLimits = (permit: Permit, response?: MoEngageResponse): void => {
	if (response?.kind === 'tooManyRequests') {
		permit.onTooManyRequests(response.rateLimitInfo);
	} else if (response?.kind === 'fatal' && response.failure.httpCode === '401') {
		// Whoever knows a workspace's ID, but not its key, must not move its limits.
		permit.cancel();
	} else {
		permit.complete(response && isAnswer(response) ? response.rateLimitInfo : undefined);
	}
};

/** Leave to send a request; circuit breaker and limits have to be told what came of it. */
export class Permits {
	readonly kind = 'permits';

	constructor(
		private readonly ofBreaker: BreakerPermit,
		readonly ofLimits: Permit,
	) {}

	/** Notes that the request is sent now, or its look-up. */
	noteSent(): void {
		this.ofBreaker.noteSent();
	}

	/**
	 * Gives the permits of a request back that was not sent after all.
	 *
	 * @param obstacle What MoEngage said to its look-up instead
	 */
	cancel(obstacle?: MoEngageResponse): void {
		this.ofLimits.cancel();
		this.ofBreaker.end(obstacle);
	}

	/** Notes what came of the request. */
	end(response?: MoEngageResponse): void {
		tellLimits(this.ofLimits, response);
		this.ofBreaker.end(response);
	}
}

/** Sends the requests of one run to one workspace. */
export class RequestSender {
	readonly clock: Clock;

	readonly findLimiter: (endpoint: Endpoint) => RateLimiter;

	/** Aborted when nothing more is to be sent. */
	readonly signal: AbortSignal;

	private readonly stopping = new AbortController();

	private readonly circuitBreaker: CircuitBreaker;

	/** The limit that the user gave this execution, for each endpoint apart. */
	private readonly executionLimits = new Map<Endpoint, ExecutionLimit>();

	constructor(
		readonly connection: Connection,
		private readonly options: SendOptions,
	) {
		const { clock = systemClock, signal } = options;
		this.clock = clock;
		this.findLimiter =
			options.findLimiter ?? ((endpoint) => findRateLimiter(connection.workspace, endpoint));
		this.signal = AbortSignal.any([this.stopping.signal, signal]);
		this.circuitBreaker = new CircuitBreaker(clock, options);
	}

	/** Ends every wait, so that nothing more is sent. */
	stop(): void {
		this.stopping.abort();
	}

	/**
	 * Waits until both the circuit breaker and the limits let a request be sent. The circuit breaker
	 * comes first, because a request that waits for a limit makes all behind it wait.
	 *
	 * @param wasOverLimit Whether the request comes back from a 429
	 */
	async acquire(
		endpoint: Endpoint,
		weight: Weight,
		wasOverLimit: boolean,
	): Promise<Permits | NotSent> {
		const ofBreaker = await this.circuitBreaker.acquire(this.signal);
		if (ofBreaker.kind !== 'permit') return ofBreaker;
		const ofLimits = await this.acquireQuota(endpoint, weight, wasOverLimit);
		if (ofLimits.kind === 'permit') {
			await this.options.timeSlice.allowRequest();
			return new Permits(ofBreaker, ofLimits);
		}
		ofBreaker.end();
		return ofLimits;
	}

	/** Waits for all limits that a request counts in. */
	async acquireQuota(
		endpoint: Endpoint,
		{ weight, also }: Weight,
		goesFirst: boolean,
	): Promise<Acquired> {
		const { maxWait, perMinute } = this.options;
		const request = { weight, maxWait, goesFirst, signal: this.signal };
		const own = this.findExecutionLimit(endpoint);
		const wanted: Wanted[] = [
			...(own === undefined ? [] : [{ limiter: own, request }]),
			{ limiter: this.findLimiter(endpoint), request: { ...request, ownPerMinute: perMinute } },
		];
		// The execution's limit is about the records, not about what goes along with them.
		if (also !== undefined) {
			const limiter = this.findLimiter(also.endpoint);
			wanted.push({ limiter, request: { ...request, weight: also.weight } });
		}
		return await acquireAll(wanted);
	}

	/**
	 * Makes one attempt.
	 *
	 * @param waited Milliseconds that it waited for a limit
	 * @param onEnd Told how it ended before anything else is sent; without a response where it threw
	 */
	async attempt(
		request: MoEngageRequest,
		waited: number,
		onEnd: (response?: MoEngageResponse) => void,
	): Promise<MoEngageResponse> {
		const { stats, timeout } = this.options;
		const { send = this.connection.send } = request;
		stats.noteRequest(this.clock.now(), waited);
		let response: MoEngageResponse | undefined;
		try {
			response = classifyResponse(request.endpoint, await send(request), timeout);
			return response;
		} finally {
			onEnd(response);
		}
	}

	private findExecutionLimit(endpoint: Endpoint): ExecutionLimit | undefined {
		const { perMinute } = this.options;
		if (perMinute === undefined) return undefined;
		const limit = this.executionLimits.get(endpoint) ?? new ExecutionLimit(perMinute, this.clock);
		this.executionLimits.set(endpoint, limit);
		return limit;
	}
}
