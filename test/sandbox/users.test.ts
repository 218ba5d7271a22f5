import {
	bulk,
	byCustomerId,
	cohort,
	createClient,
	device,
	erasure,
	event,
	merges,
	user,
	usersToGet,
	type Client,
} from './client';
import { startSandbox, type Sandbox } from './server';
import { demoWorkspace } from './workspaces';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
	sandbox = await startSandbox({ anyUser: false });
	client = createClient(sandbox);
});
afterEach(() => sandbox.close());

const track = async (attributes: object, changes: object = {}) =>
	(await client.send('trackUser', { body: user({ ...attributes }, { ...changes }) })).status;
const attributesOf = (customerId: string) => sandbox.state.users.get(customerId)?.attributes;
const list = (length: number, value: unknown = 'x') => Array.from({ length }, () => value);

describe('a user', () => {
	it('is created, and changed by what comes later', async () => {
		await track({ score: 1, vip: true }, { customer_id: 'new' });
		await track({ score: 2.5 }, { customer_id: 'new' });
		expect(sandbox.state.users.get('new')).toEqual({
			moengageId: expect.stringMatching(/^usr_/),
			attributes: { score: 2.5, vip: true },
			writes: 2,
		});
	});

	it('is left alone where only existing ones are updated', async () => {
		await track({ score: 1 }, { customer_id: 'new', update_existing_only: true });
		await track({ score: 1 }, { update_existing_only: true });
		expect(sandbox.state.users.has('new')).toBe(false);
		expect(attributesOf('ada')).toMatchObject({ score: 1 });
	});

	it('gains and loses values of lists', async () => {
		await track({ tags: ['a', 'b'] });
		await track({ addValueToArrayField: { tags: ['b', 'c'] } });
		await track({ removeValueFromArrayField: { tags: ['a'] } });
		expect(attributesOf('ada')).toMatchObject({ tags: ['b', 'c'] });
	});

	it.each([
		[{ type: 'equals', attr: 'old_one' }, ['old_two', 'two_old']],
		[{ type: 'prefix', attr: 'old_' }, ['two_old']],
		[{ type: 'suffix', attr: '_old' }, ['old_one', 'old_two']],
		[{ type: 'contains', attr: 'OLD', case_sensitive: false }, []],
		[{ type: 'contains', attr: 'OLD' }, ['old_one', 'old_two', 'two_old']],
	])('loses attributes by %p, even those that the same request sets', async (rule, left) => {
		await track(
			{ old_one: 1, old_two: 2, two_old: 3 },
			{ customer_id: 'new', unset_attributes: [rule] },
		);
		expect(Object.keys(attributesOf('new') ?? {})).toEqual(left);
	});

	const refused: Array<[string, object, object]> = [
		['another type', {}, { type: 'Customer' }],
		['a reserved customer id', {}, { customer_id: '(empty)' }],
		['no customer id', {}, { customer_id: undefined }],
		['a customer id that is a number', {}, { customer_id: 17 }],
		['an unknown key', {}, { device_id: 'd' }],
		['null as a value', { score: null }, {}],
		['a place without a longitude', { geo: { lat: 51.5 } }, {}],
		['a place in text', { geo: { lat: '51.5', lon: '-0.1' } }, {}],
		['a place that is nowhere', { geo: { lat: 91, lon: 0 } }, {}],
		['a URL of more than 512 characters', { site: `https://a.example/${'x'.repeat(500)}` }, {}],
		['a list of objects and texts', { orders: [{ id: 1 }, 'a'] }, {}],
		['a list of mixed types', { tags: ['a', 1] }, {}],
		['a list of 51 elements', { tags: list(51) }, {}],
		['added values of mixed types', { addValueToArrayField: { tags: ['a', 1] } }, {}],
		['one added value that is no list', { addValueToArrayField: { tags: 'a' } }, {}],
		['a list that is set and changed', { tags: ['a'], addValueToArrayField: { tags: ['b'] } }, {}],
		['a platform without its state', { platforms: [{ platform: 'iOS' }] }, {}],
		['an unknown kind of unsetting', {}, { unset_attributes: [{ type: 'like', attr: 'a' }] }],
	];

	it.each(refused)('is refused with %s, which is a violation', async (_, attributes, changes) => {
		expect(await track(attributes, changes)).toBe(400);
		expect(attributesOf('ada')).toEqual({ email: 'office@example.com' });
		expect(sandbox.violations).toHaveLength(1);
	});

	it.each(
		['', 'id', '_id', '(empty)', 'status', 'user_id', 'source', 'INSTALL', 'UPDATE'].concat(
			['MOE_GAID', 'MOE_ISLAT', 'MOE_TIME_FORMAT', 'MOE_TIME_TIMEZONE'],
			['USER_ATTRIBUTE_X', 'moe_own'],
		),
	)('is refused with the reserved name %p', async (name) => {
		expect(await track({ [name]: 'x' })).toBe(400);
		expect(await track({ addValueToArrayField: { [name]: ['x'] } })).toBe(400);
		expect(attributesOf('ada')).toEqual({ email: 'office@example.com' });
	});

	it.each([
		['an object', { address: { city: 'London' } }],
		['a list of objects', { orders: [{ id: 1 }] }],
	])('may have %s where the workspace supports that', async (_, attributes) => {
		expect(await track(attributes)).toBe(200);
		expect(attributesOf('ada')).toMatchObject(attributes);
		const features = { objectAttributes: false };
		sandbox.configure({ workspaces: [{ ...demoWorkspace, features }] });
		expect(await track(attributes)).toBe(400);
	});

	it.each(
		['moe_unsubscribe', 'moe_hard_bounce', 'moe_spam', 'moe_sms_subscription'].concat(
			['moe_wa_subscription', 'moe_email_optin_status', 'moe_em_unsub_categories'],
			['moe_sub_w'],
		),
	)("takes MoEngage's own %s", async (name) => {
		expect(await track({ [name]: true })).toBe(200);
		expect(attributesOf('ada')).toHaveProperty(name, true);
	});

	it.each(
		['moe_gaid', 'moe_mweb', 'u_l_a', 'cr_t', 'publisher_name', 'campaign_name'].concat(
			'advertising_identifier',
		),
	)('takes %s only while it is created', async (name) => {
		await track({ [name]: 'first' }, { customer_id: 'new' });
		await track({ [name]: 'second' }, { customer_id: 'new' });
		expect(attributesOf('new')).toHaveProperty(name, 'first');
		expect(sandbox.state.dropped).toEqual([
			{ customerId: 'new', attribute: name, reason: 'creation' },
		]);
	});

	it('keeps 200 characters of a name and 512 of a value; what is cut off is a violation', async () => {
		const fits = { ['n'.repeat(200)]: 'v'.repeat(512), tags: list(50, 'v'.repeat(512)) };
		expect(await track(fits)).toBe(200);
		expect(sandbox.violations).toEqual([]);
		await track({ ['m'.repeat(201)]: 'v', text: 'v'.repeat(513), tags: ['v'.repeat(513)] });
		expect(attributesOf('ada')).toMatchObject({
			['m'.repeat(200)]: 'v',
			text: 'v'.repeat(512),
			tags: ['v'.repeat(512)],
		});
		expect(sandbox.violations).toMatchObject([
			{ endpoint: 'trackUser', reason: `cut: ${'m'.repeat(201)}, text, tags` },
		]);
	});
});

describe('an event', () => {
	const send = async (action: object, changes: object = {}) =>
		(await client.send('trackEvent', { body: event({ ...action }, { ...changes }) })).status;

	it('is recorded each time it comes, and creates its user', async () => {
		const action = { attributes: { price: 3 }, platform: 'web', real_time_action: 'true' };
		await send(action, { customer_id: 'new', device_id: 'd1' });
		await send(action, { customer_id: 'new', device_id: 'd1' });
		const recorded = {
			endpoint: 'trackEvent',
			customerId: 'new',
			action: 'Deal Won',
			attributes: { price: 3 },
			at: expect.any(Number),
			deviceId: 'd1',
			platform: 'web',
			realTime: true,
		};
		expect(sandbox.state.events).toEqual([recorded, recorded]);
		expect(sandbox.state.users.has('new')).toBe(true);
		expect(sandbox.counts().trackEvent).toMatchObject({ applied: 2, records: 2 });
	});

	it('may have attributes with names that users cannot have', async () => {
		const attributes = { id: 1, status: 'open', source: 'web', user_id: 'u', MOE_GAID: 'g' };
		expect(await send({ attributes, action: 'n'.repeat(200) })).toBe(200);
		expect(sandbox.state.events).toMatchObject([{ attributes }]);
	});

	it.each([1590942815000, '1590942815000'])(
		'is recorded as of now with the milliseconds %p, which is a violation',
		async (time) => {
			const before = Date.now();
			expect(await send({ current_time: time })).toBe(200);
			expect(sandbox.state.events[0]?.at).toBeGreaterThanOrEqual(before);
			expect(sandbox.violations).toHaveLength(1);
		},
	);

	describe('with a deduplication id', () => {
		const identified = (changes: object = {}) => event({}, { dedup_id: 'order-1', ...changes });
		const sendInBulk = async (element: object) =>
			await client.send('bulkImport', { body: bulk([element]) });

		it('is recorded once, on whichever way it comes', async () => {
			await client.send('trackEvent', { body: identified() });
			await client.send('trackEvent', { body: identified() });
			await sendInBulk(identified());
			expect(sandbox.state.events).toMatchObject([{ deduplicationId: 'order-1' }]);
			expect(sandbox.state.repeatedEvents).toHaveLength(2);
		});

		it.each([
			['for another customer', { customer_id: 'grace' }],
			['with other contents', { actions: [{ action: 'Deal Lost' }] }],
			['with another id', { dedup_id: 'order-2' }],
		])('is recorded again %s', async (_, changes) => {
			await client.send('trackEvent', { body: identified() });
			await client.send('trackEvent', { body: identified(changes) });
			expect(sandbox.state.events).toHaveLength(2);
		});

		it('is recorded again where the workspace does not support that', async () => {
			const features = { deduplication: false };
			sandbox.configure({ workspaces: [{ ...demoWorkspace, features }] });
			await client.send('trackEvent', { body: identified() });
			await client.send('trackEvent', { body: identified() });
			expect(sandbox.state.events).toHaveLength(2);
		});
	});

	it('is recorded also when its answer is lost', async () => {
		sandbox.failNext('reset', { afterApply: true });
		await expect(send({})).rejects.toThrow();
		expect(sandbox.state.events).toHaveLength(1);
	});

	it.each([
		['ISO 8601', { current_time: '2020-05-31T16:33:35Z' }],
		['ISO 8601 with an offset', { current_time: '2020-05-31T18:33:35+02:00' }],
		['epoch seconds', { current_time: 1590942815 }],
		['epoch seconds as text', { current_time: '1590942815' }],
		['the clock of the user', { user_time: '2020-05-31T22:03:35', user_timezone_offset: 19800 }],
	])('tells its time as %s', async (_, times) => {
		expect(await send(times)).toBe(200);
		expect(sandbox.state.events[0]?.at).toBe(Date.parse('2020-05-31T16:33:35Z'));
	});

	it.each([
		['a time in the future', { current_time: Math.ceil(Date.now() / 1_000) + 120 }, {}],
		['a time in words', { current_time: 'yesterday' }, {}],
		['an offset beyond 15 hours', { user_timezone_offset: 54_001 }, {}],
		['an unknown platform', { platform: 'Android' }, {}],
		['an empty action', { action: '' }, {}],
		['no actions', {}, { actions: [] }],
		['an unknown key', { time: 1 }, {}],
		['a reserved customer id', {}, { customer_id: 'guest' }],
		['an attribute of a reserved name', { attributes: { moe_x: 1 } }, {}],
		["one of MoEngage's own attributes", { attributes: { moe_unsubscribe: true } }, {}],
		['a reserved name', { action: 'moe_x' }, {}],
		['a name of 201 characters', { action: 'n'.repeat(201) }, {}],
		['a deduplication id that is a number', {}, { dedup_id: 17 }],
		['an empty deduplication id', {}, { dedup_id: '' }],
		['a deduplication id of one action', { dedup_id: 'd-1' }, {}],
		['101 attributes', { attributes: Object.fromEntries(list(101).entries()) }, {}],
	])('is refused with %s, which is a violation', async (_, action, changes) => {
		expect(await send(action, changes)).toBe(400);
		expect(sandbox.state.events).toEqual([]);
		expect(sandbox.violations).toHaveLength(1);
	});
});

describe('a bulk import', () => {
	const send = async (elements: unknown[]) =>
		(await client.send('bulkImport', { body: bulk(elements) })).status;

	it('takes elements in their order: a device is kept only after its user', async () => {
		const ofNew = (deviceId: string) => device({ customer_id: 'new', device_id: deviceId });
		await send([ofNew('early'), user({ score: 1 }, { customer_id: 'new' }), ofNew('late')]);
		expect([...(sandbox.state.devices.get('new')?.keys() ?? [])]).toEqual(['late']);
		expect(sandbox.state.lost).toMatchObject([{ element: { device_id: 'early' } }]);
		await send([event({}, { customer_id: 'newer' }), device({ customer_id: 'newer' })]);
		expect(sandbox.state.devices.get('newer')?.size).toBe(1);
		expect(sandbox.violations).toEqual([]);
	});

	const invalid: Array<[string, unknown]> = [
		['nothing', null],
		['another type', { ...device(), type: 'Device' }],
		['a reserved customer id', device({ customer_id: 'guest' })],
		['no customer id', user({}, { customer_id: undefined })],
		['an empty action', event({ action: '' })],
		['a reserved name', user({ moe_x: 1 })],
		['a time in the future', event({ current_time: '2999-01-01T00:00:00Z' })],
	];

	it.each(invalid)('loses %s without a word, which is a violation', async (_, element) => {
		expect(await send([element, device()])).toBe(200);
		const sent: unknown = JSON.parse(JSON.stringify(element));
		expect(sandbox.state.lost).toMatchObject([{ endpoint: 'bulkImport', element: sent }]);
		expect(sandbox.violations).toMatchObject([{ endpoint: 'bulkImport', sent }]);
		expect(sandbox.counts().bulkImport).toMatchObject({ applied: 1, records: 1 });
	});

	it.each([
		['devices', device()],
		['users', user()],
		['events', event()],
	])('of more than 5,000 %s of one user within a minute blocks the user', async (_, element) => {
		sandbox.configure({ limits: { bulkImport: { perMinute: null } } });
		for (let sent = 0; sent < 5_000; sent += 500) await send(list(500, element));
		expect(sandbox.state.blockedUsers.has('ada')).toBe(false);
		expect(await send([element, user(), device({ customer_id: 'grace' })])).toBe(200);
		expect(sandbox.state.blockedUsers).toEqual(new Set(['ada']));
		expect(sandbox.state.lost).toHaveLength(2);
		expect(sandbox.counts().bulkImport.records).toBe(5_001);
	});

	it('refuses the few that the reference lists, on request', async () => {
		sandbox.configure({ strictBulkImport: true });
		const statuses = [];
		for (const [, element] of invalid) statuses.push(await send([device(), element]));
		expect(statuses).toEqual([400, 400, 200, 400, 400, 200, 200]);
		expect(await send([user(), event(), device()])).toBe(200);
	});
});

describe('users', () => {
	const get = async (body: object) => (await client.send('getUsers', { body })).body;

	it('are answered in an order of their own, by either id', async () => {
		const { moengageId = '' } = sandbox.state.users.get('john') ?? {};
		const body = usersToGet([
			...byCustomerId('ada', 'nobody', 'grace', 'ada'),
			{ identifier_type: 'moengage_id', identifier: moengageId },
		]);
		expect(await get(body)).toMatchObject({
			data: {
				users_not_found: byCustomerId('nobody'),
				users: [
					{ user_attributes: { customer_id: 'john', id: moengageId } },
					{ user_attributes: { customer_id: 'grace', email: 'grace@example.com' } },
					{ user_attributes: { customer_id: 'ada' } },
				],
			},
		});
	});

	it('show only the fields that were asked for', async () => {
		await track({ score: 1, vip: true });
		expect(await get(usersToGet(byCustomerId('ada'), ['score']))).toMatchObject({
			data: { users: [{ user_attributes: { score: 1 } }] },
		});
	});

	it.each([
		['no identifiers', usersToGet([])],
		['an unknown identifier type', usersToGet([{ identifier_type: 'email', identifier: 'a' }])],
		['an empty identifier', usersToGet(byCustomerId(''))],
	])('are not answered with %s', async (_, body) => {
		expect((await client.send('getUsers', { body })).status).toBe(400);
	});

	it('are merged: the retained one keeps its attributes and gains the rest', async () => {
		await track({ score: 1, color: 'red' }, { customer_id: 'grace' });
		await track({ score: 2 });
		await client.send('trackDevice', { body: device({ customer_id: 'grace' }) });
		await client.send('mergeUsers', { body: merges(['grace', 'ada'], ['john', 'ada']) });
		expect(attributesOf('ada')).toEqual({ email: 'office@example.com', score: 2, color: 'red' });
		expect(sandbox.state.devices.get('ada')?.size).toBe(1);
		expect(sandbox.state.users.has('grace')).toBe(false);
		expect(sandbox.counts().mergeUsers.records).toBe(2);
	});

	it('of pairs that cannot be merged are skipped without a word', async () => {
		const answer = await client.send('mergeUsers', {
			body: merges(
				['nobody', 'ada'],
				['ada', 'nobody'],
				['john', 'john'],
				['grace', 'jane'],
				['jane', 'no-email'],
				['grace', 'no-email'],
			),
		});
		expect(answer).toMatchObject({ status: 200, body: { operation: 'created' } });
		expect(sandbox.state.merges).toEqual([{ mergedUser: 'grace', retainedUser: 'jane' }]);
		expect(sandbox.state.skippedMerges.map(({ reason }) => reason)).toEqual([
			'the merged user does not exist',
			'the user is both merged and retained in the request',
			'a user cannot be merged into itself',
			'the user is both merged and retained in the request',
			'the user is merged twice in the request',
		]);
	});

	it.each([
		['customer_id', 'id'],
		['uid', 'moengage_id'],
		['customer_id', '_id'],
	] as const)('are answered with their ids as %s and %s', async (customerId, moengageId) => {
		const userIdKeys = { customerId, moengageId };
		sandbox.configure({ workspaces: [{ ...demoWorkspace, userIdKeys }] });
		const ids = { [customerId]: 'no-email', [moengageId]: expect.stringMatching(/^usr_/) };
		for (const fields of [undefined, ['customer_id', 'id']]) {
			expect(await get(usersToGet(byCustomerId('no-email'), fields))).toMatchObject({
				data: { users: [{ user_attributes: ids }] },
			});
		}
	});

	describe('who are deleted', () => {
		const hour = 60 * 60_000;
		const remove = async () => {
			const body = { identity_type: 'customer_id', identity_value: 'ada' };
			return (await client.send('deleteUser', { body })).status;
		};
		const isThere = () => sandbox.state.users.has('ada');

		it('stay for a day, and go with their devices', async () => {
			await client.send('trackDevice', { body: device() });
			await client.send('trackEvent', { body: event() });
			expect(await remove()).toBe(200);
			sandbox.advance(23 * hour);
			expect(await remove()).toBe(200);
			expect(isThere()).toBe(true);
			sandbox.advance(hour);
			expect(isThere()).toBe(false);
			expect(sandbox.state.devices.has('ada')).toBe(false);
			expect(sandbox.state.events).toHaveLength(1);
			expect(sandbox.state.deletedUsers).toEqual(['ada']);
			expect(await remove()).toBe(400);
		});

		it('are created again by what arrives later, and by nothing else', async () => {
			sandbox.configure({ deletionHours: 0 });
			await remove();
			sandbox.configure({ workspaces: [{ ...demoWorkspace }] });
			expect(isThere()).toBe(false);
			await client.send('trackEvent', { body: event() });
			expect(attributesOf('ada')).toEqual({});
			expect(sandbox.violations).toEqual([]);
		});
	});
});

describe('a cohort', () => {
	const sync = async (...body: Parameters<typeof cohort>) =>
		(await client.send('syncCohort', { body: cohort(...body) })).status;
	const trialEnds = () => sandbox.state.cohorts.get('trial-ends');

	it('gains and loses users, and skips those whom MoEngage does not know', async () => {
		expect(await sync(['ada', 'grace', 'nobody'])).toBe(200);
		expect(await sync(['ada', 'nobody'], {}, 'remove_members')).toBe(200);
		expect(trialEnds()).toEqual({
			name: 'Trial ends on Friday',
			partner: 'n8n',
			members: new Set(['grace']),
			unknownUsers: ['nobody', 'nobody'],
		});
		expect(sandbox.violations).toEqual([]);
	});

	it.each([
		['no members', { members: [] }, 'add_members'],
		['a member who is a text', { members: ['ada'] }, 'add_members'],
		['a number as the id of a member', { members: [{ uid: 17 }] }, 'add_members'],
		['no id', { cohort_id: undefined }, 'add_members'],
		['an empty name', { cohort_name: '' }, 'add_members'],
		['a key that it does not know', { surprise: 1 }, 'add_members'],
		['another action', {}, 'set_members'],
	])('is refused with %s, which is a violation', async (_, parameters, action) => {
		expect(await sync(['ada'], parameters, action)).toBe(400);
		expect(sandbox.state.cohorts.size).toBe(0);
		expect(sandbox.violations).toHaveLength(1);
	});
});

describe('an erasure', () => {
	const erase = async (...body: Parameters<typeof erasure>) =>
		(await client.send('eraseUser', { body: erasure(...body) })).status;

	it.each([
		['ID', 'ada', ['ada']],
		['email', 'office@example.com', ['ada', 'ada-assistant']],
		['mobile', '+4912345', ['ada']],
		['user_secondary_id', 'crm-1', ['ada']],
		['google_advertising_id', 'gaid-1', ['new']],
		['advertising_identifier', 'aid-1', ['new']],
		['email', 'nobody@example.com', []],
	])('by %s %s forgets all of %j', async (type, value, erased) => {
		await track({ mobile: '+4912345', user_secondary_id: 'crm-1' });
		const ids = { moe_gaid: 'gaid-1', advertising_identifier: 'aid-1' };
		await track(ids, { customer_id: 'new' });
		expect(await erase(type, value)).toBe(200);
		expect(sandbox.state.erasedUsers).toEqual(erased);
		expect([...sandbox.state.users.keys()].filter((id) => erased.includes(id))).toEqual([]);
	});

	it('leaves nothing of the user', async () => {
		await client.send('trackEvent', { body: event() });
		await client.send('trackDevice', { body: device() });
		await client.send('syncCohort', { body: cohort(['ada', 'grace']) });
		await erase();
		expect(sandbox.state).toMatchObject({ events: [], devices: new Map() });
		expect(sandbox.state.cohorts.get('trial-ends')?.members).toEqual(new Set(['grace']));
	});

	it.each([
		['another type of identity', ['customer_id']],
		['a number', ['ID', 17]],
		['nobody', ['ID', 'ada', { identities: [] }]],
		['a day without a time', ['ID', 'ada', { submitted_time: '2026-11-20' }]],
		['another type of request', ['ID', 'ada', { request_type: 'access' }]],
		['another version', ['ID', 'ada', { api_version: '2.0' }]],
	] as Array<[string, Parameters<typeof erasure>]>)(
		'is refused with %s, which is a violation',
		async (_, body) => {
			expect(await erase(...body)).toBe(400);
			expect(sandbox.state.users.has('ada')).toBe(true);
			expect(sandbox.violations).toHaveLength(1);
		},
	);
});
