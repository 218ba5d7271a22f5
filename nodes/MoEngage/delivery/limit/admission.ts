import type { OwnLimit } from './ownLimit';

/** What one request asks of the limit. */
export interface Claim {
	/** How much of the limit the request uses up, in what the endpoint counts. */
	weight: number;
	/** The limit that the user gave this execution. */
	own?: OwnLimit;
	/** How long the request may wait for the limit to reset, in milliseconds. */
	maxWait: number;
	signal?: AbortSignal;
}

/** A request that may leave now; the limit is told what came of it. */
export interface Departure {
	kind: 'departure';
	weight: number;
	/** Milliseconds that it waited for the limit. */
	waited: number;
	/** Whether nothing else of this process counted when it left. */
	wasAlone: boolean;
	/** Counts what left, so that it is known which of two requests left first. */
	number: number;
}

/** What came of a claim: `outOfReach` resets later than the request may wait, in milliseconds. */
export type Admission = Departure | { kind: 'outOfReach'; wait: number } | { kind: 'cancelled' };
