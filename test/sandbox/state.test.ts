import {
	aKey,
	anotherKey,
	bulk,
	bulkPreferences,
	connection,
	createClient,
	device,
	landingPage,
	optIn,
	optOut,
	resubscription,
	v5Update,
	type Client,
} from './client';
import { startSandbox, type Sandbox, type SandboxSettings } from './server';
import { demoWorkspace } from './workspaces';

let sandbox: Sandbox;
let client: Client;

const start = async (settings: SandboxSettings = {}) => {
	sandbox = await startSandbox({
		limits: { trackDevice: { perMinute: null }, bulkImport: { perMinute: null } },
		...settings,
	});
	client = createClient(sandbox);
};
beforeEach(() => start());
afterEach(() => sandbox.close());

const sendBulk = (elements: unknown[]) => client.send('bulkImport', { body: bulk(elements) });

describe('devices', () => {
	const adasPhone = () => sandbox.state.devices.get('ada')?.get('ada-phone');
	const send = (deviceId: string, attributes: Record<string, unknown>) =>
		client.send('trackDevice', { body: device({ device_id: deviceId }, attributes) });

	it('are kept by user, with their attributes', async () => {
		await client.send('trackDevice', { body: device({}, { model: 'Pixel' }) });
		await sendBulk([
			device({ customer_id: 'grace', device_id: 'g1' }),
			device({ customer_id: 'grace', device_id: 'g2' }),
		]);
		expect(adasPhone()).toEqual({
			attributes: { platform: 'ANDROID', push_id: 'token-1', model: 'Pixel' },
			writes: 1,
		});
		expect([...(sandbox.state.devices.get('grace')?.keys() ?? [])]).toEqual(['g1', 'g2']);
		expect(sandbox.counts()).toMatchObject({
			trackDevice: { records: 1 },
			bulkImport: { records: 2 },
		});
	});

	it('are updated when they come again: new values win, others stay', async () => {
		await client.send('trackDevice', { body: device({}, { model: 'Pixel', os_version: '14' }) });
		await client.send('trackDevice', { body: device({}, { os_version: '15' }) });
		expect(adasPhone()).toEqual({
			attributes: { platform: 'ANDROID', push_id: 'token-1', model: 'Pixel', os_version: '15' },
			writes: 2,
		});
	});

	it('lose attributes that MoEngage does not know', async () => {
		await client.send('trackDevice', { body: device({}, { color: 'red' }) });
		expect(adasPhone()?.attributes).not.toHaveProperty('color');
		expect(sandbox.state.dropped).toEqual([
			{ customerId: 'ada', deviceId: 'ada-phone', attribute: 'color', reason: 'unknown' },
		]);
	});

	it('lose an idfv on Android and a moe_gaid on iOS', async () => {
		await client.send('trackDevice', { body: device({}, { idfv: 'i', moe_gaid: 'g' }) });
		await send('ada-ipad', { platform: 'iOS', idfv: 'i', moe_gaid: 'g' });
		expect(sandbox.state.dropped).toEqual([
			{ customerId: 'ada', deviceId: 'ada-phone', attribute: 'idfv', reason: 'platform' },
			{ customerId: 'ada', deviceId: 'ada-ipad', attribute: 'moe_gaid', reason: 'platform' },
		]);
		const devices = sandbox.state.devices.get('ada');
		expect(devices?.get('ada-phone')?.attributes).toMatchObject({ moe_gaid: 'g' });
		expect(devices?.get('ada-ipad')?.attributes).toMatchObject({ idfv: 'i' });
	});

	it('lose the device that had their token until now', async () => {
		await send('old', { push_id: 'shared', moe_gaid: 'g1' });
		await send('new', { push_id: 'shared', moe_gaid: 'g2' });
		await send('newest', { push_id: 'other', moe_gaid: 'g2' });
		expect([...(sandbox.state.devices.get('ada')?.keys() ?? [])]).toEqual(['newest']);
		expect(sandbox.state.replaced).toEqual([
			{ customerId: 'ada', deviceId: 'old', token: 'push_id:shared', newDeviceId: 'new' },
			{ customerId: 'ada', deviceId: 'new', token: 'moe_gaid:g2', newDeviceId: 'newest' },
		]);
	});

	it('keep what others had and have no longer: a token, or a token of the wrong platform', async () => {
		await send('first', { push_id: 'a' });
		await send('first', { push_id: 'b' });
		await send('second', { push_id: 'a', idfv: 'i' });
		await send('third', { platform: 'iOS', push_id: 'c', idfv: 'i' });
		expect(sandbox.state.devices.get('ada')?.size).toBe(3);
		expect(sandbox.state.replaced).toEqual([]);
	});

	it('beyond 1,000 block their user', async () => {
		const devices = Array.from({ length: 1_000 }, (_, index) => device({ device_id: `d${index}` }));
		for (let from = 0; from < 1_000; from += 250) await sendBulk(devices.slice(from, from + 250));
		expect(sandbox.state.devices.get('ada')?.size).toBe(1_000);
		await sendBulk([device({ device_id: 'd0' })]);
		expect(sandbox.state.blockedUsers.has('ada')).toBe(false);

		await client.send('trackDevice', { body: device({ device_id: 'one-more' }) });
		expect(sandbox.state.blockedUsers.has('ada')).toBe(true);
		expect(sandbox.state.devices.get('ada')?.size).toBe(1_000);
		expect(sandbox.state.lost).toHaveLength(1);
	});

	it('of users whom MoEngage does not know are lost on request', async () => {
		await client.send('trackDevice', { body: device({ customer_id: 'stranger' }) });
		expect(sandbox.state.devices.has('stranger')).toBe(true);
		sandbox.clear();
		sandbox.configure({ anyUser: false });
		await client.send('trackDevice', { body: device({ customer_id: 'stranger' }) });
		await client.send('trackDevice', { body: device() });
		expect([...sandbox.state.devices.keys()]).toEqual(['ada']);
		expect(sandbox.state.lost).toMatchObject([
			{ endpoint: 'trackDevice', reason: 'devices are created for existing users only' },
		]);
		expect(sandbox.violations).toEqual([]);
	});
});

describe('opt-outs', () => {
	it('are kept by user and device, the last action wins', async () => {
		const send = (action: string, type: string, value: string) =>
			client.send('manageDevices', {
				body: optOut({ action_type: action, device_identifiers: [{ [type]: value }] }),
			});
		await send('block', 'push_id', 'a');
		await send('block', 'unique_id', 'b');
		await send('unblock', 'push_id', 'a');
		const kept = sandbox.state.optOuts.get('customer_id:ada');
		expect(kept?.allDevices).toBeUndefined();
		expect(Object.fromEntries(kept?.devices ?? [])).toEqual({
			'push_id:a': 'unblock',
			'unique_id:b': 'block',
		});
		expect(kept?.writes).toBe(3);
	});

	it('concern all devices where none is named', async () => {
		const body = optOut({ device_identifiers: [{ push_id: 'a' }] });
		await client.send('manageDevices', { body });
		await client.send('manageDevices', { body: optOut({ action_type: 'unblock' }) });
		const kept = sandbox.state.optOuts.get('customer_id:ada');
		expect(kept).toMatchObject({ allDevices: 'unblock' });
		expect(kept?.devices.size).toBe(0);
	});
});

describe('resubscriptions', () => {
	it('are kept by address, with how often and by which request', async () => {
		const send = (recipients: string[], requestId: string) =>
			client.send('bulkResubscribe', {
				body: resubscription({ recipients, request_id: requestId, update_esp: false }),
			});
		await send(['a@example.com', 'b@example.com'], 'r1');
		await send(['b@example.com'], 'r2');
		await send(['b@example.com'], 'r2');
		expect(Object.fromEntries(sandbox.state.resubscribed)).toEqual({
			'a@example.com': { times: 1, requestIds: ['r1'], esp: 'SENDGRID', updateEsp: false },
			'b@example.com': {
				times: 3,
				requestIds: ['r1', 'r2', 'r2'],
				esp: 'SENDGRID',
				updateEsp: false,
			},
		});
		expect(sandbox.counts().bulkResubscribe).toMatchObject({ applied: 3, records: 4 });
	});
});

describe('preferences on a landing page', () => {
	const update = (body: object, query: Record<string, string> = {}) =>
		client.send('updatePreferences', { query: { ...landingPage, ...query }, body });
	const read = async () => (await client.send('getPreferences', { query: landingPage })).body;

	it('are kept by user, and read again', async () => {
		await update({ unsubscribe_all: false, categories: { Newsletter: false } });
		await update(
			{ unsubscribe_all: false, categories: { Promotional: false } },
			{ moe_event_id: 'event-1' },
		);
		expect(sandbox.state.preferences.landingPage.get(landingPage.user_id)).toEqual({
			cid: landingPage.cid,
			categories: { Newsletter: false, Promotional: false },
			unsubscribedFromAll: false,
			eventId: 'event-1',
			writes: 2,
		});
		expect(await read()).toMatchObject({
			categories: { Newsletter: false, Promotional: false, Transactional: true },
		});
	});

	it('are all off after unsubscribing from all, whatever the categories said', async () => {
		await update({ unsubscribe_all: true, categories: { Newsletter: true } });
		const categories = Object(Object(await read())['categories']);
		expect(new Set(Object.values(categories))).toEqual(new Set([false]));
	});

	it('belong to the user id as it was: a plus sign is a plus sign only when it is encoded', async () => {
		await update({ unsubscribe_all: false, categories: {} });
		const body = { unsubscribe_all: false, categories: {} };
		const path = `/v1/category-subscription/user-preferences?user_id=a+b&cid=c`;
		await client.send('updatePreferences', { path, body });
		expect([...sandbox.state.preferences.landingPage.keys()]).toEqual(['7XvJW2dj3iS+rYA_', 'a b']);
		expect(sandbox.received()[0]?.query).toEqual(landingPage);
	});
});

describe('preferences of users', () => {
	const read = async (channel?: string) => {
		const user = { user_identifier_type: 'uid', user_identifier_value: 'grace' };
		const query = { ...user, ...(channel && { channel }) };
		return (await client.send('getUserPreferences', { query })).body;
	};
	const update = (changes: object, headers = aKey) =>
		client.send('updateUserPreferences', { headers, body: v5Update({ ...changes }) });

	it('set in bulk are read with v5', async () => {
		await client.send('bulkUpdatePreferences', { body: bulkPreferences(['grace', 'stranger']) });
		expect(sandbox.state.preferences.users.get('stranger')?.email.categories).toEqual({
			Newsletter: false,
		});
		expect(await read('email')).toMatchObject({
			data: {
				user_id: 'usr_64f1c0ffee00000000009ace',
				is_globally_unsubscribed: false,
				categories: expect.arrayContaining([
					expect.objectContaining({ name: 'Newsletter', status: 'unsubscribed' }),
					expect.objectContaining({ name: 'Promotional', status: 'subscribed' }),
				]),
			},
		});
	});

	it('set in bulk ignore categories that the workspace does not have', async () => {
		const ada = { customer_id: 'ada', categories: { Nonsense: true }, unsubscribe_all: false };
		const body = { channel: 'email', user_preferences: [ada] };
		await client.send('bulkUpdatePreferences', { body });
		expect(sandbox.state.preferences.users.get('ada')).toMatchObject({
			email: { categories: {} },
			ignoredCategories: ['Nonsense'],
		});
	});

	it('are kept by channel, and only the named categories change', async () => {
		await update({ categories: { Newsletter: false, Promotional: false } });
		await update({ categories: { Promotional: true } }, anotherKey);
		await update(
			{ channel: 'sms', is_globally_unsubscribed: true, event_attributes: { why: 'moved' } },
			{ 'idempotency-key': '00000000-0000-4000-8000-000000000000' },
		);
		expect(sandbox.state.preferences.users.get('grace')).toEqual({
			email: { categories: { Newsletter: false, Promotional: true }, unsubscribedFromAll: false },
			sms: { categories: {}, unsubscribedFromAll: true },
			eventAttributes: { why: 'moved' },
			writes: 3,
			ignoredCategories: [],
		});
	});

	it('ignore the categories of someone who leaves everything', async () => {
		await update({ is_globally_unsubscribed: true, categories: { Newsletter: true } });
		const body = await read('email');
		expect(body).toMatchObject({ data: { is_globally_unsubscribed: true } });
		expect(JSON.stringify(body)).not.toContain('"subscribed"');
		expect(sandbox.state.preferences.users.get('grace')?.email.categories).toEqual({});
	});

	it('are told for both channels unless one is named', async () => {
		const names = (body: unknown) => JSON.stringify(body).match(/"channel":"(email|sms)"/g);
		expect(new Set(names(await read()))).toEqual(new Set(['"channel":"email"', '"channel":"sms"']));
		expect(new Set(names(await read('sms')))).toEqual(new Set(['"channel":"sms"']));
	});

	it('and the list of categories show active ones only', async () => {
		const list = await client.send('getCategories', { query: { channel: 'email' } });
		expect(list.text).not.toMatch(/Christmas 2019|Flash Sales/);
		expect(JSON.stringify(await read())).not.toContain('Christmas 2019');
	});

	it('are those of all users of an address where the workspace unsubscribes by address', async () => {
		const features = { emailBasedUnsubscribe: true };
		sandbox.configure({ workspaces: [{ ...demoWorkspace, features }] });
		const office = { user_identifier_type: 'email', user_identifier_value: 'office@example.com' };
		const answer = await update({ ...office, categories: { Newsletter: false } });
		expect(answer.status).toBe(202);
		expect([...sandbox.state.preferences.users.keys()]).toEqual(['ada', 'ada-assistant']);
		expect(sandbox.counts().updateUserPreferences.records).toBe(2);
		const { body } = await client.send('getUserPreferences', { query: office });
		expect(JSON.stringify(body)).toContain('"unsubscribed"');
	});

	it('keep their categories through a global unsubscribe', async () => {
		await update({ categories: { Newsletter: false } });
		await update({ is_globally_unsubscribed: true }, anotherKey);
		const third = { 'idempotency-key': '00000000-0000-4000-8000-000000000000' };
		await update({ is_globally_unsubscribed: false }, third);
		expect(sandbox.state.preferences.users.get('grace')?.email).toEqual({
			categories: { Newsletter: false },
			unsubscribedFromAll: false,
		});
	});
});

describe('an Idempotency-Key', () => {
	const update = (headers: Record<string, string>, changes: object = {}) =>
		client.send('updateUserPreferences', {
			headers,
			body: v5Update({ categories: { Newsletter: false }, ...changes }),
		});
	const writes = () => sandbox.state.preferences.users.get('grace')?.writes;

	it('brings the first answer again, and nothing happens twice', async () => {
		const first = await update(aKey);
		const second = await update(aKey);
		expect(second.status).toBe(202);
		expect(second.body).toEqual(first.body);
		expect(writes()).toBe(1);
		expect(sandbox.counts().updateUserPreferences).toMatchObject({ requests: 2, applied: 1 });
		expect(sandbox.received().map(({ applied }) => applied)).toEqual([true, false]);
	});

	it('is a conflict with another body', async () => {
		await update(aKey);
		const answer = await update(aKey, { is_globally_unsubscribed: true });
		expect(answer).toMatchObject({
			status: 409,
			body: { error: { code: 'Conflict', target: 'Idempotency-Key' } },
		});
		expect(writes()).toBe(1);
	});

	it('of another kind lets the same update happen again', async () => {
		await update(aKey);
		await update(anotherKey);
		expect(writes()).toBe(2);
	});

	it('is free again after a refusal', async () => {
		expect((await update(aKey, { categories: { Nonsense: true } })).status).toBe(400);
		expect((await update(aKey)).status).toBe(202);
	});

	it('shows that a repeat after a broken answer is harmless', async () => {
		sandbox.failNext('reset', { afterApply: true });
		await expect(update(aKey)).rejects.toThrow();
		expect(writes()).toBe(1);
		expect((await update(aKey)).status).toBe(202);
		expect(writes()).toBe(1);
	});
});

describe('opt-ins', () => {
	const update = (changes: object) => client.send('updateOptIn', { body: optIn({ ...changes }) });
	const statuses = () =>
		Object.fromEntries([...sandbox.state.optIns].map(([user, { status }]) => [user, status]));

	it('are kept by user', async () => {
		await update({ opt_in_status: 'OPT_IN_PENDING' });
		expect(statuses()).toEqual({ grace: 'OPT_IN_PENDING' });
	});

	it('follow the email where both are given, for every user with it', async () => {
		await update({ customer_id: 'grace', email_id: 'office@example.com' });
		expect(statuses()).toEqual({ ada: 'DOUBLE_OPTED_IN', 'ada-assistant': 'DOUBLE_OPTED_IN' });
		expect(sandbox.counts().updateOptIn.records).toBe(2);
	});

	it('become opted out when every given category is off', async () => {
		await update({ categories: { Newsletter: false, Promotional: false } });
		expect(statuses()).toEqual({ grace: 'OPTED_OUT' });
		await update({ categories: { Newsletter: false, Promotional: true } });
		expect(statuses()).toEqual({ grace: 'DOUBLE_OPTED_IN' });
		expect(sandbox.state.preferences.users.get('grace')?.email.categories).toEqual({
			Newsletter: false,
			Promotional: true,
		});
	});

	it.each([
		['the customer id, without carry-forward', { carryForward: false }, ['grace']],
		['nobody, where emails are tokenized', { tokenizedEmails: true }, []],
	])('follow %s', async (_, features, users) => {
		sandbox.configure({ workspaces: [{ ...demoWorkspace, features }] });
		await update({ customer_id: 'grace', email_id: 'office@example.com' });
		expect(Object.keys(statuses())).toEqual(users);
	});

	it('stay as asked with no categories', async () => {
		await update({ categories: {} });
		expect(statuses()).toEqual({ grace: 'DOUBLE_OPTED_IN' });
	});
});

describe('what was received', () => {
	it('is listed as it came, without the key', async () => {
		const before = Date.now();
		const headers = { 'x-forwarded-for': '203.0.113.195' };
		await client.send('trackDevice', { body: device(), headers });
		const [request] = sandbox.received();
		expect(request).toEqual({
			at: expect.any(Number),
			endpoint: 'trackDevice',
			method: 'POST',
			path: '/v1/device/DEMOWORKSPACE',
			query: { app_id: 'DEMOWORKSPACE' },
			headers: expect.objectContaining({
				authorization: '(basic auth of DEMOWORKSPACE)',
				'moe-appkey': 'DEMOWORKSPACE',
				'x-forwarded-for': '203.0.113.195',
			}),
			body: device(),
			status: 200,
			applied: true,
		});
		expect(request?.at).toBeGreaterThanOrEqual(before);
	});

	it('shows no key of a connection test either, also of one turned away or no JSON', async () => {
		const headers = { authorization: undefined };
		await client.send('testConnection', { body: connection });
		await client.send('testConnection', { headers, body: connection });
		await client.send('testConnection', { body: JSON.stringify(connection).slice(0, -1) });
		expect(JSON.stringify(sandbox.received())).not.toContain('demo-data-api-key');
		expect(sandbox.received()).toMatchObject([
			{ status: 200, body: { app_secret: '(hidden)', source: 'n8n' } },
			{ status: 401, body: { app_id: 'DEMOWORKSPACE' } },
			{ status: 400, body: '(hidden)' },
		]);
	});

	it('tells why something was refused', async () => {
		await client.send('trackDevice', { body: device({ customer_id: 'guest' }) });
		await client.send('trackDevice', { body: 'no JSON' });
		expect(sandbox.received()).toMatchObject([
			{ status: 400, applied: false, refused: expect.stringMatching(/^invalid: customer_id: '/) },
			{ status: 400, body: 'no JSON', refused: expect.stringContaining('malformedJson') },
		]);
	});

	it('includes what fits no endpoint', async () => {
		await client.send('getCategories', { path: '/nowhere' });
		expect(sandbox.received()).toMatchObject([{ endpoint: undefined, path: '/nowhere' }]);
	});

	it('can be asked for by endpoint', async () => {
		await client.send('getCategories');
		await client.send('trackDevice', { body: device() });
		expect(sandbox.received('trackDevice')).toMatchObject([{ endpoint: 'trackDevice' }]);
	});

	it('keeps only the newest', async () => {
		sandbox.configure({ keepRequests: 3 });
		for (let index = 0; index < 8; index += 1) {
			await client.send('trackDevice', { body: device({ device_id: `d${index}` }) });
		}
		const ids = sandbox.received().map(({ body }) => Object(body)['device_id']);
		expect(ids).toEqual(['d5', 'd6', 'd7']);
		expect(sandbox.counts().trackDevice.requests).toBe(8);
	});

	it('may be kept not at all', async () => {
		await client.send('trackDevice', { body: device() });
		sandbox.configure({ keepRequests: 0 });
		expect(sandbox.received()).toEqual([]);
		await client.send('trackDevice', { body: device() });
		expect(sandbox.received()).toEqual([]);
		expect(sandbox.counts().trackDevice).toMatchObject({ requests: 2, applied: 2 });
	});

	it('is forgotten with clear, and so are the state and the limits', async () => {
		sandbox.configure({ limits: { trackDevice: { perMinute: 1 } } });
		await client.send('trackDevice', { body: device() });
		await client.send('updateUserPreferences', { headers: aKey, body: v5Update() });
		sandbox.clear();
		expect(sandbox.received()).toEqual([]);
		expect(sandbox.state.devices.size).toBe(0);
		expect(sandbox.state.answered.size).toBe(0);
		expect(sandbox.counts().trackDevice).toMatchObject({ requests: 0, maxInWindow: 0 });
		expect((await client.send('trackDevice', { body: device() })).status).toBe(200);
	});
});

describe('several workspaces', () => {
	it('know nothing of each other', async () => {
		await sandbox.close();
		await start({ workspaces: [demoWorkspace, { workspaceId: 'SECOND', apiKey: 'second-key' }] });
		const second = createClient(sandbox, 'SECOND', 'second-key');
		await second.send('trackDevice', { body: device() });
		expect(sandbox.state.devices.size).toBe(0);
		expect(sandbox.stateOf('SECOND').devices.has('ada')).toBe(true);
	});
});
