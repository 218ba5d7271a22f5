import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useFastTime } from './fastTime';
import { fillForm } from './operations';
import { useWorkspace, whyStopped, type OnRows } from './workspace';

const workspace = useWorkspace();

const run = async (operation: string, values: INodeParameters, ...more: OnRows) =>
	await workspace.run(fillForm(`user/${operation}`, values), ...more);

const people = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}`, plan: `p-${index}` }));

const setPlan: INodeParameters = {
	customerId: '={{ $json.id }}',
	attributes: { attribute: [{ name: 'plan', value: '={{ $json.plan }}' }] },
};

const attributesOf = (customerId: string) =>
	workspace.sandbox.state.users.get(customerId)?.attributes;

/** How many users the requests of an endpoint were about. */
const sizesOf = (endpoint: 'getUsers' | 'mergeUsers', path: string) =>
	workspace
		.lists(endpoint, path)
		.map((users) => users.length)
		.sort();

afterEach(() => {
	expect(workspace.sandbox.violations).toEqual([]);
});

describe('creating or updating users', () => {
	it('sends one request a user, and outputs the answer with the ID', async () => {
		const ran = await run('upsert', setPlan, people(2));

		expect(attributesOf('c-0')).toEqual({ plan: 'p-0' });
		expect(attributesOf('c-1')).toEqual({ plan: 'p-1' });
		expect(ran.jsons()).toMatchObject([
			{ status: 'success', customer_id: 'c-0' },
			{ status: 'success', customer_id: 'c-1' },
		]);
	});

	it('pools users in bulk', async () => {
		const ran = await run('bulkUpsert', setPlan, people(400));

		expect(workspace.sandbox.received('bulkImport')).toHaveLength(1);
		expect(attributesOf('c-399')).toEqual({ plan: 'p-399' });
		expect(ran.jsons()[399]).toMatchObject({ status: 'success', customer_id: 'c-399' });
		expect(workspace.sandbox.state.lost).toEqual([]);
	});
});

describe('getting users', () => {
	const byId = { userIdentifierValue: '={{ $json.id }}' };

	it('asks for 20 at a time, and matches the answers by ID whatever their order', async () => {
		await run('bulkUpsert', setPlan, people(45));
		const ran = await run('get', byId, people(45));

		expect(sizesOf('getUsers', 'data.identifiers')).toEqual([20, 20, 5]);
		expect(ran.jsons()).toEqual(
			people(45).map(({ id, plan }) => ({
				customer_id: id,
				id: expect.any(String),
				plan,
			})),
		);
	});
});

describe('deleting users', () => {
	const byId = { userIdentifierValue: '={{ $json.id }}' };
	const rows = [{ id: 'ada-new' }];
	const create = async () => await run('upsert', { customerId: 'ada-new' }, [{}]);

	it('deletes by ID, and outputs who was meant', async () => {
		await create();
		const ran = await run('delete', byId, rows);

		expect(workspace.sandbox.state.deletedUsers).toEqual(['ada-new']);
		expect(ran.jsons()).toMatchObject([
			{ status: 'success', identity_type: 'customer_id', identity_value: 'ada-new' },
		]);
	});

	it('sends a user of several items once, with the outcome for each', async () => {
		await create();
		const ran = await run('delete', byId, [...rows, ...rows]);

		expect(workspace.sandbox.received('deleteUser')).toHaveLength(1);
		expect(ran.jsons()).toMatchObject([{ status: 'success' }, { status: 'success' }]);
	});

	describe('whose answer was lost', () => {
		useFastTime(50);
		beforeEach(() => workspace.sandbox.configure({ deletionHours: 0 }));

		it.each(['reset', '502html', 'html200', 'cutJson'] as const)(
			'counts "Not Found" as done after %s',
			async (kind) => {
				await create();
				workspace.sandbox.failNext(kind, { endpoint: 'deleteUser', afterApply: true });
				const ran = await run('delete', byId, rows);

				expect(whyStopped(ran)).toBeUndefined();
				expect(workspace.sandbox.received('deleteUser')).toHaveLength(2);
				expect(ran.jsons()).toEqual([{ identity_type: 'customer_id', identity_value: 'ada-new' }]);
			},
		);

		it('does not count it as done where MoEngage itself said that it did nothing', async () => {
			workspace.sandbox.failNext('503', { endpoint: 'deleteUser' });
			const ran = await run('delete', byId, rows, 'continueRegularOutput');

			expect(ran.jsons()).toMatchObject([{ error: 'Not Found ("ada-new") [item 0]' }]);
		});
	});
});

describe('merging users', () => {
	const pairs: INodeParameters = {
		mergedCustomerId: '={{ $json.from }}',
		retainedCustomerId: '={{ $json.to }}',
	};

	it('sends 50 pairs at a time, and outputs both IDs', async () => {
		await run('bulkUpsert', setPlan, people(120));
		const rows = people(119).map((_, index) => ({ from: `c-${index}`, to: 'c-119' }));
		const ran = await run('merge', pairs, rows);

		expect(sizesOf('mergeUsers', 'merge_data')).toEqual([19, 50, 50]);
		expect(workspace.sandbox.state.merges).toHaveLength(119);
		expect(workspace.sandbox.state.skippedMerges).toEqual([]);
		expect(ran.jsons()[118]).toEqual({
			status: 'success',
			operation: 'created',
			merged_user: 'c-118',
			retained_user: 'c-119',
		});
	});
});

describe('erasing users', () => {
	const toRow = (email: string) => ({ id: email.split('@')[0], email });
	const setEmail = {
		customerId: '=u-{{ $json.id }}',
		standardAttributes: { email: '={{ $json.email }}' },
	};
	const byEmail = { identityType: 'email', identityValue: '={{ $json.email }}' };

	it('sends each user once, one after the other, with the outcome for each item', async () => {
		const emails = ['Ada@example.com', 'grace@example.com', 'ada@example.com'];
		await run('bulkUpsert', setEmail, emails.slice(0, 2).map(toRow));
		workspace.sandbox.configure({ latencyMs: 20 });
		const ran = await run('erase', byEmail, emails.map(toRow));
		workspace.sandbox.configure({ latencyMs: 0 });

		const requests = workspace.sandbox.received('eraseUser');
		expect(requests.map(({ body }) => Object(body).identities[0].identity_value)).toEqual([
			'Ada@example.com',
			'grace@example.com',
		]);
		expect(workspace.sandbox.state.erasedUsers).toEqual(
			expect.arrayContaining(['u-Ada', 'u-grace']),
		);
		expect(ran.jsons()).toMatchObject([
			{ status: 'success', identity_value: 'Ada@example.com' },
			{ status: 'success', identity_value: 'grace@example.com' },
			{ status: 'success', identity_value: 'ada@example.com' },
		]);
	});
});
