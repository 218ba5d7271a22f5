import { endpointNames, type EndpointName } from './endpoints/names';

export interface EndpointCounts {
	requests: number;
	/** Requests that took effect. */
	applied: number;
	/** Users, events, devices or addresses in them. */
	records: number;
	/** Requests over the limit. */
	refused429: number;
	/** Requests refused for any other reason. */
	refused: number;
	faults: number;
	/** The most units of one kind (what the limit counts), refused ones included, in one window. */
	maxInWindow: number;
}

export type Counts = Record<EndpointName, EndpointCounts>;

/** Nothing has been counted yet. */
export const createCounts = (): Counts => {
	const none = {
		requests: 0,
		applied: 0,
		records: 0,
		refused429: 0,
		refused: 0,
		faults: 0,
		maxInWindow: 0,
	};
	// The names are all that there are, so no key is missing.
	return Object.fromEntries(endpointNames.map((name) => [name, { ...none }])) as Counts;
};
