import type { IHttpRequestMethods } from 'n8n-workflow';

/** One of MoEngage's endpoints: everything the node knows about it stands here and nowhere else. */
export interface Endpoint {
	/** Names the endpoint in the shared rate limits. */
	name: string;
	method: IHttpRequestMethods;
	/** `{workspaceId}` stands for the credential's Workspace ID. */
	path: string;
	/** What MoEngage counts, for texts that users read. */
	counts: 'devices' | 'requests';
	/** How many of these a workspace may send in any 60 seconds. */
	perMinute: number;
	/** How many of these a workspace may send in any 24 hours, where MoEngage names a number. */
	perDay?: number;
	/** Where a request carries several records: the body's list, how many fit, and what one costs. */
	pool?: {
		list: string;
		size: number;
		/** Whether the limit counts each record (true) or the whole request (false). */
		countsRecords: boolean;
	};
	/** The largest body in bytes of UTF-8. */
	maxBytes: number;
	/** Whether a 409 tells of the one record that was sent; elsewhere it tells of the account. */
	conflictConcernsRecord?: boolean;
}

/** MoEngage writes kB and KB side by side, so a body stays below the smaller reading. */
const BODY_LIMIT = 128_000;

const PREFERENCES = {
	counts: 'requests',
	perMinute: 100,
	perDay: 360_000,
	maxBytes: BODY_LIMIT,
} as const;

export const endpoints = {
	trackDevice: {
		name: 'trackDevice',
		method: 'POST',
		path: '/v1/device/{workspaceId}?app_id={workspaceId}',
		counts: 'devices',
		perMinute: 10_000,
		maxBytes: BODY_LIMIT,
	},
	bulkImport: {
		name: 'bulkImport',
		method: 'POST',
		path: '/v1/transition/{workspaceId}',
		counts: 'devices',
		perMinute: 60_000,
		pool: { list: 'elements', size: Infinity, countsRecords: true },
		maxBytes: 100_000,
	},
	manageDevices: {
		name: 'manageDevices',
		method: 'POST',
		path: '/v1/devices/manage?app_id={workspaceId}',
		counts: 'requests',
		perMinute: 1_000,
		maxBytes: BODY_LIMIT,
	},
	bulkResubscribe: {
		name: 'bulkResubscribe',
		method: 'POST',
		path: '/emails/v1.0/bulk-resubscribe',
		counts: 'requests',
		perMinute: 10,
		perDay: 14_400,
		pool: { list: 'recipients', size: 100, countsRecords: false },
		maxBytes: BODY_LIMIT,
	},
	getPreferences: {
		...PREFERENCES,
		name: 'getPreferences',
		method: 'GET',
		path: '/v1/category-subscription/user-preferences',
	},
	updatePreferences: {
		...PREFERENCES,
		name: 'updatePreferences',
		method: 'PUT',
		path: '/v1/category-subscription/user-preferences',
	},
	bulkUpdatePreferences: {
		...PREFERENCES,
		name: 'bulkUpdatePreferences',
		method: 'POST',
		path: '/v1/category-subscription/user-preferences',
		pool: { list: 'user_preferences', size: 50, countsRecords: false },
	},
	updateOptIn: {
		name: 'updateOptIn',
		method: 'PUT',
		path: '/v1.0/opt-in-management/user-preferences',
		counts: 'requests',
		perMinute: 1_000,
		perDay: 360_000,
		maxBytes: BODY_LIMIT,
	},
	getCategories: {
		...PREFERENCES,
		name: 'getCategories',
		method: 'GET',
		path: '/v5/subscription-categories',
	},
	getUserPreferences: {
		...PREFERENCES,
		name: 'getUserPreferences',
		method: 'GET',
		path: '/v5/subscription-preferences',
		conflictConcernsRecord: true,
	},
	updateUserPreferences: {
		...PREFERENCES,
		name: 'updateUserPreferences',
		method: 'PATCH',
		path: '/v5/subscription-preferences',
		conflictConcernsRecord: true,
	},
} satisfies Record<string, Endpoint>;
