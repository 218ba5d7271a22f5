import {
	aKey,
	anotherKey,
	bulk,
	byCustomerId,
	cohort,
	createClient,
	device,
	erasure,
	event,
	merges,
	optIn,
	optOut,
	user,
	usersToGet,
	v5Update,
	type Client,
} from './client';
import type { EndpointName } from './endpoints/names';
import { startSandbox, type Sandbox, type WorkspaceSettings } from './server';
import { demoWorkspace } from './workspaces';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
	sandbox = await startSandbox({ anyUser: false });
	client = createClient(sandbox);
});
afterEach(() => sandbox.close());

const post = async (endpoint: EndpointName, body: unknown, headers = {}) =>
	(await client.send(endpoint, { body, headers })).status;
const become = (workspace: Partial<WorkspaceSettings>) =>
	sandbox.configure({ workspaces: [{ ...demoWorkspace, ...workspace }] });
const devicesOf = (customerId: string) => [...(sandbox.state.devices.get(customerId) ?? [])];
const attributesOf = (customerId: string) => sandbox.state.users.get(customerId)?.attributes;

describe('a device', () => {
	const send = (deviceId: string, attributes: object) =>
		post('trackDevice', device({ device_id: deviceId }, { ...attributes }));

	it.each([
		['color', 'ANDROID', 'unknown'],
		['idfv', 'ANDROID', 'platform'],
		['moe_gaid', 'iOS', 'platform'],
	])('loses %s on %s', async (attribute, platform, reason) => {
		await send('d1', { platform, [attribute]: 'x' });
		expect(devicesOf('ada')[0]?.[1].attributes).not.toHaveProperty(attribute);
		expect(sandbox.state.dropped).toEqual([
			{ customerId: 'ada', deviceId: 'd1', attribute, reason },
		]);
	});

	it.each(['push_id', 'moe_gaid'])('goes when another one comes with its %s', async (token) => {
		await send('old', { [token]: 'shared' });
		await send('new', { [token]: 'shared' });
		expect(devicesOf('ada').map(([id]) => id)).toEqual(['new']);
		expect(sandbox.state.replaced).toEqual([
			{ customerId: 'ada', deviceId: 'old', token: `${token}:shared`, newDeviceId: 'new' },
		]);
	});

	it('is lost without its user, who may come before it in the same request', async () => {
		const ofNew = (deviceId: string) => device({ customer_id: 'new', device_id: deviceId });
		const created = user({ score: 1 }, { customer_id: 'new' });
		await post('bulkImport', bulk([ofNew('early'), created, ofNew('late')]));
		expect(devicesOf('new').map(([id]) => id)).toEqual(['late']);
		expect(sandbox.state.lost).toMatchObject([{ element: { device_id: 'early' } }]);
		expect(sandbox.violations).toEqual([]);
	});
});

describe('a user', () => {
	const track = (attributes: object, changes: object = {}) =>
		post('trackUser', user({ ...attributes }, { ...changes }));

	it.each([
		[{ type: 'equals', attr: 'old_one' }, ['old_two', 'two_old']],
		[{ type: 'prefix', attr: 'old_' }, ['two_old']],
		[{ type: 'suffix', attr: '_old' }, ['old_one', 'old_two']],
		[{ type: 'contains', attr: 'OLD', case_sensitive: false }, []],
		[{ type: 'contains', attr: 'OLD' }, ['old_one', 'old_two', 'two_old']],
	])('loses attributes by %p, even those that the same request sets', async (rule, left) => {
		const changes = { customer_id: 'new', unset_attributes: [rule] };
		await track({ old_one: 1, old_two: 2, two_old: 3 }, changes);
		expect(Object.keys(attributesOf('new') ?? {})).toEqual(left);
	});

	it.each([
		['a name', { ['m'.repeat(201)]: 'v' }, { ['m'.repeat(200)]: 'v' }],
		['a text', { text: 'v'.repeat(513) }, { text: 'v'.repeat(512) }],
		['a list', { tags: ['v'.repeat(513)] }, { tags: ['v'.repeat(512)] }],
		['an object', { car: { name: 'v'.repeat(513) } }, { car: { name: 'v'.repeat(512) } }],
	])('is cut where %s is too long, as a violation', async (_, sent, kept) => {
		expect(await track(sent)).toBe(200);
		expect(attributesOf('ada')).toMatchObject(kept);
		expect(sandbox.violations).toMatchObject([{ reason: `cut: ${Object.keys(sent).join('')}` }]);
	});

	it.each(
		'moe_gaid moe_mweb u_l_a cr_t publisher_name campaign_name advertising_identifier'.split(' '),
	)('takes %s only while it is created', async (attribute) => {
		await track({ [attribute]: 'first' }, { customer_id: 'new' });
		await track({ [attribute]: 'second' }, { customer_id: 'new' });
		expect(attributesOf('new')).toHaveProperty(attribute, 'first');
		expect(sandbox.state.dropped).toEqual([{ customerId: 'new', attribute, reason: 'creation' }]);
	});

	const get = async (...body: Parameters<typeof usersToGet>) =>
		(await client.send('getUsers', { body: usersToGet(...body) })).body;

	it('is answered in an order that nobody promised, by either id', async () => {
		const { moengageId = '' } = sandbox.state.users.get('john') ?? {};
		const john = { identifier_type: 'moengage_id', identifier: moengageId };
		expect(await get([...byCustomerId('ada', 'nobody', 'ada'), john])).toMatchObject({
			data: {
				users_not_found: byCustomerId('nobody'),
				users: [
					{ user_attributes: { customer_id: 'john', id: moengageId } },
					{ user_attributes: { customer_id: 'ada', email: 'office@example.com' } },
				],
			},
		});
	});

	it.each([
		['customer_id', 'id'],
		['uid', 'moengage_id'],
		['customer_id', '_id'],
	] as const)('is answered with its ids as %s and %s', async (customerId, moengageId) => {
		become({ userIdKeys: { customerId, moengageId } });
		const ids = { [customerId]: 'grace', [moengageId]: expect.stringMatching(/^usr_/) };
		const expectUser = async (fields: string[], attributes: object) =>
			expect(await get(byCustomerId('grace'), fields)).toHaveProperty('data.users', [
				{ user_attributes: attributes },
			]);
		await expectUser(['customer_id', 'id'], ids);
		await expectUser(['email'], { email: 'grace@example.com' });
	});

	it('is merged: the retained one keeps its attributes and gains the rest', async () => {
		await track({ score: 1, color: 'red' }, { customer_id: 'grace' });
		await track({ score: 2 });
		await post('mergeUsers', merges(['grace', 'ada'], ['john', 'ada']));
		expect(attributesOf('ada')).toEqual({ email: 'office@example.com', score: 2, color: 'red' });
		expect(sandbox.state.users.has('grace')).toBe(false);
	});

	it.each<[string, Array<[string, string]>]>([
		['the merged user does not exist', [['nobody', 'ada']]],
		['the retained user does not exist', [['ada', 'nobody']]],
		['a user cannot be merged into itself', [['john', 'john']]],
		[
			'the user is both merged and retained in the request',
			[
				['grace', 'jane'],
				['jane', 'ada'],
			],
		],
		[
			'the user is merged twice in the request',
			[
				['grace', 'jane'],
				['grace', 'ada'],
			],
		],
	])('is not merged, without a word, since %s', async (reason, pairs) => {
		expect(await post('mergeUsers', merges(...pairs))).toBe(200);
		expect(sandbox.state.merges).toHaveLength(pairs.length - 1);
		expect(sandbox.state.skippedMerges).toMatchObject([{ reason }]);
	});

	const hour = 60 * 60_000;
	const ada = { identity_type: 'customer_id', identity_value: 'ada' };

	it('who is deleted stays for a day, and goes without the events', async () => {
		await post('trackDevice', device());
		await post('trackEvent', event());
		expect(await post('deleteUser', ada)).toBe(200);
		sandbox.advance(23 * hour);
		expect(await post('deleteUser', ada)).toBe(200);
		expect(sandbox.state.users.has('ada')).toBe(true);
		sandbox.advance(hour);
		expect(sandbox.state.users.has('ada')).toBe(false);
		expect(devicesOf('ada')).toEqual([]);
		expect(sandbox.state.events).toHaveLength(1);
		expect(sandbox.state.deletedUsers).toEqual(['ada']);
	});

	it('who was deleted is unknown, until something arrives', async () => {
		sandbox.configure({ deletionHours: 0 });
		await post('deleteUser', ada);
		become({});
		expect(await post('deleteUser', ada)).toBe(400);
		await post('trackEvent', event());
		expect(attributesOf('ada')).toEqual({});
	});

	it.each([
		['ID', 'ada', ['ada']],
		['email', 'office@example.com', ['ada', 'ada-assistant']],
		['mobile', '+4912345', ['ada']],
		['user_secondary_id', 'crm-1', ['ada']],
		['google_advertising_id', 'gaid-1', ['new']],
		['advertising_identifier', 'aid-1', ['new']],
		['email', 'nobody@example.com', []],
	])('is erased by %s %s: %j', async (type, value, erased) => {
		await track({ mobile: '+4912345', user_secondary_id: 'crm-1' });
		const ids = { moe_gaid: 'gaid-1', advertising_identifier: 'aid-1' };
		await track(ids, { customer_id: 'new' });
		expect(await post('eraseUser', erasure(type, value))).toBe(200);
		become({});
		expect(sandbox.state.erasedUsers).toEqual(erased);
		expect([...sandbox.state.users.keys()].filter((id) => erased.includes(id))).toEqual([]);
	});

	it('who is erased leaves nothing', async () => {
		await post('trackEvent', event());
		await post('trackDevice', device());
		await post('manageDevices', optOut());
		await post('updateOptIn', optIn({ customer_id: 'ada', categories: { Newsletter: false } }));
		await post('syncCohort', cohort(['ada', 'grace']));
		await post('eraseUser', erasure());
		const { cohorts, preferences, ...state } = sandbox.state;
		const none = new Map();
		expect(state).toMatchObject({ events: [], devices: none, optOuts: none, optIns: none });
		expect(preferences.users).toEqual(none);
		expect(cohorts.get('trial-ends')?.members).toEqual(new Set(['grace']));
	});
});

describe('an event', () => {
	const recorded = () => sandbox.state.events;

	it.each([
		['ISO 8601', { current_time: '2020-05-31T16:33:35Z' }],
		['ISO 8601 with an offset', { current_time: '2020-05-31T18:33:35+02:00' }],
		['epoch seconds', { current_time: 1590942815 }],
		['epoch seconds as text', { current_time: '1590942815' }],
		['the clock of the user', { user_time: '2020-05-31T22:03:35', user_timezone_offset: 19800 }],
	])('tells its time as %s', async (_, time) => {
		expect(await post('trackEvent', event(time))).toBe(200);
		expect(recorded()[0]?.at).toBe(Date.parse('2020-05-31T16:33:35Z'));
	});

	it.each([1590942815000, '1590942815000'])(
		'is recorded as of now with the milliseconds %p, as a violation',
		async (time) => {
			const before = Date.now();
			await post('trackEvent', event({ current_time: time }));
			expect(recorded()[0]?.at).toBeGreaterThanOrEqual(before);
			expect(sandbox.violations).toHaveLength(1);
		},
	);

	const first = event({}, { dedup_id: 'order-1' });

	it('with a deduplication id is recorded once, on whichever way it comes', async () => {
		await post('trackEvent', first);
		await post('trackEvent', first);
		await post('bulkImport', bulk([first]));
		expect(recorded()).toMatchObject([{ deduplicationId: 'order-1' }]);
		expect(sandbox.state.repeatedEvents).toHaveLength(2);
	});

	it.each([
		['for another customer', { customer_id: 'grace' }],
		['with other contents', { actions: [{ action: 'Deal Lost' }] }],
		['with another id', { dedup_id: 'order-2' }],
	])('with a deduplication id is recorded again %s', async (_, changes) => {
		await post('trackEvent', first);
		await post('trackEvent', { ...first, ...changes });
		expect(recorded()).toHaveLength(2);
	});

	it('is recorded again where the workspace does not support that', async () => {
		become({ features: { deduplication: false } });
		await post('trackEvent', first);
		await post('trackEvent', first);
		expect(recorded()).toHaveLength(2);
	});
});

describe('preferences of a user', () => {
	const grace = { user_identifier_type: 'uid', user_identifier_value: 'grace' };
	const read = async (channel: object = {}) =>
		(await client.send('getUserPreferences', { query: { ...grace, ...channel } })).text;
	const update = (changes: object, headers = aKey) =>
		client.send('updateUserPreferences', { headers, body: v5Update({ ...changes }) });
	const kept = () => sandbox.state.preferences.users.get('grace');

	it('keep their categories through a global unsubscribe, which ignores new ones', async () => {
		await update({ categories: { Newsletter: false } });
		const all = { is_globally_unsubscribed: true, categories: { Newsletter: true } };
		await update(all, anotherKey);
		expect(await read({ channel: 'email' })).not.toContain('"subscribed"');
		expect(kept()?.email.categories).toEqual({ Newsletter: false });
	});
});

it.each([
	['the email, where both are given', { email_id: 'office@example.com' }, 'ada ada-assistant'],
	['the customer id', {}, 'grace'],
	['the categories, where all are off', { categories: { Newsletter: false } }, 'grace out'],
])('an opt-in follows %s', async (_, changes, kept) => {
	await post('updateOptIn', optIn(changes));
	const described = [...sandbox.state.optIns].map(
		([customerId, { status }]) => customerId + (status === 'OPTED_OUT' ? ' out' : ''),
	);
	expect(described.join(' ')).toBe(kept);
});
