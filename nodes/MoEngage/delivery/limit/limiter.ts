import type { RateLimitInfo } from '../../api/rateLimitHeaders';
import type { QueueResult } from './queue';

/** How much of a limit a request wants, and how long it waits for that. */
export interface AcquireRequest {
	/** How much of the limit the request uses, in what the endpoint counts. */
	weight: number;
	/** How long it may take until there is quota for anyone, in milliseconds; turns of other requests do not count. */
	maxWait: number;
	/** The limit per minute that the user gave this execution; only a larger one concerns the others. */
	ownPerMinute?: number;
	/** Whether the request comes back from a 429, so that it is the next one to be sent. */
	goesFirst?: boolean;
	signal?: AbortSignal;
}

/** A request that may be sent now; what came of it has to be told in one of three ways. */
export interface Permit {
	kind: 'permit';
	/** Milliseconds that it waited for a limit; waiting for the answers to other requests is none. */
	waited: number;
	/** Whether nothing else of this process counted: it had the whole limit to itself. */
	wasAlone: boolean;
	/** Holds up nobody until `resume`, since it waits for something else before it is sent. */
	setAside: () => void;
	resume: () => void;
	/** Gives back the quota of a request that was not sent after all. */
	cancel: () => void;
	/**
	 * Notes that the request has ended, other than by a 429: MoEngage may have counted it.
	 *
	 * @param info What its answer says of the limit; absent if none came, which says nothing
	 */
	complete: (info?: RateLimitInfo) => void;
	/** Notes a 429, which MoEngage does not count. */
	onTooManyRequests: (info: RateLimitInfo) => void;
}

export type Acquired = QueueResult<Permit>;

/** A limit that requests count in. */
export interface Limiter {
	acquire: (request: AcquireRequest) => Promise<Acquired>;
}

/** One of the limits that a request counts in, and what it wants of it. */
export interface Wanted {
	limiter: Limiter;
	request: AcquireRequest;
}

/**
 * Acquires a permit of each limit that a request counts in, one after the other, and joins them. A 429
 * does not tell which of the limits it is about, so all heed it.
 */
export const acquireAll = async (wanted: readonly Wanted[]): Promise<Acquired> => {
	const permits: Permit[] = [];
	const setAside = () => permits.forEach((permit) => permit.setAside());
	const resume = () => permits.forEach((permit) => permit.resume());
	const cancel = () => permits.forEach((permit) => permit.cancel());
	for (const { limiter, request } of wanted) {
		setAside();
		const acquired = await limiter.acquire(request);
		resume();
		if (acquired.kind !== 'permit') {
			cancel();
			return acquired;
		}
		permits.push(acquired);
	}
	return {
		kind: 'permit',
		waited: permits.reduce((sum, { waited }) => sum + waited, 0),
		wasAlone: permits.every(({ wasAlone }) => wasAlone),
		setAside,
		resume,
		cancel,
		complete: (info) => permits.forEach((permit) => permit.complete(info)),
		onTooManyRequests: (info) => permits.forEach((permit) => permit.onTooManyRequests(info)),
	};
};
