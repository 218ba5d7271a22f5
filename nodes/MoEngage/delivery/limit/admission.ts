/** What one request asks of the limit. */
export interface Claim {
	/** How much of the limit the request uses up, in what the endpoint counts. */
	weight: number;
	/** The user's own limit per minute, which goes before the documented one and before the headers. */
	perMinute?: number;
	/** How long the request may wait for the limit to reset, in milliseconds. */
	maxWait: number;
	signal?: AbortSignal;
}

/** A request that may leave now; the limit is told what came of it. */
export interface Departure {
	kind: 'departure';
	weight: number;
	/** Counts what left, so that it is known which of two requests left first. */
	number: number;
}

/** What came of a claim: `outOfReach` resets later than the request may wait, in milliseconds. */
export type Admission = Departure | { kind: 'outOfReach'; wait: number } | { kind: 'cancelled' };
