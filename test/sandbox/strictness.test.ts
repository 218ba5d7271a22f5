import { once } from 'node:events';
import { request } from 'node:http';

import {
	bulk,
	bulkPreferences,
	byCustomerId,
	cohort,
	correctRequests as correct,
	createClient,
	device,
	erasure,
	event,
	landingPage,
	optIn,
	optOut,
	resubscription,
	user,
	usersToGet,
	v5Update,
	type Client,
	type SentRequest,
} from './client';
import { endpoints } from './endpoints';
import { endpointNames, type EndpointName } from './endpoints/names';
import { startSandbox, type Sandbox, type WorkspaceSettings } from './server';
import { demoWorkspace } from './workspaces';

const withoutLimits = Object.fromEntries(
	endpointNames.map((name) => [name, { perMinute: null, perDay: null }]),
);
const withBody = endpointNames.filter((name) => endpoints[name].method !== 'GET');
const needAppKey = endpointNames.filter((name) => endpoints[name].needsAppKey);
const ofV5: EndpointName[] = ['getCategories', 'getUserPreferences', 'updateUserPreferences'];
const needProjectCode: EndpointName[] = [
	...(['bulkResubscribe', 'bulkUpdatePreferences', 'updateOptIn'] as const),
	...ofV5,
];

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
	sandbox = await startSandbox({ limits: withoutLimits });
	client = createClient(sandbox);
});
beforeEach(() => {
	sandbox.clear();
	sandbox.configure({ workspaces: [demoWorkspace], categoriesRequired: false });
});
afterAll(() => sandbox.close());

const become = (workspace: Partial<WorkspaceSettings>) =>
	sandbox.configure({ workspaces: [{ ...demoWorkspace, ...workspace }] });

const statusOf = async (endpoint: EndpointName, changes: SentRequest = {}): Promise<number> => {
	const usual = correct[endpoint];
	const answer = await client.send(endpoint, {
		...usual,
		...changes,
		headers: { ...usual.headers, ...changes.headers },
		query: { ...usual.query, ...changes.query },
	});
	return answer.status;
};

describe.each(endpointNames)('%s', (endpoint) => {
	it('accepts a correct request', async () => {
		expect(await statusOf(endpoint)).toBeLessThan(300);
		expect(sandbox.counts()[endpoint]).toMatchObject({ requests: 1, applied: 1, refused: 0 });
		expect(sandbox.violations).toEqual([]);
	});

	it.each([
		['no credentials', undefined],
		['another key', `Basic ${Buffer.from('DEMOWORKSPACE:other').toString('base64')}`],
		['another workspace', `Basic ${Buffer.from('OTHER:demo-data-api-key').toString('base64')}`],
		['another kind of authentication', 'Bearer demo-data-api-key'],
	])('turns away a client with %s', async (_, authorization) => {
		expect(await statusOf(endpoint, { headers: { authorization } })).toBe(401);
		expect(sandbox.counts()[endpoint]).toMatchObject({ applied: 0, refused: 1 });
		expect(sandbox.violations).toEqual([]);
	});

	it('refuses another method', async () => {
		const answer = await client.send(endpoint, { method: 'DELETE' });
		expect(answer.status).toBe(405);
		expect(answer.headers.get('allow')).toContain(endpoints[endpoint].method);
	});

	it('refuses a query parameter that the reference does not know', async () => {
		expect(await statusOf(endpoint, { query: { surprise: '1' } })).toBe(400);
	});

	it.each(['shop', ''])(
		'refuses the MOE-PROJECT-CODE %p where the workspace has no projects',
		async (code) => {
			expect(await statusOf(endpoint, { headers: { 'moe-project-code': code } })).toBe(400);
		},
	);

	it('refuses the MOE-PROJECT-CODE of no project', async () => {
		become({ projectCode: 'shop' });
		expect(await statusOf(endpoint, { headers: { 'moe-project-code': 'bakery' } })).toBe(400);
	});

	it('demands MOE-PROJECT-CODE in a Portfolio workspace, or does without', async () => {
		become({ projectCode: 'shop' });
		const missing = ofV5.includes(endpoint) ? 401 : 400;
		const status = await statusOf(endpoint);
		if (needProjectCode.includes(endpoint)) expect(status).toBe(missing);
		else expect(status).toBe(200);
		sandbox.clear();
		expect(await statusOf(endpoint, { headers: { 'moe-project-code': 'shop' } })).toBeLessThan(300);
	});

	it('refuses a MOE-APPKEY of another workspace', async () => {
		const answer = await statusOf(endpoint, { headers: { 'moe-appkey': 'OTHER' } });
		expect(answer).toBe(endpoint === 'bulkResubscribe' ? 401 : 409);
	});

	it.each([
		[undefined, 403],
		['198.51.100.1', 403],
		['198.51.100.1, 203.0.113.7', 200],
	])('of a workspace with an IP list is asked with X-Forwarded-For %p', async (named, status) => {
		become({ ipList: ['203.0.113.7'] });
		const answered = await statusOf(endpoint, { headers: { 'x-forwarded-for': named } });
		expect(answered === 202 ? 200 : answered).toBe(status);
	});
});

it.each(needAppKey)('%s demands MOE-APPKEY', async (endpoint) => {
	expect(await statusOf(endpoint, { headers: { 'moe-appkey': undefined } })).toBe(401);
});

it.each(['trackDevice', 'bulkImport', 'trackUser', 'trackEvent', 'eraseUser'] as const)(
	'%s does without MOE-APPKEY, and refuses a path with another workspace id',
	async (endpoint) => {
		expect(await statusOf(endpoint, { headers: { 'moe-appkey': undefined } })).toBe(200);
		const path = endpoints[endpoint].path.replace('{workspaceId}', 'OTHER');
		expect(await statusOf(endpoint, { path })).toBe(401);
	},
);

it.each(['bulkImport', 'trackUser', 'trackEvent'] as const)(
	'takes the project of %s in the query, and no other one',
	async (endpoint) => {
		const send = (projectCode: string) =>
			statusOf(endpoint, { query: { project_code: projectCode } });
		expect(await send('shop')).toBe(400);
		become({ projectCode: 'shop' });
		expect(await send('shop')).toBe(200);
		expect(await send('bakery')).toBe(400);
	},
);

describe.each(withBody)('the body of %s', (endpoint) => {
	it.each([
		[undefined, 415],
		['text/plain', 415],
		['application/x-www-form-urlencoded', 415],
		['application/json; charset=utf-8', 200],
	])('of the type %p is answered with %i', async (contentType, status) => {
		const answered = await statusOf(endpoint, { headers: { 'content-type': contentType } });
		expect(answered === 202 ? 200 : answered).toBe(status);
	});

	it('is JSON', async () => {
		expect(await statusOf(endpoint, { body: '{"type":' })).toBe(400);
	});

	it('has no key that the endpoint does not know', async () => {
		const body = { ...Object(correct[endpoint].body), surprise: 1 };
		expect(await statusOf(endpoint, { body })).toBe(400);
		expect(sandbox.counts()[endpoint].applied).toBe(0);
		expect(sandbox.violations).toHaveLength(1);
	});

	it('has just the allowed bytes and no more, however many characters these are', async () => {
		const text = JSON.stringify(correct[endpoint].body);
		const fill = (endpoint === 'bulkImport' ? 100_000 : 128_000) - text.length;
		expect(await statusOf(endpoint, { body: text + ' '.repeat(fill) })).toBeLessThan(300);
		expect(await statusOf(endpoint, { body: text + ' '.repeat(fill + 1) })).toBe(413);
		const wide = { ...Object(correct[endpoint].body), surprise: 'é'.repeat(fill / 2) };
		expect(await statusOf(endpoint, { body: wide })).toBe(413);
	});
});

it('refuses a request that reads with a body', async () => {
	// fetch itself allows none, so it is sent as another client could.
	const sent = request(`${sandbox.url}/v5/subscription-categories`, {
		auth: 'DEMOWORKSPACE:demo-data-api-key',
		headers: { 'moe-appkey': 'DEMOWORKSPACE', 'content-length': 2 },
	});
	sent.end('{}');
	expect(await once(sent, 'response')).toMatchObject([{ statusCode: 400 }]);
});

describe.each(ofV5)('%s', (endpoint) => {
	it('is not found in a workspace without version 5', async () => {
		become({ features: { v5: false } });
		const answer = await client.send(endpoint, correct[endpoint]);
		expect(answer.status).toBe(404);
		expect(answer.headers.get('content-type')).toContain('text/plain');
	});

	it.each([true, false])('takes the channel sms where there is one: %p', async (smsPreferences) => {
		become({ features: { smsPreferences } });
		const inBody = { body: v5Update({ channel: 'sms' }) };
		const inQuery = { query: { channel: 'sms' } };
		const isUpdate = endpoint === 'updateUserPreferences';
		const status = await statusOf(endpoint, isUpdate ? inBody : inQuery);
		if (smsPreferences) expect(status).toBeLessThan(300);
		else expect(status).toBe(400);
	});
});

it.each(['getCategories', 'getUserPreferences'] as const)(
	'%s refuses a channel that is none',
	async (endpoint) => {
		expect(await statusOf(endpoint, { query: { channel: 'push' } })).toBe(400);
	},
);

it.each(['getPreferences', 'updatePreferences'] as const)(
	'%s needs both ids from the address of the page, of a person who is still there',
	async (endpoint) => {
		expect(await statusOf(endpoint, { query: { cid: '' } })).toBe(400);
		expect(await statusOf(endpoint, { query: { user_id: '' } })).toBe(400);
		expect(await statusOf(endpoint, { query: { user_id: 'unknown-person' } })).toBe(404);
	},
);

it.each([undefined, '', 'my-key', '2b1f2a3c-5d6e-1f70-8a9b-0c1d2e3f4a5b'])(
	'takes no Idempotency-Key that is not a UUID v4: not %p',
	async (key) => {
		const headers = { 'idempotency-key': key };
		expect(await statusOf('updateUserPreferences', { headers })).toBe(400);
	},
);

const list = (length: number, value: unknown = 'x') => Array.from({ length }, () => value);
const texts = (names: string) => names.split(' ');
const eventAttributes = (count: number, name: number, value: number) =>
	Object.fromEntries(
		list(count).map((_, index) => [String(index).padEnd(name, 'n'), 'v'.repeat(value)]),
	);

const reservedIds = texts(
	'unknown guest null 0 1 true false user_attribute_unique_id (empty) na n/a dummy_seller_code user_id id customer_id uid userid none -2 -1 2',
);
const reservedNames = texts(
	'id _id (empty) status user_id source INSTALL UPDATE MOE_GAID MOE_ISLAT MOE_TIME_FORMAT MOE_TIME_TIMEZONE USER_ATTRIBUTE_X moe_own',
);
const ownNames = texts(
	'moe_unsubscribe moe_hard_bounce moe_spam moe_sms_subscription moe_wa_subscription moe_email_optin_status moe_em_unsub_categories moe_sub_w',
);

/** Bodies by endpoint and by what is the matter with them. */
type Bodies = Partial<Record<EndpointName, Record<string, unknown>>>;

const toRows = (bodies: Bodies) =>
	endpointNames.flatMap((endpoint) =>
		Object.entries(bodies[endpoint] ?? {}).map(([what, body]) => ({ endpoint, what, body })),
	);

const eachOf = <Value>(what: string, values: Value[], toBody: (value: Value) => unknown) =>
	Object.fromEntries(values.map((value) => [`${what} ${JSON.stringify(value)}`, toBody(value)]));

const refused: Bodies = {
	trackDevice: {
		...eachOf('the platform', ['Android', 'android', 'ios', 'IOS', 'Web', 'tv', ''], (platform) =>
			device({}, { platform }),
		),
		...eachOf('the type', ['Device', 'customer'], (type) => device({ type })),
		...eachOf('the customer id', [...reservedIds, '', 17], (id) => device({ customer_id: id })),
		...eachOf('the device id', ['', 17], (id) => device({ device_id: id })),
		...eachOf('the token', ['', 17], (token) => device({}, { push_id: token })),
		...eachOf('moe_push_opted', [true, 'true'], (moe_push_opted) => device({}, { moe_push_opted })),
		'a number as version': device({}, { os_version: 15 }),
		'another word for a choice': device({}, { moe_push_provisional_opted: 'yes' }),
		'a capital in a boolean': device({}, { active: 'True' }),
		'a day as creation time': device({}, { created_time: '2026-01-01' }),
		'a number as an unknown attribute': device({}, { color: 7 }),
	},
	manageDevices: {
		'an empty user identifier type': optOut({ user_identifier_type: '' }),
		'an empty user identifier value': optOut({ user_identifier_value: '' }),
		'a number as the user identifier': optOut({ user_identifier_value: 17 }),
		'an unknown action': optOut({ action_type: 'Block' }),
		...eachOf(
			'the devices',
			[
				[],
				null,
				[{}],
				[{ push_id: 'a', unique_id: 'b' }],
				[{ push_id: '' }],
				[{ IDFV: 'a' }],
				[{ type: 'push_id', value: 'a' }],
			],
			(device_identifiers) => optOut({ device_identifiers }),
		),
	},
	bulkResubscribe: {
		'no provider': resubscription({ esp: undefined }),
		'"true" instead of true': resubscription({ update_esp: 'true' }),
		'one address as text': resubscription({ recipients: 'ada@example.com' }),
		...eachOf('the address', ['info@müller.de', 'Ada <ada@example.com>', 'jane'], (address) =>
			resubscription({ recipients: [address] }),
		),
	},
	updatePreferences: {
		'no word on everything': { categories: {} },
		'no categories': { unsubscribe_all: true },
		'text for a category': { unsubscribe_all: false, categories: { Newsletter: 'yes' } },
		'text for everything': { unsubscribe_all: 'true', categories: {} },
	},
	bulkUpdatePreferences: {
		'no user': bulkPreferences([]),
		'an empty customer id': bulkPreferences(['']),
		'another channel': { ...bulkPreferences(['ada']), channel: 'sms' },
	},
	updateOptIn: {
		'neither customer id nor email': optIn({ customer_id: undefined }),
		'an unknown status': optIn({ opt_in_status: 'OPTED_IN' }),
		'another channel': optIn({ channel: 'sms' }),
		'a customer id that is no text': optIn({ customer_id: false }),
	},
	updateUserPreferences: {
		'a channel that is none': v5Update({ channel: 'push' }),
		'an identifier type that is none': v5Update({ user_identifier_type: 'customer_id' }),
		'no identifier': v5Update({ user_identifier_value: '' }),
		'no word on everything': v5Update({ is_globally_unsubscribed: undefined }),
		'null for everything': v5Update({ is_globally_unsubscribed: null }),
		'six event attributes': v5Update({ event_attributes: eventAttributes(6, 1, 1) }),
		'a long name': v5Update({ event_attributes: eventAttributes(1, 51, 1) }),
		'a long value': v5Update({ event_attributes: eventAttributes(1, 1, 256) }),
		'a number as event attribute': v5Update({ event_attributes: { name: 5 } }),
	},
	trackUser: {
		...eachOf('the type', ['Customer', 'event'], (type) => user({}, { type })),
		...eachOf('the customer id', [undefined, '(empty)', 17], (id) => user({}, { customer_id: id })),
		...eachOf('the name', ['', ...reservedNames], (name) => user({ [name]: 'x' })),
		'a reserved name of a list that grows': user({ addValueToArrayField: { status: ['x'] } }),
		'an unknown key': user({}, { device_id: 'd' }),
		'null as a value': user({ score: null }),
		'a list of mixed types': user({ tags: ['a', 1] }),
		'a list of objects and texts': user({ orders: [{ id: 1 }, 'a'] }),
		'a list of 51 elements': user({ tags: list(51) }),
		'a URL of more than 512 characters': user({ site: `https://a.example/${'x'.repeat(500)}` }),
		...eachOf('the place', [{ lat: 51.5 }, { lat: '1', lon: '2' }, { lat: 91, lon: 0 }], (geo) =>
			user({ geo }),
		),
		'added values of mixed types': user({ addValueToArrayField: { tags: ['a', 1] } }),
		'one added value that is no list': user({ addValueToArrayField: { tags: 'a' } }),
		'a list that is set and changed': user({ tags: ['a'], addValueToArrayField: { tags: ['b'] } }),
		...eachOf('the state of a platform', [undefined, true, 'True'], (active) =>
			user({ platforms: [{ platform: 'iOS', active }] }),
		),
		'an unknown kind of unsetting': user({}, { unset_attributes: [{ type: 'like', attr: 'a' }] }),
	},
	trackEvent: {
		'a time in the future': event({ current_time: Math.ceil(Date.now() / 1_000) + 120 }),
		'a time in words': event({ current_time: 'yesterday' }),
		'an offset beyond 15 hours': event({ user_timezone_offset: 54_001 }),
		'an unknown platform': event({ platform: 'Android' }),
		...eachOf('the name', ['', 'moe_x', 'n'.repeat(201)], (action) => event({ action })),
		...eachOf('the attribute', ['', 'moe_x', 'moe_unsubscribe'], (name) =>
			event({ attributes: { [name]: true } }),
		),
		'101 attributes': event({ attributes: Object.fromEntries(list(101).entries()) }),
		'no actions': event({}, { actions: [] }),
		'an unknown key': event({ time: 1 }),
		'a reserved customer id': event({}, { customer_id: 'guest' }),
		...eachOf('the deduplication id', ['', 17], (id) => event({}, { dedup_id: id })),
		'a deduplication id of one action': event({ dedup_id: 'd-1' }),
	},
	getUsers: {
		'no identifiers': usersToGet([]),
		'an unknown identifier type': usersToGet([{ identifier_type: 'email', identifier: 'a' }]),
		'an empty identifier': usersToGet(byCustomerId('')),
	},
	syncCohort: {
		...eachOf('the members', [undefined, [], ['ada'], [{ uid: 17 }], [{ uid: '' }]], (members) =>
			cohort(['ada'], { members }),
		),
		'no id': cohort(['ada'], { cohort_id: undefined }),
		'an empty name': cohort(['ada'], { cohort_name: '' }),
		'a key that it does not know': cohort(['ada'], { surprise: 1 }),
		'another action': cohort(['ada'], {}, 'set_members'),
	},
	eraseUser: {
		'another type of identity': erasure('customer_id'),
		'a number as the identity': erasure('ID', 17),
		'nobody in particular': erasure('ID', 'ada', { identities: [] }),
		'a day without a time': erasure('ID', 'ada', { submitted_time: '2026-11-20' }),
		'another type of request': erasure('ID', 'ada', { request_type: 'access' }),
		'another version': erasure('ID', 'ada', { api_version: '2.0' }),
	},
};

it.each(toRows(refused))('$endpoint refuses $what, as a violation', async ({ endpoint, body }) => {
	expect(await statusOf(endpoint, { body })).toBe(400);
	expect(sandbox.counts()[endpoint].applied).toBe(0);
	expect(sandbox.violations).toMatchObject([{ endpoint }]);
});

const lost = {
	nothing: null,
	'another type': { ...device(), type: 'Device' },
	'a reserved customer id': device({ customer_id: 'guest' }),
	'no customer id': user({}, { customer_id: undefined }),
	'an empty action': event({ action: '' }),
	'a reserved name': user({ moe_x: 1 }),
	'a time in the future': event({ current_time: '2999-01-01T00:00:00Z' }),
};

it.each(Object.entries(lost))(
	'bulkImport loses %s without a word, as a violation',
	async (_, element) => {
		expect(await statusOf('bulkImport', { body: bulk([element, device()]) })).toBe(200);
		const sent: unknown = JSON.parse(JSON.stringify(element));
		expect(sandbox.state.lost).toMatchObject([{ endpoint: 'bulkImport', element: sent }]);
		expect(sandbox.violations).toMatchObject([{ endpoint: 'bulkImport', sent }]);
		expect(sandbox.counts().bulkImport.records).toBe(1);
	},
);

/** What a client cannot know, which is refused and no violation. */
const unknowable: Bodies = {
	updateOptIn: {
		'a user who does not exist': optIn({ customer_id: 'nobody' }),
		'one invalid category': optIn({ categories: { Newsletter: true, Nonsense: true } }),
		'an inactive category': optIn({ categories: { 'Christmas 2019': true } }),
		'a category of SMS': optIn({ categories: { 'Flash Sales': true } }),
	},
	updateUserPreferences: {
		'a category that is none': v5Update({ categories: { Nonsense: true } }),
		'a category of email for SMS': v5Update({ channel: 'sms', categories: { Promotional: true } }),
	},
	deleteUser: {
		'a user who does not exist': { identity_type: 'customer_id', identity_value: 'nobody' },
	},
};

it.each(toRows(unknowable))('$endpoint refuses $what', async ({ endpoint, body }) => {
	expect(await statusOf(endpoint, { body })).toBe(400);
	expect(sandbox.counts()[endpoint].applied).toBe(0);
	expect(sandbox.violations).toEqual([]);
});

const taken: Bodies = {
	trackDevice: {
		...eachOf('the platform', ['ANDROID', 'iOS', 'web', 'TV'], (platform) =>
			device({}, { platform }),
		),
		'a customer id of one character': device({ customer_id: '7' }),
	},
	manageDevices: eachOf(
		'a device by',
		['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'],
		(type) => optOut({ device_identifiers: [{ [type]: 'a' }] }),
	),
	bulkResubscribe: {
		...eachOf('the address', ["o'neil+a&b@example.com", 'sales/eu@xn--e1.xn--p1ai'], (address) =>
			resubscription({ recipients: [address] }),
		),
		'100 addresses, of any provider': resubscription({
			recipients: list(100).map((_, index) => `user${index}@example.com`),
			esp: 'MAILGUN',
			update_esp: undefined,
		}),
	},
	updatePreferences: {
		'no categories beside everything': { unsubscribe_all: true, categories: {} },
	},
	bulkUpdatePreferences: {
		'50 users': bulkPreferences(list(50).map((_, index) => `user-${index}`)),
	},
	updateUserPreferences: {
		'five event attributes of the allowed length': v5Update({
			event_attributes: eventAttributes(5, 50, 255),
		}),
	},
	trackUser: {
		...eachOf("MoEngage's own", ownNames, (name) => user({ [name]: true })),
		'names and values of the allowed length': user({
			['n'.repeat(200)]: 'v'.repeat(512),
			tags: list(50, 'v'.repeat(512)),
		}),
		'an object': user({ address: { city: 'London' } }),
		'a list of objects': user({ orders: [{ id: 1 }] }),
	},
	trackEvent: {
		'names that users cannot have': event({
			attributes: { id: 1, status: 'open', source: 'web', user_id: 'u', MOE_GAID: 'g' },
		}),
		'a name of 200 characters, blanks among them': event({ action: 'Deal won '.padEnd(200, '!') }),
		'a deduplication id': event({}, { dedup_id: 'order-1' }),
	},
	syncCohort: { 'a user whom MoEngage does not know': cohort(['nobody']) },
	eraseUser: { 'a user whom MoEngage does not know': erasure('email', 'nobody@example.com') },
};

it.each(toRows(taken))('$endpoint takes $what', async ({ endpoint, body }) => {
	expect(await statusOf(endpoint, { body })).toBeLessThan(300);
	expect(sandbox.violations).toEqual([]);
});

it.each([{ address: { city: 'London' } }, { orders: [{ id: 1 }] }])(
	'refuses %j where the workspace has no objects',
	async (attributes) => {
		become({ features: { objectAttributes: false } });
		expect(await statusOf('trackUser', { body: user(attributes) })).toBe(400);
		expect(await statusOf('trackEvent', { body: event({ attributes }) })).toBe(400);
	},
);

it('refuses to unsubscribe from all without a category, on request', async () => {
	sandbox.configure({ categoriesRequired: true });
	const body = { unsubscribe_all: true, categories: {} };
	const answer = await client.send('updatePreferences', { query: landingPage, body });
	expect(answer).toMatchObject({ status: 400, body: { title: 'Categories Required' } });
});

it('a key with another body is a violation, told with its endpoint and its reason', async () => {
	await statusOf('updateUserPreferences');
	await statusOf('updateUserPreferences', { body: v5Update({ request_id: 'another' }) });
	expect(sandbox.violations).toMatchObject([
		{
			endpoint: 'updateUserPreferences',
			reason: expect.stringMatching(/^idempotencyConflict: Idempotency-Key: /),
		},
	]);
});
