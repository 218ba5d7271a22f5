import type { EndpointName } from './endpoints/names';
import { endpoints } from './endpoints';
import type { Sandbox } from './server';

export interface SentRequest {
	/** Overrides the endpoint's own. */
	method?: string;
	path?: string;
	query?: Record<string, string>;
	/** Added to those of a correct request; undefined takes one away. */
	headers?: Record<string, string | undefined>;
	/** Sent as JSON; a string is sent as it is. */
	body?: unknown;
}

export interface Answer {
	status: number;
	headers: Headers;
	/** Parsed where it is JSON. */
	body: unknown;
	text: string;
}

export interface Client {
	/** Sends what a correct client would, with the given differences. */
	send(endpoint: EndpointName, request?: SentRequest): Promise<Answer>;
}

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
};

/** A client as the reference describes it, to show what the sandbox makes of its requests. */
export const createClient = (
	sandbox: Sandbox,
	workspaceId = 'DEMOWORKSPACE',
	apiKey = 'demo-data-api-key',
): Client => ({
	send: async (endpoint, request = {}) => {
		const { method, path, query: described } = endpoints[endpoint];
		const query = new URLSearchParams({
			...(described?.required?.includes('app_id') ? { app_id: workspaceId } : {}),
			...request.query,
		});
		const headers = Object.entries({
			authorization: `Basic ${Buffer.from(`${workspaceId}:${apiKey}`).toString('base64')}`,
			'moe-appkey': workspaceId,
			...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
			...request.headers,
		}).flatMap(
			([name, value]): Array<[string, string]> => (value === undefined ? [] : [[name, value]]),
		);
		const place = request.path ?? path.replace('{workspaceId}', workspaceId);
		const search = query.toString();
		const response = await fetch(`${sandbox.url}${place}${search === '' ? '' : `?${search}`}`, {
			method: request.method ?? method,
			headers,
			body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, body: parse(text), text };
	},
});

export const connection = {
	app_id: 'DEMOWORKSPACE',
	app_secret: 'demo-data-api-key',
	source: 'n8n',
	region: '01',
};

/** The smallest correct device. */
export const device = (
	changes: { customer_id?: unknown; device_id?: unknown; type?: unknown } = {},
	attributes: Record<string, unknown> = {},
) => ({
	type: 'device',
	customer_id: 'ada',
	device_id: 'ada-phone',
	attributes: { platform: 'ANDROID', push_id: 'token-1', ...attributes },
	...changes,
});

export const optOut = (changes: Record<string, unknown> = {}) => ({
	user_identifier_type: 'customer_id',
	user_identifier_value: 'ada',
	action_type: 'block',
	...changes,
});

export const resubscription = (changes: Record<string, unknown> = {}) => ({
	recipients: ['ada@example.com'],
	esp: 'SENDGRID',
	update_esp: true,
	request_id: 'request-1',
	...changes,
});

export const optIn = (changes: Record<string, unknown> = {}) => ({
	user_preferences: {
		customer_id: 'grace',
		opt_in_status: 'DOUBLE_OPTED_IN',
		channel: 'email',
		...changes,
	},
});

export const v5Update = (changes: Record<string, unknown> = {}) => ({
	user_identifier_type: 'uid',
	user_identifier_value: 'grace',
	is_globally_unsubscribed: false,
	...changes,
});

export const bulkPreferences = (customerIds: string[]) => ({
	channel: 'email',
	user_preferences: customerIds.map((customerId) => ({
		customer_id: customerId,
		categories: { Newsletter: false },
		unsubscribe_all: false,
	})),
});

export const bulk = (elements: unknown[]) => ({ type: 'transition', elements });

/** The smallest correct user; they get one attribute, so that there is something to see. */
export const user = (
	attributes: Record<string, unknown> = { first_name: 'Ada' },
	changes: Record<string, unknown> = {},
) => ({ type: 'customer', customer_id: 'ada', attributes, ...changes });

/** The smallest correct event. */
export const event = (
	action: Record<string, unknown> = {},
	changes: Record<string, unknown> = {},
) => ({
	type: 'event',
	customer_id: 'ada',
	actions: [{ action: 'Deal Won', ...action }],
	...changes,
});

export const usersToGet = (
	identifiers: Array<{ identifier_type: string; identifier: string }>,
	fields?: string[],
) => ({ data: { identifiers, ...(fields ? { user_fields_to_export: fields } : {}) } });

export const byCustomerId = (...customerIds: string[]) =>
	customerIds.map((identifier) => ({ identifier_type: 'customer_id', identifier }));

export const merges = (...pairs: Array<[merged: string, retained: string]>) => ({
	merge_data: pairs.map(([merged, retained]) => ({ merged_user: merged, retained_user: retained })),
});

export const cohort = (uids: string[], parameters: Record<string, unknown> = {}) => ({
	action: 'add_members',
	partner: 'n8n',
	parameters: {
		cohort_name: 'Trial ends on Friday',
		cohort_id: 'trial-ends',
		members: uids.map((uid) => ({ uid })),
		...parameters,
	},
});

export const erasure = (type = 'ID', value = 'ada') => ({
	request_type: 'erasure',
	submitted_time: '2026-11-20T10:00:00Z',
	identities: [{ identity_type: type, identity_value: value }],
	api_version: '1.0',
});

export const landingPage = { user_id: '7XvJW2dj3iS+rYA_', cid: '5FGZGcA8FRv3' };

const withKey = (key: string) => ({ 'idempotency-key': key });
export const aKey = withKey('2b1f2a3c-5d6e-4f70-8a9b-0c1d2e3f4a5b');

/** A request that each endpoint accepts, and that changes or reads one record. */
export const correctRequests: Record<EndpointName, SentRequest> = {
	testConnection: { body: connection },
	trackDevice: { body: device() },
	bulkImport: { body: bulk([device()]) },
	manageDevices: { body: optOut({ device_identifiers: [{ push_id: 'token-1' }] }) },
	bulkResubscribe: { body: resubscription() },
	getPreferences: { query: landingPage },
	updatePreferences: {
		query: landingPage,
		body: { unsubscribe_all: false, categories: { Newsletter: true } },
	},
	bulkUpdatePreferences: { body: bulkPreferences(['ada']) },
	updateOptIn: { body: optIn() },
	getCategories: {},
	getUserPreferences: { query: { user_identifier_type: 'uid', user_identifier_value: 'grace' } },
	updateUserPreferences: { headers: aKey, body: v5Update() },
	trackUser: { body: user() },
	trackEvent: { body: event() },
	getUsers: { body: usersToGet(byCustomerId('ada')) },
	mergeUsers: { body: merges(['ada-assistant', 'ada']) },
	deleteUser: { body: { identity_type: 'customer_id', identity_value: 'ada' } },
	syncCohort: { body: cohort(['ada']) },
	eraseUser: { body: erasure() },
};
