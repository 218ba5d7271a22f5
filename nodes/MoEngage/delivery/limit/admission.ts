import type { OwnLimit } from './ownLimit';

/** What one request asks of the limit. */
export interface Claim {
	/** How much of the limit the request uses up, in what the endpoint counts. */
	weight: number;
	/** How long it may take until the limit has room, in milliseconds; turns of others do not count. */
	maxWait: number;
	/** The limit that the user gave this execution. */
	own?: OwnLimit;
	/** How often the request has been over the limit. */
	failures?: number;
	signal?: AbortSignal;
}

/** A request that may leave now; the limit is told what came of it. */
export interface Departure {
	kind: 'departure';
	weight: number;
	own?: OwnLimit;
	/** Counts what left, so that it is known which of two requests left first. */
	number: number;
	/** Milliseconds that it waited for the limit; waiting for the answers to other requests is none. */
	waited: number;
	/** Whether nothing else of this process counted when it left: it had the whole limit to itself. */
	wasAlone: boolean;
	/** Whether it was let through in spite of a long block, to see whether the block still stands. */
	isProbe: boolean;
	/** Whether nothing left shortly before it, so that its answer shows what others leave over. */
	isSettled: boolean;
}

/** What came of a claim: `outOfReach` resets later than the request may wait, in milliseconds. */
export type Admission = Departure | { kind: 'outOfReach'; wait: number } | { kind: 'cancelled' };
