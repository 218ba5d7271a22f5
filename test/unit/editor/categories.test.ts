import { inspect } from 'node:util';

import { NodeOperationError } from 'n8n-workflow';

import { getCategoryFields, searchCategories } from '../../../nodes/MoEngage/editor';
import { demoWorkspace, type FaultKind } from '../../sandbox/server';
import { useWorkspace } from '../../workflows/workspace';
import { openForm, readComplaint } from './editor';

const workspace = useWorkspace();

afterEach(() => jest.restoreAllMocks());

const search = async (filter?: string, parameters = {}, more = {}) =>
	await searchCategories.call(openForm({ ...workspace.credential(), ...more }, parameters), filter);

const listFields = async (parameters = {}) =>
	await getCategoryFields.call(openForm(workspace.credential(), parameters));

const asked = () => workspace.sandbox.received('getCategories').map(({ query }) => query.channel);

const smsOfUser = { operation: 'updateForUser', channel: 'sms' };
const emailOfUser = { operation: 'updateForUser', channel: 'email' };

describe('the list of categories', () => {
	it('shows each category under its group, by the label of MoEngage’s dashboard', async () => {
		expect(await search()).toEqual({
			results: [
				{ name: 'News › Monthly newsletter (Newsletter)', value: 'Newsletter' },
				{ name: 'News › What is new in the product (Product Updates)', value: 'Product Updates' },
				{ name: 'Offers › Members-only offers (Special Offers)', value: 'Special Offers' },
				{ name: 'Offers › New arrivals', value: 'New arrivals' },
				{ name: 'Offers › Promotional', value: 'Promotional' },
				{ name: 'Recommendations', value: 'Recommendations' },
				{ name: 'Transactional', value: 'Transactional' },
			],
		});
	});

	it.each([
		['the name', 'special off', ['Special Offers']],
		['the label', 'MEMBERS-only', ['Special Offers']],
		['the group', 'news ›', ['Newsletter', 'Product Updates']],
		['nothing', 'no such category', []],
	])('can be searched by %s', async (_, filter, found) => {
		const { results } = await search(filter);

		expect(results.map(({ value }) => value)).toEqual(found);
	});

	it('shows the categories of SMS where the preferences of that channel are updated', async () => {
		const { results } = await search('', smsOfUser);

		const names = results.map(({ value }) => value);
		expect(names).toEqual(['Newsletter', 'Flash Sales', 'Delivery Alerts']);
		expect(asked()).toEqual(['sms']);
	});

	it.each([[emailOfUser], [{ operation: 'bulkUpdate' }], [{ operation: 'update' }]])(
		'shows the categories of email for %o',
		async (parameters) => {
			await search('', parameters);

			expect(asked()).toEqual(['email']);
		},
	);
});

describe('the fields of the category mapping', () => {
	it('are one choice for each category, named and labeled as in the list, and none is made', async () => {
		const { fields } = await listFields(smsOfUser);

		expect(fields).toEqual(
			[
				['Newsletter', 'News › Newsletter by SMS (Newsletter)'],
				['Flash Sales', 'Offers › Flash Sales'],
				['Delivery Alerts', 'Orders › Where your parcel is (Delivery Alerts)'],
			].map(([id, displayName]) => ({
				id,
				displayName,
				type: 'options',
				options: [
					{ name: 'Subscribed', value: 'subscribed' },
					{ name: 'Unsubscribed', value: 'unsubscribed' },
				],
				required: false,
				defaultMatch: false,
				display: true,
			})),
		);
	});

	it('say so where the workspace has no category yet', async () => {
		workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, categories: [] }] });

		expect(await listFields()).toEqual({
			fields: [],
			emptyFieldsNotice: 'This workspace has no subscription categories for this channel yet.',
		});
	});
});

describe('looking the categories up', () => {
	it('takes one request for the many calls of an open form', async () => {
		await search('n');
		await search('ne');
		await listFields();
		await search('news');

		expect(asked()).toEqual(['email']);
	});

	it('keeps the lists of the channels apart', async () => {
		await search('', smsOfUser);
		await search('', emailOfUser);
		await search('', smsOfUser);

		expect(asked()).toEqual(['sms', 'email']);
	});

	it('asks again after a minute, so that new categories appear', async () => {
		const now = jest.spyOn(performance, 'now');
		now.mockReturnValue(1_000);
		await search();
		now.mockReturnValue(60_999);
		await search();
		workspace.sandbox.configure({
			workspaces: [{ ...demoWorkspace, categories: [{ name: 'Fresh' }] }],
		});

		now.mockReturnValue(61_000);
		const { results } = await search();

		expect(asked()).toHaveLength(2);
		expect(results).toEqual([{ name: 'Fresh', value: 'Fresh' }]);
	});

	it('shows a known list to nobody with another key', async () => {
		await search();

		const complaint = await readComplaint(search('', {}, { apiKey: 'guessed' }));

		expect(complaint.message).toContain('MoEngage did not accept the credential');
	});

	it('keeps no failure in mind', async () => {
		workspace.sandbox.failNext('500');
		await readComplaint(search());

		const { results } = await search();

		expect(results).toHaveLength(7);
	});
});

it('waits for a list if the limit is used up for a moment', async () => {
	workspace.sandbox.failNext('429bare');

	expect((await search()).results).toHaveLength(7);
});

describe('a list that cannot be shown', () => {
	const wayOut =
		"Choose 'By Name' (with 'Categories Input' set to 'Using a List') and type the name, or use JSON. ";
	/** Takes the way out from the beginning of a message. */
	const readReason = (message = '') =>
		message.startsWith(wayOut) ? message.slice(wayOut.length) : 'no way out';

	const noV5 = () =>
		workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, features: { v5: false } }] });
	const failNext = (kind: FaultKind) => () => workspace.sandbox.failNext(kind);

	const noV5Words = /^This workspace does not have MoEngage's newer .* categories API \(v5\)/;
	const otherKey = { apiKey: 'a-very-secret-key' };
	const closed = { baseUrl: 'http://127.0.0.1:9' };
	const nothing = () => {};

	it.each<[string, object, () => void, RegExp]>([
		['has no v5 API', {}, noV5, noV5Words],
		['has another key', otherKey, nothing, /^MoEngage did not accept .* and test it\./],
		[
			'has a key for other APIs',
			{},
			failNext('403'),
			/^The credential's key does not cover .* \(v5\)/,
		],
		[
			'is not at this address',
			closed,
			nothing,
			/^MoEngage cannot be reached.*ECONNREFUSED.* 'Data Center'/,
		],
		['breaks the connection', {}, failNext('reset'), /^MoEngage cannot be reached.* 'Data Center'/],
		['has a fault', {}, failNext('500'), /^MoEngage did not list the categories: An unexpected/],
		['asks to sign in', {}, failNext('html200'), /^MoEngage did not list .* cannot be read/],
	])(
		'says what to do where the workspace %s, and how to go on',
		async (_, more, arrange, words) => {
			arrange();
			const complaint = await readComplaint(search('', {}, more));

			expect(complaint).toBeInstanceOf(NodeOperationError);
			expect(readReason(complaint.message)).toMatch(words);
			expect(inspect(complaint, { depth: 10 })).not.toMatch(
				/a-very-secret-key|demo-data-api-key|Basic /,
			);
		},
	);

	it('says the same in the mapping, as a notice in place of the fields', async () => {
		noV5();
		const { fields, emptyFieldsNotice } = await listFields();

		expect(fields).toEqual([]);
		expect(readReason(emptyFieldsNotice)).toMatch(/^This workspace does not have MoEngage's newer/);
	});

	it('leaves a mapping as it is that was filled in before', async () => {
		workspace.sandbox.failNext('500');
		const schema = [{ id: 'Newsletter', displayName: 'News › Monthly newsletter (Newsletter)' }];

		const { fields } = await listFields({
			operation: 'bulkUpdate',
			categoriesMode: 'mapping',
			categoriesMapping: { mappingMode: 'defineBelow', schema },
		});

		expect(fields).toMatchObject([{ ...schema[0], type: 'options' }]);
	});

	it('says what is missing in a credential that is not filled in', async () => {
		const complaint = await readComplaint(search('', {}, { apiKey: '' }));

		expect(complaint.message).toBe("The credential's 'Data API Key' is empty");
	});

	it('comes at once rather than after retries', async () => {
		workspace.sandbox.failNext('500', { times: 5 });

		await readComplaint(search());

		expect(asked()).toHaveLength(1);
	});
});
