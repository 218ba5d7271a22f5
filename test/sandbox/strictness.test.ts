import { once } from 'node:events';
import { request } from 'node:http';

import {
	aKey,
	correctRequests as correct,
	bulkPreferences,
	createClient,
	device,
	landingPage,
	optIn,
	optOut,
	resubscription,
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
const needProjectCode: EndpointName[] = [
	'bulkResubscribe',
	'bulkUpdatePreferences',
	'updateOptIn',
	'getCategories',
	'getUserPreferences',
	'updateUserPreferences',
];

const open: Sandbox[] = [];
const start = async (workspace: Partial<WorkspaceSettings> = {}): Promise<Sandbox> => {
	const sandbox = await startSandbox({
		limits: withoutLimits,
		workspaces: [{ ...demoWorkspace, ...workspace }],
	});
	open.push(sandbox);
	return sandbox;
};

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
	sandbox = await start();
	client = createClient(sandbox);
});
beforeEach(() => sandbox.clear());
afterAll(() => Promise.all(open.map((opened) => opened.close())));

const statusOf = async (
	endpoint: EndpointName,
	changes: SentRequest = {},
	sender = client,
): Promise<number> => {
	const usual = correct[endpoint];
	const answer = await sender.send(endpoint, {
		...usual,
		...changes,
		headers: { ...usual.headers, ...changes.headers },
		query: { ...usual.query, ...changes.query },
	});
	return answer.status;
};

describe.each(endpointNames)('%s', (endpoint) => {
	it('accepts a correct request', async () => {
		const accepted =
			endpoint === 'bulkResubscribe' || endpoint === 'updateUserPreferences' ? 202 : 200;
		expect(await statusOf(endpoint)).toBe(accepted);
		expect(sandbox.counts()[endpoint]).toMatchObject({ requests: 1, applied: 1, refused: 0 });
	});

	it.each([
		['no credentials', undefined],
		['another key', `Basic ${Buffer.from('DEMOWORKSPACE:other').toString('base64')}`],
		['another workspace', `Basic ${Buffer.from('OTHER:demo-data-api-key').toString('base64')}`],
		['another kind of authentication', 'Bearer demo-data-api-key'],
	])('turns away a client with %s', async (_, authorization) => {
		expect(await statusOf(endpoint, { headers: { authorization } })).toBe(401);
		expect(sandbox.counts()[endpoint]).toMatchObject({ applied: 0, refused: 1 });
	});

	it('refuses another method', async () => {
		const answer = await client.send(endpoint, { method: 'DELETE' });
		expect(answer.status).toBe(405);
		expect(answer.headers.get('allow')).toContain(endpoints[endpoint].method);
	});

	it('refuses a query parameter that the reference does not know', async () => {
		expect(await statusOf(endpoint, { query: { surprise: '1' } })).toBe(400);
	});

	it('refuses MOE-PROJECT-CODE where the workspace has no projects, even an empty one', async () => {
		expect(await statusOf(endpoint, { headers: { 'moe-project-code': 'shop' } })).toBe(400);
		expect(await statusOf(endpoint, { headers: { 'moe-project-code': '' } })).toBe(400);
	});

	it('refuses a MOE-APPKEY of another workspace', async () => {
		const answer = await statusOf(endpoint, { headers: { 'moe-appkey': 'OTHER' } });
		expect(answer).toBe(endpoint === 'bulkResubscribe' ? 401 : 409);
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

describe.each(withBody)('%s', (endpoint) => {
	it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded'])(
		'takes no content type but JSON: not %s',
		async (contentType) => {
			expect(await statusOf(endpoint, { headers: { 'content-type': contentType } })).toBe(415);
		},
	);

	it('takes JSON in UTF-8 when that is said', async () => {
		const headers = { 'content-type': 'application/json; charset=utf-8' };
		expect(await statusOf(endpoint, { headers })).toBeLessThan(300);
	});

	it('refuses what is not JSON', async () => {
		expect(await statusOf(endpoint, { body: '{"type":' })).toBe(400);
	});

	it('refuses a key that it does not know', async () => {
		const body = { ...Object(correct[endpoint].body), surprise: 1 };
		expect(await statusOf(endpoint, { body })).toBe(400);
		expect(sandbox.counts()[endpoint].applied).toBe(0);
	});

	it('takes a body of just the allowed size and no larger one', async () => {
		const text = JSON.stringify(correct[endpoint].body);
		const fill = (endpoint === 'bulkImport' ? 100_000 : 128_000) - text.length;
		expect(await statusOf(endpoint, { body: text + ' '.repeat(fill) })).toBeLessThan(300);
		expect(await statusOf(endpoint, { body: text + ' '.repeat(fill + 1) })).toBe(413);
	});
});

it('counts the bytes of a body, not the characters', async () => {
	const text = JSON.stringify(device({}, { model: 'é'.repeat(64_000) }));
	expect(text.length).toBeLessThan(128_000);
	expect(await statusOf('trackDevice', { body: text })).toBe(413);
});

describe('a Portfolio workspace', () => {
	let shop: Sandbox;
	let portfolio: Client;
	beforeAll(async () => {
		shop = await start({ projectCode: 'shop' });
		portfolio = createClient(shop);
	});
	beforeEach(() => shop.clear());

	it.each(needProjectCode)('demands MOE-PROJECT-CODE on %s', async (endpoint) => {
		expect(await statusOf(endpoint, {}, portfolio)).toBe(
			endpoints[endpoint].errors === 'v5' ? 401 : 400,
		);
		const ofShop = { headers: { 'moe-project-code': 'shop' } };
		expect(await statusOf(endpoint, ofShop, portfolio)).toBeLessThan(300);
	});

	it.each(endpointNames)('refuses the code of no project on %s', async (endpoint) => {
		const headers = { 'moe-project-code': 'bakery' };
		expect(await statusOf(endpoint, { headers }, portfolio)).toBe(400);
	});

	it.each(endpointNames.filter((name) => !needProjectCode.includes(name)))(
		'does not need it on %s, where it does no harm',
		async (endpoint) => {
			expect(await statusOf(endpoint, {}, portfolio)).toBe(200);
			shop.clear();
			const ofShop = { headers: { 'moe-project-code': 'shop' } };
			expect(await statusOf(endpoint, ofShop, portfolio)).toBe(200);
		},
	);

	it.each(['bulkImport', 'trackUser', 'trackEvent'] as const)(
		'takes the project of %s in the query, and no other one',
		async (endpoint) => {
			const send = (projectCode: string, sender: Client) =>
				statusOf(endpoint, { query: { project_code: projectCode } }, sender);
			expect(await send('shop', portfolio)).toBe(200);
			expect(await send('bakery', portfolio)).toBe(400);
			expect(await send('shop', client)).toBe(400);
		},
	);
});

describe('a workspace', () => {
	it('without the opt-in feature gets 403 on updateOptIn alone', async () => {
		const other = createClient(await start({ features: { optIn: false } }));
		expect(await statusOf('updateOptIn', {}, other)).toBe(403);
		expect(await statusOf('bulkUpdatePreferences', {}, other)).toBe(200);
	});

	it('without the v5 API finds nothing at its addresses', async () => {
		const other = createClient(await start({ features: { v5: false } }));
		for (const name of ['getCategories', 'getUserPreferences', 'updateUserPreferences'] as const) {
			const answer = await other.send(name, correct[name]);
			expect(answer.status).toBe(404);
			expect(answer.headers.get('content-type')).toContain('text/plain');
		}
		expect(await statusOf('updateOptIn', {}, other)).toBe(200);
	});
});

it('knows no other address', async () => {
	expect((await client.send('getCategories', { path: '/v2/anything' })).status).toBe(404);
});

describe('a device', () => {
	it.each(['Android', 'android', 'ios', 'IOS', 'Web', 'tv', ''])(
		'is refused with the platform spelled %p',
		async (platform) => {
			expect(await statusOf('trackDevice', { body: device({}, { platform }) })).toBe(400);
		},
	);

	it.each(['ANDROID', 'iOS', 'web', 'TV'])('is accepted with the platform %s', async (platform) => {
		expect(await statusOf('trackDevice', { body: device({}, { platform }) })).toBe(200);
	});

	it.each(['Device', 'DEVICE', 'customer'])('is refused with the type %s', async (type) => {
		expect(await statusOf('trackDevice', { body: device({ type }) })).toBe(400);
	});

	const reserved =
		'unknown guest null 0 1 true false user_attribute_unique_id (empty) na n/a dummy_seller_code user_id id customer_id uid userid none -2 -1 2';
	it.each([...reserved.split(' '), ''])(
		'is refused for the reserved customer id %p',
		async (id) => {
			expect(await statusOf('trackDevice', { body: device({ customer_id: id }) })).toBe(400);
		},
	);

	it('may belong to a customer with an id of one character', async () => {
		expect(await statusOf('trackDevice', { body: device({ customer_id: '7' }) })).toBe(200);
	});

	it.each([
		['customer_id', device({ customer_id: 17 })],
		['device_id', device({ device_id: 17 })],
		['device_id', device({ device_id: '' })],
		['push_id', device({}, { push_id: 17 })],
		['push_id', device({}, { push_id: '' })],
		['os_version', device({}, { os_version: 15 })],
		['moe_push_opted', device({}, { moe_push_opted: true })],
		['moe_push_opted', device({}, { moe_push_opted: 'true' })],
		['moe_push_provisional_opted', device({}, { moe_push_provisional_opted: 'yes' })],
		['active', device({}, { active: 'True' })],
		['created_time', device({}, { created_time: '2026-01-01' })],
		['color', device({}, { color: 7 })],
	])('is refused with a %s of the wrong kind', async (attribute, body) => {
		const answer = await client.send('trackDevice', { body });
		expect(answer).toMatchObject({ status: 400, body: { error: { attribute } } });
	});
});

describe('a device opt-out', () => {
	it.each([
		['an empty user identifier type', { user_identifier_type: '' }],
		['an empty user identifier value', { user_identifier_value: '' }],
		['a number as the user identifier', { user_identifier_value: 17 }],
		['an unknown action', { action_type: 'Block' }],
		['an empty list of devices', { device_identifiers: [] }],
		['null for the devices', { device_identifiers: null }],
		['two identifiers of one device', { device_identifiers: [{ push_id: 'a', unique_id: 'b' }] }],
		['a device without identifier', { device_identifiers: [{}] }],
		['an empty identifier', { device_identifiers: [{ push_id: '' }] }],
		['an identifier of type IDFV', { device_identifiers: [{ IDFV: 'a' }] }],
		['an identifier as type and value', { device_identifiers: [{ type: 'push_id', value: 'a' }] }],
	])('is refused with %s', async (_, changes) => {
		expect(await statusOf('manageDevices', { body: optOut(changes) })).toBe(400);
		expect(sandbox.state.optOuts.size).toBe(0);
	});

	it.each(['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'])(
		'takes devices by %s',
		async (type) => {
			const body = optOut({ device_identifiers: [{ [type]: 'a' }] });
			expect(await statusOf('manageDevices', { body })).toBe(200);
		},
	);
});

describe('a resubscription', () => {
	it.each([
		['no provider', { esp: undefined }],
		['"true" instead of true', { update_esp: 'true' }],
		['one address as text', { recipients: 'ada@example.com' }],
		['an internationalized domain that is not in punycode', { recipients: ['info@müller.de'] }],
		['a display name', { recipients: ['Ada <ada@example.com>'] }],
	])('is refused with %s', async (_, changes) => {
		expect(await statusOf('bulkResubscribe', { body: resubscription(changes) })).toBe(400);
		expect(sandbox.state.resubscribed.size).toBe(0);
	});

	it('takes what mail systems take', async () => {
		const recipients = ['a&b@example.com', "o'neil+x@example.com", 'sales/eu@xn--e1.xn--p1ai'];
		expect(await statusOf('bulkResubscribe', { body: resubscription({ recipients }) })).toBe(202);
	});

	it('takes 100 addresses, of any provider', async () => {
		const recipients = Array.from({ length: 100 }, (_, index) => `user${index}@example.com`);
		const body = resubscription({ recipients, esp: 'MAILGUN', update_esp: undefined });
		expect(await statusOf('bulkResubscribe', { body })).toBe(202);
		expect(sandbox.counts().bulkResubscribe.records).toBe(100);
	});
});

describe('preferences on a landing page', () => {
	it.each([
		['without unsubscribe_all', { categories: {} }],
		['without categories', { unsubscribe_all: true }],
		['with text for a category', { unsubscribe_all: false, categories: { Newsletter: 'yes' } }],
		['with text for unsubscribe_all', { unsubscribe_all: 'true', categories: {} }],
	])('are not changed %s', async (_, body) => {
		const answer = await client.send('updatePreferences', { query: landingPage, body });
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			title: expect.stringMatching(/^(Invalid Params|Categories Required)$/),
			description: expect.any(String),
		});
	});

	it('need a category even beside unsubscribing from all, on request', async () => {
		const body = { unsubscribe_all: true, categories: {} };
		expect(await statusOf('updatePreferences', { body })).toBe(200);
		sandbox.configure({ categoriesRequired: true });
		const answer = await client.send('updatePreferences', { query: landingPage, body });
		sandbox.configure({ categoriesRequired: false });
		expect(answer).toMatchObject({ status: 400, body: { title: 'Categories Required' } });
	});

	it.each(['getPreferences', 'updatePreferences'] as const)(
		'need both ids from the address of the page (%s)',
		async (endpoint) => {
			expect(await statusOf(endpoint, { query: { cid: '' } })).toBe(400);
			expect(await statusOf(endpoint, { query: { user_id: '' } })).toBe(400);
		},
	);

	it.each(['getPreferences', 'updatePreferences'] as const)(
		'of a person who is gone are not found (%s)',
		async (endpoint) => {
			const query = { ...landingPage, user_id: 'unknown-person' };
			const answer = await client.send(endpoint, { ...correct[endpoint], query });
			expect(answer).toMatchObject({
				status: 404,
				body: { title: 'User Not Found', description: expect.any(String) },
			});
		},
	);
});

describe('preferences of several users', () => {
	it('are changed for 50 users at once', async () => {
		const body = bulkPreferences(Array.from({ length: 50 }, (_, index) => `user-${index}`));
		expect(await statusOf('bulkUpdatePreferences', { body })).toBe(200);
	});

	it.each([
		['no user', bulkPreferences([])],
		['another channel', { ...bulkPreferences(['ada']), channel: 'sms' }],
		['an empty customer id', bulkPreferences([''])],
	])('are not changed with %s', async (_, body) => {
		expect(await statusOf('bulkUpdatePreferences', { body })).toBe(400);
	});
});

it.each([
	['neither customer id nor email', { customer_id: undefined }, 'customer_id or email_id'],
	['a user who does not exist', { customer_id: 'nobody' }, 'customer_id or email_id'],
	['an unknown status', { opt_in_status: 'OPTED_IN' }, 'opt_in_status'],
	['another channel', { channel: 'sms' }, 'channel'],
	['a customer id that is no text', { customer_id: false }, 'customer_id'],
	['one invalid category', { categories: { Newsletter: true, Nonsense: true } }, 'categories'],
	['an inactive category', { categories: { 'Christmas 2019': true } }, 'categories'],
	['a category of SMS', { categories: { 'Flash Sales': true } }, 'categories'],
])('an opt-in is refused with %s', async (_, changes, target) => {
	const answer = await client.send('updateOptIn', { body: optIn(changes) });
	expect(answer).toMatchObject({
		status: 400,
		body: { error: { code: '400 Bad Request', details: { target } } },
	});
	expect(sandbox.state.optIns.size).toBe(0);
	expect(sandbox.state.preferences.users.size).toBe(0);
});

it('tells an opt-in of nobody in particular from one of somebody unknown', async () => {
	const messageOf = async (changes: Record<string, unknown>) =>
		(await client.send('updateOptIn', { body: optIn(changes) })).text;
	expect(await messageOf({ customer_id: undefined })).toContain('is mandatory');
	expect(await messageOf({ customer_id: 'nobody' })).toContain('No users found');
});

describe('preferences of a user (v5)', () => {
	it.each([
		['a channel that is none', { channel: 'push' }],
		['an identifier type that is none', { user_identifier_type: 'customer_id' }],
		['no identifier', { user_identifier_value: '' }],
		['no word on everything', { is_globally_unsubscribed: undefined }],
		['null for everything', { is_globally_unsubscribed: null }],
		['a category that is none', { categories: { Nonsense: true } }],
		['a category of the other channel', { channel: 'sms', categories: { Promotional: true } }],
		[
			'six event attributes',
			{ event_attributes: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } },
		],
		['an event attribute with a long name', { event_attributes: { ['n'.repeat(51)]: 'v' } }],
		['an event attribute with a long value', { event_attributes: { name: 'v'.repeat(256) } }],
		['an event attribute that is no text', { event_attributes: { name: 5 } }],
	])('are not changed with %s', async (_, changes) => {
		const request = { headers: aKey, body: v5Update(changes) };
		expect(await statusOf('updateUserPreferences', request)).toBe(400);
		expect(sandbox.state.preferences.users.size).toBe(0);
	});

	it('are changed with five event attributes of the allowed length', async () => {
		const value = 'v'.repeat(255);
		const attributes = ['a', 'b', 'c', 'd', 'e'].map((letter) => [letter.repeat(50), value]);
		const body = v5Update({ event_attributes: Object.fromEntries(attributes) });
		expect(await statusOf('updateUserPreferences', { body })).toBe(202);
	});

	it.each([undefined, '', 'my-key', '2b1f2a3c-5d6e-1f70-8a9b-0c1d2e3f4a5b'])(
		'are not changed with the Idempotency-Key %p, which is no UUID v4',
		async (key) => {
			const headers = { 'idempotency-key': key };
			expect(await statusOf('updateUserPreferences', { headers })).toBe(400);
		},
	);

	it('refuses a channel that is none in a query', async () => {
		expect(await statusOf('getCategories', { query: { channel: 'push' } })).toBe(400);
		expect(await statusOf('getUserPreferences', { query: { channel: 'push' } })).toBe(400);
	});
});

describe('what a client could have known', () => {
	it('is a violation, in whatever way it is refused', async () => {
		await statusOf('trackDevice', { body: device({ customer_id: 'guest' }) });
		await statusOf('trackDevice', { headers: { 'content-type': 'text/plain' } });
		await statusOf('getPreferences', { query: { surprise: '1' } });
		await statusOf('manageDevices', { headers: { 'moe-appkey': undefined } });
		expect(sandbox.violations.map(({ endpoint, reason }) => `${endpoint} ${reason}`)).toEqual([
			"trackDevice invalid: customer_id: 'customer_id' is a reserved value",
			'trackDevice mediaType: Content type is not supported',
			"getPreferences unknownKey: surprise: Extra query parameter 'surprise' passed in the request",
			'manageDevices headerMissing: MOE-APPKEY: MOE-APPKEY missing in Header',
		]);
	});

	it('is not who exists, what is active, or whether the credential is right', async () => {
		await statusOf('updateOptIn', { body: optIn({ categories: { Nonsense: true } }) });
		await statusOf('updateUserPreferences', { body: v5Update({ user_identifier_value: 'x' }) });
		await statusOf('trackDevice', { headers: { authorization: undefined } });
		expect(sandbox.violations).toEqual([]);
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
