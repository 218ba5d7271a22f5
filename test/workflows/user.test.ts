import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { speedUp } from './fastTime';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const user = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'user',
	operation,
	...more,
});

const people = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}`, plan: `p-${index}` }));

const setPlan: INodeParameters = {
	customerId: '={{ $json.id }}',
	attributes: { attribute: [{ name: 'plan', value: '={{ $json.plan }}' }] },
};

const attributesOf = (customerId: string) =>
	workspace.sandbox.state.users.get(customerId)?.attributes;

const jsonsOf = (ran: Awaited<ReturnType<typeof workspace.run>>, index = 0) =>
	ran.output('MoEngage', index).map(({ json }) => json);

/** How many entries a list has that stands somewhere in a body. */
const sizesOf = (
	endpoint: 'bulkImport' | 'getUsers' | 'mergeUsers',
	pick: (body: unknown) => unknown,
) =>
	workspace.sandbox
		.received(endpoint)
		.map(({ body }) => z.array(z.unknown()).parse(pick(body)).length);

afterEach(() => {
	expect(workspace.sandbox.violations).toEqual([]);
});

describe('creating or updating users', () => {
	it('sends one request a user, and outputs the answer with the ID', async () => {
		const ran = await workspace.run(user('upsert', setPlan), people(2));

		expect(attributesOf('c-0')).toEqual({ plan: 'p-0' });
		expect(attributesOf('c-1')).toEqual({ plan: 'p-1' });
		expect(jsonsOf(ran)).toMatchObject([
			{ status: 'success', customer_id: 'c-0' },
			{ status: 'success', customer_id: 'c-1' },
		]);
	});

	it('keeps types, changes lists, removes attributes and skips strangers on request', async () => {
		const change = (action: string, values: string) => ({
			arrayChanges: { change: [{ attribute: 'tags', action, values }] },
		});
		const ada = { customerId: 'ada-new' };
		await workspace.run(
			user('upsert', {
				...ada,
				attributesMode: 'json',
				attributesJson:
					'={{ { visits: 12, vip: true, since: "2026-05-17T09:30:00+02:00", old: 1 } }}',
			}),
			[{}],
		);
		await workspace.run(user('upsert', { ...ada, ...change('add', 'a, b') }), [{}]);
		await workspace.run(
			user('upsert', { ...ada, ...change('remove', 'a'), unsetAttributes: 'old' }),
			[{}],
		);
		await workspace.run(
			user('upsert', { customerId: 'stranger', additionalFields: { updateExistingOnly: true } }),
			[{}],
		);

		expect(attributesOf('ada-new')).toEqual({
			visits: 12,
			vip: true,
			since: '2026-05-17T07:30:00Z',
			tags: ['b'],
		});
		expect(attributesOf('stranger')).toBeUndefined();
	});

	it('pools users in bulk', async () => {
		const ran = await workspace.run(user('bulkUpsert', setPlan), people(400));

		expect(workspace.sandbox.received('bulkImport')).toHaveLength(1);
		expect(attributesOf('c-399')).toEqual({ plan: 'p-399' });
		expect(jsonsOf(ran)[399]).toMatchObject({ status: 'success', customer_id: 'c-399' });
		expect(workspace.sandbox.state.lost).toEqual([]);
	});

	it.each(['upsert', 'bulkUpsert'])(
		'%s: what several items say of one user takes effect in their order',
		async (operation) => {
			workspace.sandbox.configure({ latencyMs: { min: 0, max: 20 } });
			const rows = people(30).map((row) => ({ ...row, id: 'same' }));
			await workspace.run(user(operation, { ...setPlan, options: { batchSize: 7 } }), rows);
			workspace.sandbox.configure({ latencyMs: 0 });

			expect(attributesOf('same')).toEqual({ plan: 'p-29' });
		},
	);

	it.each(['upsert', 'bulkUpsert'])(
		'%s: refuses a customer ID that more than 5,000 items share, for which MoEngage would block the user',
		async (operation) => {
			const crowd = people(5_001).map((row) => ({ ...row, id: 'shared' }));
			const ran = await workspace.run(
				user(operation, setPlan),
				[...crowd, { id: 'own', plan: 'gold' }],
				'continueErrorOutput',
				{ endsThere: true },
			);

			expect(ran.output('MoEngage', 1)).toHaveLength(5_001);
			expect(ran.output('MoEngage', 1)[0]?.json).toMatchObject({
				error:
					'\'Customer ID\' is "shared" for 5,001 items in this run; MoEngage blocks a user with more than 5,000 data requests a minute [item 0]',
				description: expect.stringContaining("each customer's own ID"),
			});
			expect(jsonsOf(ran)).toMatchObject([{ status: 'success', customer_id: 'own' }]);
			expect(workspace.sandbox.received()).toHaveLength(1);
		},
	);

	it('makes attributes of the input fields, and says what was left out', async () => {
		const ran = await workspace.run(
			user('upsert', { customerId: '={{ $json.customer_id }}', attributesMode: 'input' }),
			[{ customer_id: 'ada-new', city: 'Rome', note: '', address: { zip: '1' } }],
		);

		expect(attributesOf('ada-new')).toEqual({ city: 'Rome' });
		const [hint] = ran.task()?.hints ?? [];
		expect(hint?.message).toContain('Fields of 1 item were not sent as attributes');
	});

	it('sends nothing when an item is invalid, unless it continues', async () => {
		const rows = [{ id: 'ada-new' }, { id: 'guest' }];
		const stopped = await workspace.run(user('upsert', setPlan), rows);
		expect(whyStopped(stopped)?.message).toContain('\'Customer ID\' is "guest"');
		expect(workspace.sandbox.received()).toEqual([]);

		await workspace.run(user('upsert', setPlan), rows, 'continueRegularOutput');
		expect(attributesOf('ada-new')).toEqual({});
	});
});

describe('getting users', () => {
	const byId = { userIdentifierValue: '={{ $json.id }}' };

	const create = async (count: number) => {
		await workspace.run(user('bulkUpsert', setPlan), people(count));
	};

	it('asks for 20 at a time, and matches the answers by ID whatever their order', async () => {
		await create(45);
		const ran = await workspace.run(user('get', byId), people(45));

		expect(
			sizesOf(
				'getUsers',
				(body) =>
					z.object({ data: z.object({ identifiers: z.unknown() }) }).parse(body).data.identifiers,
			).sort(),
		).toEqual([20, 20, 5]);
		expect(jsonsOf(ran)).toEqual(
			people(45).map(({ id, plan }) => ({
				user_attributes: { customer_id: id, id: expect.any(String), plan },
			})),
		);
	});

	it('returns only the chosen fields, and the IDs', async () => {
		await create(1);
		const fields = { ...byId, options: { fields: 'plan' } };
		const ran = await workspace.run(user('get', fields), [{ id: 'c-0' }, { id: 'c-0' }]);

		expect(workspace.sandbox.received('getUsers')).toHaveLength(1);
		const own = { user_attributes: { customer_id: 'c-0', id: expect.any(String), plan: 'p-0' } };
		expect(jsonsOf(ran)).toEqual([own, own]);
	});

	it("finds a user by MoEngage's own ID", async () => {
		await create(1);
		const id = workspace.sandbox.state.users.get('c-0')?.moengageId ?? '';
		const ran = await workspace.run(
			user('get', { userIdentifierType: 'moengage_id', userIdentifierValue: id }),
			[{}],
		);

		expect(jsonsOf(ran)).toMatchObject([{ user_attributes: { customer_id: 'c-0' } }]);
	});

	it('makes an item of its own of a user who is not found', async () => {
		await create(2);
		const rows = [{ id: 'c-1' }, { id: 'nobody' }, { id: 'c-0' }];
		const ran = await workspace.run(user('get', byId), rows, 'continueErrorOutput');

		expect(jsonsOf(ran)).toMatchObject([
			{ user_attributes: { customer_id: 'c-1' } },
			{ user_attributes: { customer_id: 'c-0' } },
		]);
		expect(ran.output('MoEngage', 1)).toMatchObject([
			{
				json: {
					error: 'MoEngage has no user with the customer ID "nobody" [item 1]',
					description: expect.stringContaining("'User Identifier Value'"),
					identifier_type: 'customer_id',
					identifier: 'nobody',
				},
				pairedItem: { item: 1 },
			},
		]);
	});
});

describe('deleting users', () => {
	const byId = { userIdentifierValue: '={{ $json.id }}' };
	const rows = [{ id: 'ada-new' }];
	const create = async () => await workspace.run(user('upsert', { customerId: 'ada-new' }), [{}]);

	it('deletes by ID, and outputs who was meant', async () => {
		await create();
		const ran = await workspace.run(user('delete', byId), rows);

		expect(workspace.sandbox.state.deletedUsers).toEqual(['ada-new']);
		expect(jsonsOf(ran)).toMatchObject([
			{ status: 'success', identity_type: 'customer_id', identity_value: 'ada-new' },
		]);
	});

	it('refuses an unknown user', async () => {
		const ran = await workspace.run(user('delete', byId), rows, 'continueRegularOutput');

		expect(jsonsOf(ran)).toMatchObject([
			{ error: 'Not Found [item 0]', identity_value: 'ada-new', httpCode: '400' },
		]);
	});

	describe('whose answer was lost', () => {
		let slowDown = () => {};
		beforeAll(() => {
			slowDown = speedUp(50);
		});
		afterAll(() => slowDown());

		it.each(['reset', '502html', 'html200', 'cutJson'] as const)(
			'counts "Not Found" as done after %s',
			async (kind) => {
				await create();
				workspace.sandbox.failNext(kind, { endpoint: 'deleteUser', afterApply: true });
				const ran = await workspace.run(user('delete', byId), rows);

				expect(whyStopped(ran)).toBeUndefined();
				expect(workspace.sandbox.received('deleteUser')).toHaveLength(2);
				expect(jsonsOf(ran)).toEqual([{ identity_type: 'customer_id', identity_value: 'ada-new' }]);
			},
		);

		it('does not count it as done where MoEngage itself said that it did nothing', async () => {
			workspace.sandbox.failNext('503', { endpoint: 'deleteUser' });
			const ran = await workspace.run(user('delete', byId), rows, 'continueRegularOutput');

			expect(jsonsOf(ran)).toMatchObject([{ error: 'Not Found [item 0]' }]);
		});
	});
});

describe('merging users', () => {
	const pairs: INodeParameters = {
		mergedCustomerId: '={{ $json.from }}',
		retainedCustomerId: '={{ $json.to }}',
	};

	it('sends 50 pairs at a time, and outputs both IDs', async () => {
		await workspace.run(user('bulkUpsert', setPlan), people(120));
		const rows = people(119).map((_, index) => ({ from: `c-${index}`, to: 'c-119' }));
		const ran = await workspace.run(user('merge', pairs), rows);

		expect(
			sizesOf(
				'mergeUsers',
				(body) => z.object({ merge_data: z.unknown() }).parse(body).merge_data,
			).sort(),
		).toEqual([19, 50, 50]);
		expect(workspace.sandbox.state.merges).toHaveLength(119);
		expect(workspace.sandbox.state.skippedMerges).toEqual([]);
		expect(jsonsOf(ran)[118]).toEqual({
			status: 'success',
			operation: 'created',
			merged_user: 'c-118',
			retained_user: 'c-119',
		});
	});

	it('sends nothing of users who would be merged twice or in a chain, and the others', async () => {
		await workspace.run(user('bulkUpsert', setPlan), people(8));
		const rows = [
			{ from: 'c-0', to: 'c-1' },
			{ from: 'c-0', to: 'c-2' },
			{ from: 'c-3', to: 'c-4' },
			{ from: 'c-4', to: 'c-5' },
			{ from: 'c-6', to: 'c-7' },
		];
		const stopped = await workspace.run(user('merge', pairs), rows);
		expect(whyStopped(stopped)?.message).toContain('for 2 items in this run [item 0]');
		expect(workspace.sandbox.received('mergeUsers')).toEqual([]);

		const ran = await workspace.run(user('merge', pairs), rows, 'continueErrorOutput');
		expect(workspace.sandbox.state.merges).toEqual([{ mergedUser: 'c-6', retainedUser: 'c-7' }]);
		expect(ran.output('MoEngage', 1).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});
});
