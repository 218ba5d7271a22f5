import { once } from 'node:events';
import { request } from 'node:http';

import {
	bulk,
	bulkPreferences,
	byCustomerId,
	correctRequests as correct,
	createClient,
	device,
	event,
	merges,
	user,
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
	sandbox.configure({ workspaces: [demoWorkspace] });
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

const basic = (workspaceId: string, key: string) =>
	`Basic ${Buffer.from(`${workspaceId}:${key}`).toString('base64')}`;
const mismatchOf = (endpoint: EndpointName) => (endpoint === 'bulkResubscribe' ? 401 : 409);
const inProject = { projectCode: 'shop' };
const withIpList = { ipList: ['203.0.113.7'] };

describe.each(endpointNames)('%s', (endpoint) => {
	it('accepts a correct request', async () => {
		expect(await statusOf(endpoint)).toBeLessThan(300);
		expect(sandbox.counts()[endpoint]).toMatchObject({ requests: 1, applied: 1, refused: 0 });
		expect(sandbox.violations).toEqual([]);
	});

	it.each<[string, Partial<WorkspaceSettings>, SentRequest['headers'], number]>([
		['no credentials', {}, { authorization: undefined }, 401],
		['another key', {}, { authorization: basic('DEMOWORKSPACE', 'other') }, 401],
		['another workspace', {}, { authorization: basic('OTHER', 'demo-data-api-key') }, 401],
		['another authentication', {}, { authorization: 'Bearer demo-data-api-key' }, 401],
		['the key of another workspace', {}, { 'moe-appkey': 'OTHER' }, mismatchOf(endpoint)],
		['a project where there are none', {}, { 'moe-project-code': 'shop' }, 400],
		['an empty project', {}, { 'moe-project-code': '' }, 400],
		['an unknown project', inProject, { 'moe-project-code': 'bakery' }, 400],
		['no address', withIpList, {}, 403],
		['an address that is not listed', withIpList, { 'x-forwarded-for': '198.51.100.1' }, 403],
	])('refuses a client with %s', async (_, workspace, headers, status) => {
		become(workspace);
		expect(await statusOf(endpoint, { headers })).toBe(status);
		expect(sandbox.counts()[endpoint]).toMatchObject({ applied: 0, refused: 1 });
		expect(sandbox.violations).toEqual([]);
	});

	it('accepts a listed address, behind others', async () => {
		become(withIpList);
		const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
		expect(await statusOf(endpoint, { headers })).toBeLessThan(300);
	});

	it('refuses another method', async () => {
		const answer = await client.send(endpoint, { method: 'DELETE' });
		expect(answer.status).toBe(405);
		expect(answer.headers.get('allow')).toContain(endpoints[endpoint].method);
	});

	it('refuses a query parameter that the reference does not know', async () => {
		expect(await statusOf(endpoint, { query: { surprise: '1' } })).toBe(400);
	});

	it('demands MOE-PROJECT-CODE in a Portfolio workspace, or does without', async () => {
		become(inProject);
		const missing = ofV5.includes(endpoint) ? 401 : 400;
		const status = await statusOf(endpoint);
		expect(status).toBe(needProjectCode.includes(endpoint) ? missing : 200);
		sandbox.clear();
		expect(await statusOf(endpoint, { headers: { 'moe-project-code': 'shop' } })).toBeLessThan(300);
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
		expect(await sendVaried(endpoint, 'surprise', 1)).toBe(400);
		expect(sandbox.counts()[endpoint].applied).toBe(0);
		expect(sandbox.violations).toMatchObject([{ reason: expect.stringMatching(/^unknownKey/) }]);
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

it.each(ofV5)('%s is not found in a workspace without version 5', async (endpoint) => {
	become({ features: { v5: false } });
	const answer = await client.send(endpoint, correct[endpoint]);
	expect(answer.status).toBe(404);
	expect(answer.headers.get('content-type')).toContain('text/plain');
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

/** A part of the body of a correct request, and values that take its place, each by itself. */
type Variation = [endpoint: EndpointName, path: string, values: unknown[]];

const vary = (variations: Variation[]) =>
	variations.flatMap(([endpoint, path, values]) =>
		values.map((value) => ({ endpoint, path, value, shown: JSON.stringify(value)?.slice(0, 40) })),
	);

const replaceAt = (part: unknown, [key = '', ...deeper]: string[], value: unknown): unknown => {
	const copy: Record<string, unknown> = Object(
		Array.isArray(part) ? [...part] : { ...Object(part) },
	);
	copy[key] = deeper.length === 0 ? value : replaceAt(copy[key], deeper, value);
	return copy;
};

const sendVaried = async (endpoint: EndpointName, path: string, value: unknown) =>
	await statusOf(endpoint, { body: replaceAt(correct[endpoint].body, path.split('.'), value) });

const list = (length: number, value: unknown = 'x') => Array.from({ length }, () => value);
const named = (names: string) => names.split(' ').map((name) => ({ [name]: true }));
const eventAttributes = (count: number, name: number, value: number) =>
	Object.fromEntries(
		list(count).map((_, index) => [String(index).padEnd(name, 'n'), 'v'.repeat(value)]),
	);

const reservedIds =
	'unknown guest null 0 1 true false user_attribute_unique_id (empty) na n/a dummy_seller_code user_id id customer_id uid userid none -2 -1 2';
const reservedNames =
	' id _id (empty) status user_id source INSTALL UPDATE MOE_GAID MOE_ISLAT MOE_TIME_FORMAT MOE_TIME_TIMEZONE USER_ATTRIBUTE_X moe_own';
const ownNames =
	'moe_unsubscribe moe_hard_bounce moe_spam moe_sms_subscription moe_wa_subscription moe_email_optin_status moe_em_unsub_categories moe_sub_w';
const longUrl = `https://a.example/${'x'.repeat(500)}`;
const inTwoMinutes = Math.ceil(Date.now() / 1_000) + 120;
const twoIds = { push_id: 'a', unique_id: 'b' };
const asTypeAndValue = { type: 'push_id', value: 'a' };

const refused: Variation[] = [
	['trackDevice', 'attributes.platform', ['Android', 'android', 'ios', 'IOS', 'Web', 'tv', '']],
	['trackDevice', 'type', ['Device', 'customer']],
	['trackDevice', 'customer_id', [...reservedIds.split(' '), '', 17, undefined]],
	['trackDevice', 'device_id', ['', 17]],
	['trackDevice', 'attributes.push_id', ['', 17]],
	['trackDevice', 'attributes.moe_push_opted', [true, 'true']],
	['trackDevice', 'attributes.moe_push_provisional_opted', ['yes']],
	['trackDevice', 'attributes.os_version', [15]],
	['trackDevice', 'attributes.active', ['True', true]],
	['trackDevice', 'attributes.created_time', ['2026-01-01']],
	['trackDevice', 'attributes.color', [7]],
	['bulkImport', 'type', ['Transition']],
	['bulkImport', 'elements', [[]]],
	['manageDevices', 'user_identifier_type', ['']],
	['manageDevices', 'user_identifier_value', ['', 17]],
	['manageDevices', 'action_type', ['Block']],
	['manageDevices', 'device_identifiers', [[], null, [{}], [twoIds], [asTypeAndValue]]],
	['manageDevices', 'device_identifiers', [[{ push_id: '' }], [{ IDFV: 'a' }]]],
	['bulkResubscribe', 'esp', [undefined]],
	['bulkResubscribe', 'update_esp', ['true']],
	['bulkResubscribe', 'recipients', ['a@b.example', ['info@müller.de'], ['Ada <a@b.example>']]],
	['updatePreferences', 'unsubscribe_all', [undefined, 'true']],
	['updatePreferences', 'categories', [undefined, { Newsletter: 'yes' }]],
	['bulkUpdatePreferences', 'user_preferences', [[]]],
	['bulkUpdatePreferences', 'user_preferences.0.customer_id', ['']],
	['bulkUpdatePreferences', 'channel', ['sms']],
	['updateOptIn', 'user_preferences.customer_id', [undefined, false]],
	['updateOptIn', 'user_preferences.opt_in_status', ['OPTED_IN']],
	['updateOptIn', 'user_preferences.channel', ['sms']],
	['updateUserPreferences', 'channel', ['push']],
	['updateUserPreferences', 'user_identifier_type', ['customer_id']],
	['updateUserPreferences', 'user_identifier_value', ['']],
	['updateUserPreferences', 'is_globally_unsubscribed', [undefined, null]],
	['updateUserPreferences', 'event_attributes', [eventAttributes(6, 1, 1), { name: 5 }]],
	['updateUserPreferences', 'event_attributes', [eventAttributes(1, 51, 1)]],
	['updateUserPreferences', 'event_attributes', [eventAttributes(1, 1, 256)]],
	['trackUser', 'type', ['Customer', 'event']],
	['trackUser', 'customer_id', [undefined, '(empty)', 17]],
	['trackUser', 'attributes', named(reservedNames)],
	['trackUser', 'attributes.score', [null, ['a', 1], [{ id: 1 }, 'a'], list(51), longUrl]],
	['trackUser', 'attributes.geo', [{ lat: 51.5 }, { lat: '1', lon: '2' }, { lat: 91, lon: 0 }]],
	['trackUser', 'attributes.addValueToArrayField', [{ tags: ['a', 1] }, { tags: 'a' }]],
	['trackUser', 'attributes.addValueToArrayField', [{ status: ['x'] }, { first_name: ['x'] }]],
	[
		'trackUser',
		'attributes.platforms',
		[[{ platform: 'iOS' }], [{ platform: 'TV', active: 'true' }]],
	],
	['trackUser', 'attributes.platforms', [[{ platform: 'iOS', active: true }]]],
	['trackUser', 'unset_attributes', [[{ type: 'like', attr: 'a' }]]],
	['trackEvent', 'customer_id', ['guest']],
	['trackEvent', 'actions', [[]]],
	['trackEvent', 'actions.0.action', ['', 'moe_x', 'n'.repeat(201)]],
	['trackEvent', 'actions.0.attributes', named(' moe_x moe_unsubscribe')],
	['trackEvent', 'actions.0.attributes', [Object.fromEntries(list(101).entries())]],
	['trackEvent', 'actions.0.current_time', [inTwoMinutes, 'yesterday']],
	['trackEvent', 'actions.0.user_timezone_offset', [54_001]],
	['trackEvent', 'actions.0.platform', ['Android']],
	['trackEvent', 'dedup_id', ['', 17]],
	['getUsers', 'data.identifiers', [[], byCustomerId('')]],
	['getUsers', 'data.identifiers.0.identifier_type', ['email']],
	['mergeUsers', 'merge_data', [[], [{ merged_user: 'ada', retained_user: '' }]]],
	['deleteUser', 'identity_type', ['email']],
	['deleteUser', 'identity_value', ['']],
	['syncCohort', 'action', ['set_members']],
	['syncCohort', 'parameters.cohort_id', [undefined]],
	['syncCohort', 'parameters.cohort_name', ['']],
	['syncCohort', 'parameters.members', [undefined, [], ['ada'], [{ uid: 17 }], [{ uid: '' }]]],
	['eraseUser', 'request_type', ['access']],
	['eraseUser', 'api_version', ['2.0']],
	['eraseUser', 'submitted_time', ['2026-11-20']],
	['eraseUser', 'identities', [[]]],
	['eraseUser', 'identities.0.identity_type', ['customer_id']],
	['eraseUser', 'identities.0.identity_value', [17, '']],
];

it.each(vary(refused))(
	'$endpoint refuses $shown as $path, as a violation',
	async ({ endpoint, path, value }) => {
		expect(await sendVaried(endpoint, path, value)).toBe(400);
		expect(sandbox.counts()[endpoint].applied).toBe(0);
		const ofValue = expect.not.stringMatching(/^unknownKey/);
		expect(sandbox.violations).toMatchObject([{ endpoint, reason: ofValue }]);
	},
);

it.each([
	null,
	{ ...device(), type: 'Device' },
	device({ customer_id: 'guest' }),
	user({}, { customer_id: undefined }),
	user({ moe_x: 1 }),
	event({ action: '' }),
	event({ current_time: '2999-01-01T00:00:00Z' }),
])('bulkImport loses %j without a word, as a violation', async (element) => {
	expect(await statusOf('bulkImport', { body: bulk([element, device()]) })).toBe(200);
	const sent: unknown = JSON.parse(JSON.stringify(element));
	expect(sandbox.state.lost).toMatchObject([{ endpoint: 'bulkImport', element: sent }]);
	expect(sandbox.violations).toMatchObject([{ endpoint: 'bulkImport', sent }]);
	expect(sandbox.counts().bulkImport.records).toBe(1);
});

/** What a client cannot know, which is refused and no violation. */
const unknowable: Variation[] = [
	['updateOptIn', 'user_preferences.customer_id', ['nobody']],
	['updateOptIn', 'user_preferences.categories', named('Nonsense Promotions')],
	['updateOptIn', 'user_preferences.categories', [{ 'Christmas 2019': true }]],
	['updateOptIn', 'user_preferences.categories', [{ Newsletter: true, 'Flash Sales': true }]],
	['updateUserPreferences', 'categories', [{ Nonsense: true }, { 'Flash Sales': true }]],
	['deleteUser', 'identity_value', ['nobody']],
];

it.each(vary(unknowable))(
	'$endpoint refuses $shown as $path',
	async ({ endpoint, path, value }) => {
		expect(await sendVaried(endpoint, path, value)).toBe(400);
		expect(sandbox.counts()[endpoint].applied).toBe(0);
		expect(sandbox.violations).toEqual([]);
	},
);

const ofUsers = { id: 1, status: 'open', source: 'web', user_id: 'u', MOE_GAID: 'g' };
const hundred = list(100).map((_, index) => `user${index}@example.com`);

const taken: Variation[] = [
	['trackDevice', 'attributes.platform', ['ANDROID', 'iOS', 'web', 'TV']],
	['trackDevice', 'customer_id', ['7']],
	['manageDevices', 'device_identifiers', [[{ unique_id: 'a' }, { device_unique_id: 'b' }]]],
	['manageDevices', 'device_identifiers', [[{ push_id: 'a' }, { moe_gaid: 'b' }]]],
	['bulkResubscribe', 'recipients', [["o'neil+a&b@example.com"], ['eu@xn--e1.xn--p1ai'], hundred]],
	['bulkResubscribe', 'esp', ['MAILGUN']],
	['updatePreferences', 'categories', [{}]],
	[
		'bulkUpdatePreferences',
		'user_preferences',
		[bulkPreferences(hundred.slice(50)).user_preferences],
	],
	['updateUserPreferences', 'channel', ['sms']],
	['updateUserPreferences', 'event_attributes', [eventAttributes(5, 50, 255)]],
	['trackUser', 'attributes', named(ownNames)],
	['trackUser', 'attributes', [{ ['n'.repeat(200)]: 'v'.repeat(512) }]],
	['trackUser', 'attributes.tags', [list(50, 'v'.repeat(512)), [{ id: 1 }], { city: 'Rome' }]],
	['trackEvent', 'actions.0.attributes', [ofUsers]],
	['trackEvent', 'actions.0.action', ['Deal won '.padEnd(200, '!')]],
	['trackEvent', 'dedup_id', ['order-1']],
	['syncCohort', 'parameters.members', [[{ uid: 'nobody' }]]],
	['eraseUser', 'identities.0.identity_value', ['nobody']],
];

it.each(vary(taken))('$endpoint takes $shown as $path', async ({ endpoint, path, value }) => {
	expect(await sendVaried(endpoint, path, value)).toBeLessThan(300);
	expect(sandbox.violations).toEqual([]);
});

const long = 'v'.repeat(513);
const cut: Variation[] = [
	['trackUser', 'attributes', [{ ['m'.repeat(201)]: 'v' }]],
	['trackUser', 'attributes.text', [long, [long], { name: long }]],
	['trackEvent', 'actions.0.attributes', [{ text: long }]],
	['trackEvent', 'actions.0.current_time', [1590942815000, '1590942815000']],
];

it.each(vary(cut))(
	'$endpoint takes only a part of $shown as $path, as a violation',
	async ({ endpoint, path, value }) => {
		expect(await sendVaried(endpoint, path, value)).toBe(200);
		expect(sandbox.violations).toHaveLength(1);
	},
);

it.each<[EndpointName, attribute: string, platform: string | undefined, reason: string]>([
	['trackDevice', 'color', 'ANDROID', 'unknown'],
	['trackDevice', 'idfv', 'ANDROID', 'platform'],
	['trackDevice', 'moe_gaid', 'iOS', 'platform'],
	['trackUser', 'u_l_a', undefined, 'creation'],
])('%s drops the attribute %s (platform %p)', async (endpoint, attribute, platform, reason) => {
	const attributes = { push_id: 'token', platform, [attribute]: 'x' };
	const body = endpoint === 'trackUser' ? user({ [attribute]: 'x' }) : device({}, attributes);
	expect(await statusOf(endpoint, { body })).toBe(200);
	expect(sandbox.state.dropped).toMatchObject([{ customerId: 'ada', attribute, reason }]);
});

it.each([
	['the merged user does not exist', 'nobody', 'ada'],
	['the retained user does not exist', 'ada', 'nobody'],
	['a user cannot be merged into itself', 'john', 'john'],
	['the user is both merged and retained in the request', 'jane', 'ada'],
	['the user is merged twice in the request', 'grace', 'ada'],
])('mergeUsers skips a pair without a word, since %s', async (reason, merged, retained) => {
	const body = merges(['grace', 'jane'], [merged, retained]);
	expect(await statusOf('mergeUsers', { body })).toBe(200);
	expect(sandbox.state.merges).toHaveLength(1);
	expect(sandbox.state.skippedMerges).toMatchObject([{ reason }]);
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

it('a user who is deleted stays for a day, and the events stay for good', async () => {
	await statusOf('trackEvent');
	await statusOf('deleteUser');
	expect(await statusOf('deleteUser')).toBe(200);
	const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 25 * 3_600_000);
	expect(await statusOf('deleteUser')).toBe(400);
	now.mockRestore();
	expect(sandbox.state.deletedUsers).toEqual(['ada']);
	expect(sandbox.state.events).toHaveLength(1);
});
