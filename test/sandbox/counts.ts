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

const createEndpointCounts = (): EndpointCounts => ({
	requests: 0,
	applied: 0,
	records: 0,
	refused429: 0,
	refused: 0,
	faults: 0,
	maxInWindow: 0,
});

export const createCounts = (): Map<EndpointName, EndpointCounts> =>
	new Map(endpointNames.map((name) => [name, createEndpointCounts()]));

/** A copy, which later requests do not change. */
export const copyCounts = (counts: Map<EndpointName, EndpointCounts>): Counts => {
	const copy = (name: EndpointName): EndpointCounts => ({
		...(counts.get(name) ?? createEndpointCounts()),
	});
	return {
		testConnection: copy('testConnection'),
		trackDevice: copy('trackDevice'),
		bulkImport: copy('bulkImport'),
		manageDevices: copy('manageDevices'),
		bulkResubscribe: copy('bulkResubscribe'),
		getPreferences: copy('getPreferences'),
		updatePreferences: copy('updatePreferences'),
		bulkUpdatePreferences: copy('bulkUpdatePreferences'),
		updateOptIn: copy('updateOptIn'),
		getCategories: copy('getCategories'),
		getUserPreferences: copy('getUserPreferences'),
		updateUserPreferences: copy('updateUserPreferences'),
		trackUser: copy('trackUser'),
		trackEvent: copy('trackEvent'),
		getUsers: copy('getUsers'),
		mergeUsers: copy('mergeUsers'),
		deleteUser: copy('deleteUser'),
	};
};
