import type { IHttpRequestMethods } from 'n8n-workflow';

import type { ErrorForm } from './errorBody';

/** One of MoEngage's endpoints: everything the node knows about it stands here and nowhere else. */
export interface Endpoint {
	method: IHttpRequestMethods;
	/** `{workspaceId}` is replaced by the credential's Workspace ID. */
	path: string;
	/** What MoEngage counts, for texts that users read. */
	counts: 'devices' | 'users' | 'events' | 'requests';
	/** How many of these a workspace may send in any 60 seconds. */
	perMinute: number;
	/** How many of these a workspace may send in any 24 hours, where MoEngage names a number. */
	perDay?: number;
	/** Where a request carries several records: the body's list, how many fit, and what one costs. */
	batch?: {
		/** The key of the list; a dot leads into an object, as in `data.identifiers`. */
		list: string;
		size: number;
		/** What users call the records, where that is not what MoEngage counts. */
		names?: string;
		/** Whether the limit counts each record (true) or the whole request (false). */
		countsRecords: boolean;
		/** Whether a list has each ordering key only once, since MoEngage may apply its entries in any order. */
		isUnordered?: boolean;
	};
	/** Whether MoEngage names no limit, so that `perMinute` is only where the node starts. */
	hasUnknownLimit?: boolean;
	/** The largest body in bytes of UTF-8. */
	maxBytes: number;
	/** A success has one of these keys; absent where MoEngage does not document what a success has. */
	successKeys?: readonly string[];
	/** The form of its error bodies, which tells MoEngage's own from those of a gateway. */
	errorForm: ErrorForm;
	/** Whether sending the same request twice does the same as sending it once. */
	idempotent: boolean;
	/** Where the endpoint reads the project code; the header is sent in both cases. */
	projectCode: 'header' | 'query';
	/** Whether every request carries a `request_id` of its own in its body. */
	hasRequestId?: boolean;
	/** Whether every request says in its body when it was submitted (`submitted_time`). */
	hasSubmittedTime?: boolean;
	/** Whether "Not Found" after an attempt with an unclear end means that this one did its work. */
	notFoundMeansDone?: boolean;
	/** Whether a 409 is about the one record that was sent; elsewhere it is about the account. */
	conflictConcernsRecord?: boolean;
}

const USUAL = {
	method: 'POST',
	counts: 'requests',
	/** MoEngage writes kB and KB side by side, so a body stays below the smaller reading. */
	maxBytes: 128_000,
	idempotent: true,
	projectCode: 'header',
	successKeys: ['status'],
	errorForm: 'data',
} as const;

const LANDING_PAGE = {
	...USUAL,
	perMinute: 100,
	perDay: 360_000,
	successKeys: ['message'],
	errorForm: 'titled',
} as const;

const V5 = {
	...LANDING_PAGE,
	successKeys: ['response_id', 'data'],
	errorForm: 'coded',
} as const;

/** Users, events and devices share a path, but MoEngage counts each of them on its own. */
const BULK_IMPORT = {
	...USUAL,
	path: '/v1/transition/{workspaceId}',
	perMinute: 60_000,
	batch: { list: 'elements', size: Infinity, countsRecords: true },
	maxBytes: 100_000,
	projectCode: 'query',
} as const;

export const endpoints = {
	trackDevice: {
		...USUAL,
		path: '/v1/device/{workspaceId}?app_id={workspaceId}',
		counts: 'devices',
		perMinute: 10_000,
	},
	bulkImport: { ...BULK_IMPORT, counts: 'devices', hasUnknownLimit: true },
	bulkImportUsers: { ...BULK_IMPORT, counts: 'users' },
	bulkImportEvents: { ...BULK_IMPORT, counts: 'events', idempotent: false },
	manageDevices: {
		...USUAL,
		path: '/v1/devices/manage?app_id={workspaceId}',
		perMinute: 1_000,
	},
	bulkResubscribe: {
		...USUAL,
		path: '/emails/v1.0/bulk-resubscribe',
		perMinute: 10,
		perDay: 14_400,
		batch: { list: 'recipients', names: 'addresses', size: 100, countsRecords: false },
		hasRequestId: true,
		successKeys: ['response_id', 'message'],
		errorForm: 'resubscription',
	},
	getPreferences: {
		...LANDING_PAGE,
		method: 'GET',
		path: '/v1/category-subscription/user-preferences',
		successKeys: ['categories'],
	},
	updatePreferences: {
		...LANDING_PAGE,
		method: 'PUT',
		path: '/v1/category-subscription/user-preferences',
	},
	bulkUpdatePreferences: {
		...LANDING_PAGE,
		path: '/v1/category-subscription/user-preferences',
		batch: {
			list: 'user_preferences',
			names: 'users',
			size: 50,
			countsRecords: false,
			isUnordered: true,
		},
	},
	updateOptIn: {
		...USUAL,
		method: 'PUT',
		path: '/v1.0/opt-in-management/user-preferences',
		perMinute: 1_000,
		perDay: 360_000,
		successKeys: undefined,
		errorForm: 'coded',
	},
	getCategories: { ...V5, method: 'GET', path: '/v5/subscription-categories' },
	getUserPreferences: {
		...V5,
		method: 'GET',
		path: '/v5/subscription-preferences',
		conflictConcernsRecord: true,
	},
	updateUserPreferences: {
		...V5,
		method: 'PATCH',
		path: '/v5/subscription-preferences',
		conflictConcernsRecord: true,
	},
	trackUser: {
		...USUAL,
		path: '/v1/customer/{workspaceId}?app_id={workspaceId}',
		counts: 'users',
		perMinute: 10_000,
		projectCode: 'query',
	},
	trackEvent: {
		...USUAL,
		path: '/v1/event/{workspaceId}?app_id={workspaceId}',
		counts: 'events',
		perMinute: 30_000,
		idempotent: false,
		projectCode: 'query',
	},
	getUsers: {
		...USUAL,
		path: '/v1/customers/export?app_id={workspaceId}',
		counts: 'users',
		perMinute: 1_000,
		batch: { list: 'data.identifiers', size: 20, countsRecords: true },
	},
	syncCohort: {
		...USUAL,
		path: '/v1/integrations/cohortsync',
		perMinute: 300,
		batch: { list: 'parameters.members', names: 'users', size: Infinity, countsRecords: false },
	},
	eraseUser: {
		...USUAL,
		path: '/v1/opengdpr_requests/{workspaceId}',
		perMinute: 300,
		hasUnknownLimit: true,
		hasSubmittedTime: true,
	},
	mergeUsers: {
		...USUAL,
		path: '/v1/customer/merge?app_id={workspaceId}',
		counts: 'users',
		perMinute: 1_000,
		batch: { list: 'merge_data', size: 50, countsRecords: true },
	},
	deleteUser: {
		...USUAL,
		path: '/v1/customer/delete?app_id={workspaceId}',
		perMinute: 5_000,
		notFoundMeansDone: true,
		errorForm: 'deletion',
	},
} satisfies Record<string, Endpoint>;
