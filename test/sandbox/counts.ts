import type { EndpointName } from './endpoints/names';

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

const createEndpointCounts = (): EndpointCounts => ({
	requests: 0,
	applied: 0,
	records: 0,
	refused429: 0,
	refused: 0,
	faults: 0,
	maxInWindow: 0,
});

export const createCounts = (): Counts => ({
	testConnection: createEndpointCounts(),
	trackDevice: createEndpointCounts(),
	bulkImport: createEndpointCounts(),
	manageDevices: createEndpointCounts(),
	bulkResubscribe: createEndpointCounts(),
	getPreferences: createEndpointCounts(),
	updatePreferences: createEndpointCounts(),
	bulkUpdatePreferences: createEndpointCounts(),
	updateOptIn: createEndpointCounts(),
	getCategories: createEndpointCounts(),
	getUserPreferences: createEndpointCounts(),
	updateUserPreferences: createEndpointCounts(),
	trackUser: createEndpointCounts(),
	trackEvent: createEndpointCounts(),
	getUsers: createEndpointCounts(),
	mergeUsers: createEndpointCounts(),
	deleteUser: createEndpointCounts(),
	syncCohort: createEndpointCounts(),
	eraseUser: createEndpointCounts(),
});
