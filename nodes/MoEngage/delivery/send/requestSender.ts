import { classifyResponse, type MoEngageResponse } from '../../api/classifyResponse';
import type { Connection } from '../../api/connection';
import type { Endpoint } from '../../api/endpoints';
import type { MoEngageRequest } from '../../api/request';
import { acquireAll, acquireOwn, findRateLimiter } from '../limit/limiters';
import { RateLimiter, type Acquired, type Permit } from '../limit/rateLimiter';
import type { DeliveryStats } from '../stats';
import { systemClock, type Clock, type TimeSlice } from '../time';
import { CircuitBreaker, type BreakerPermit, type Outage } from './circuitBreaker';
import type { AskedToWait, RetryRules } from './retry';

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

/** What a request uses up of the limit of its endpoint, and its prerequisites of theirs. */
export interface QuotaUse {
	endpoint: Endpoint;
	weight: number;
	ofPrerequisites?: QuotaUse;
}

/** Why a request was not sent, or not again. */
export type NotSent = Exclude<Acquired, Permit> | AskedToWait | Outage;

/** MoEngage's last response, or why there is none to go by. */
export type SendResult = MoEngageResponse | NotSent;

export const isResponse = (result: SendResult): result is MoEngageResponse =>
	'rateLimitInfo' in result;

/** Whether an answer came, from MoEngage or, for example, from a proxy on the way. */
const isAnswer = (response: MoEngageResponse): boolean =>
	response.kind === 'accepted' || response.failure.httpCode !== undefined;

/** Tells the limits what came of a request; without an answer, MoEngage may have counted it. */
const tellLimits = (permit: Permit, response?: MoEngageResponse): void => {
	if (response?.kind === 'tooManyRequests') {
		permit.onTooManyRequests(response.rateLimitInfo);
	} else if (response?.kind === 'fatal' && response.failure.httpCode === '401') {
		// Whoever knows a workspace's ID, but not its key, must not move its limits.
		permit.cancel();
	} else {
		permit.complete(response && isAnswer(response) ? response.rateLimitInfo : undefined);
	}
};

/** Leave to send a request, which ends by an attempt or by `cancel`. */
export interface Permits {
	kind: 'permits';
	ofLimits: Permit;
	/** Absent for a look-up, since the request that needs it has one already. */
	ofBreaker?: BreakerPermit;
}

/** Sends the requests of one run to one workspace. */
export class RequestSender {
	readonly clock: Clock;
	readonly findLimiter: (endpoint: Endpoint) => RateLimiter;

	/** Aborted when nothing more is to be sent. */
	readonly signal: AbortSignal;
	private readonly stopping = new AbortController();
	private readonly circuitBreaker: CircuitBreaker;

	/** By endpoint, the limit that the user gave this execution. */
	private readonly ownLimiters = new Map<Endpoint, RateLimiter>();

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
	async acquire(use: QuotaUse, wasOverLimit: boolean): Promise<Permits | NotSent> {
		const ofBreaker = await this.circuitBreaker.acquire(this.signal);
		if (ofBreaker.kind !== 'permit') return ofBreaker;
		const ofLimits = await this.acquireQuota(use, wasOverLimit);
		if (ofLimits.kind === 'permit') {
			await this.options.timeSlice.allowRequest();
			return { kind: 'permits', ofLimits, ofBreaker };
		}
		ofBreaker.end();
		return ofLimits;
	}

	async acquireQuota(use: QuotaUse, goesFirst: boolean): Promise<Acquired> {
		const { endpoint, weight, ofPrerequisites } = use;
		const { maxWait, perMinute } = this.options;
		const request = { weight, maxWait, goesFirst, signal: this.signal };
		const ofEndpoint = { ...request, ownPerMinute: perMinute };
		const acquires = [async () => await this.findLimiter(endpoint).acquire(ofEndpoint)];
		// The execution's limit is about the records, not about what goes along with them.
		if (perMinute !== undefined) {
			const own = this.findOwnLimiter(endpoint, perMinute);
			acquires.unshift(async () => await acquireOwn(own, request));
		}
		if (ofPrerequisites !== undefined) {
			const limiter = this.findLimiter(ofPrerequisites.endpoint);
			const further = { ...request, weight: ofPrerequisites.weight };
			acquires.push(async () => await limiter.acquire(further));
		}
		return await acquireAll(acquires);
	}

	/**
	 * Makes one attempt, and tells circuit breaker and limits what came of it.
	 *
	 * @param note Told the response before anything can be sent because of it
	 */
	async attempt(
		request: MoEngageRequest,
		{ ofLimits, ofBreaker }: Omit<Permits, 'kind'>,
		note?: (response: MoEngageResponse) => void,
	): Promise<MoEngageResponse> {
		const { stats, timeout } = this.options;
		const { send = this.connection.send } = request;
		ofBreaker?.noteSent();
		stats.noteRequest(this.clock.now(), ofLimits.waited);
		let response: MoEngageResponse | undefined;
		try {
			response = classifyResponse(request.endpoint, await send(request), timeout);
			note?.(response);
			return response;
		} finally {
			tellLimits(ofLimits, response);
			ofBreaker?.end(response);
		}
	}

	/**
	 * Gives back the permits of a request that was not sent after all.
	 *
	 * @param obstacle What MoEngage said to its look-up instead
	 */
	cancel({ ofLimits, ofBreaker }: Permits, obstacle?: MoEngageResponse): void {
		ofLimits.cancel();
		ofBreaker?.end(obstacle);
	}

	private findOwnLimiter(endpoint: Endpoint, perMinute: number): RateLimiter {
		const limiter = this.ownLimiters.get(endpoint) ?? new RateLimiter({ perMinute }, this.clock);
		this.ownLimiters.set(endpoint, limiter);
		return limiter;
	}
}
