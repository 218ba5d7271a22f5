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
