import type { IDataObject } from 'n8n-workflow';

import { findOperation } from '../../../nodes/MoEngage/resources';
import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import type { ItemRequest, Operation } from '../../../nodes/MoEngage/resources/operation';
import { fillIn, readItem, refusalOf, type Values } from './readItem';

const find = (resource: string, name: string): Operation => {
	const operation = findOperation(resource, name);
	if (operation === undefined) throw new Error(`There is no ${resource} ${name}`);
	return operation;
};

const bulkDevices = find('device', 'bulkUpsert');
const bulkUpdate = find('subscriptionPreference', 'bulkUpdate');
const updateForUser = find('subscriptionPreference', 'updateForUser');
const getMany = find('subscriptionCategory', 'getMany');
const optIn = find('emailOptIn', 'update');
const getUser = find('user', 'get');

const news = { categoriesMode: 'json', categoriesJson: { News: true } };
const ada = { user_identifier_type: 'uid', user_identifier_value: 'ada' };
const bob = { user_identifier_type: 'email', user_identifier_value: 'bob@x.com' };
const visitor = { user_id: '7Xv', cid: '5FG' };
const visit = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };
const row = { customer_id: 'ada', device_id: 'd', platform: 'TV', push_id: 't' };

const toPreferences = (more: IDataObject) => ({
	body: { user_preferences: { ...more, opt_in_status: 'OPTED_OUT', channel: 'email' } },
});

interface Expected extends Partial<ItemRequest> {
	identifiers: IDataObject;
}

/** What is entered, and what MoEngage is asked for. */
const cases: Array<[string, Operation, Values, ask: Expected, item?: IDataObject]> = [
	[
		'a device in bulk',
		bulkDevices,
		{ 'deviceMapping.mappingMode': 'autoMapInputData' },
		{
			records: [
				{
					orderingKeys: ['device d', 'customer ada'],
					body: { type: 'transition' },
					entry: {
						...{ type: 'device', customer_id: 'ada', device_id: 'd' },
						attributes: { platform: 'TV', push_id: 't' },
					},
				},
			],
			identifiers: { customer_id: 'ada', device_id: 'd' },
		},
		row,
	],
	[
		'an opt-in by customer ID',
		optIn,
		{ customerId: 'ada', optInStatus: 'OPTED_OUT' },
		{
			records: [{ orderingKeys: ['customer ada'], ...toPreferences({ customer_id: 'ada' }) }],
			identifiers: { customer_id: 'ada' },
		},
	],
	[
		'an opt-in by email, with categories',
		optIn,
		{ email: 'Ada@x.com', optInStatus: 'OPTED_OUT', ...news },
		{
			records: [
				{
					orderingKeys: ['email ada@x.com'],
					...toPreferences({ email_id: 'Ada@x.com', categories: { News: true } }),
				},
			],
			identifiers: { email_id: 'Ada@x.com' },
		},
	],
	[
		'the addresses of another provider',
		find('emailResubscription', 'resubscribe'),
		{ recipients: 'Ada@x.com', esp: 'custom', customEsp: 'SES', updateEsp: null },
		{
			records: [
				{
					orderingKeys: ['ada@x.com'],
					body: { esp: 'SES', update_esp: true },
					...{ entry: 'Ada@x.com', label: 'Ada@x.com', key: 'ada@x.com' },
				},
			],
			identifiers: { recipients: ['Ada@x.com'] },
		},
	],
	[
		'the categories of a channel',
		getMany,
		{ channel: 'sms' },
		{ records: [{ orderingKeys: [], query: { channel: 'sms' } }], identifiers: {} },
	],
	[
		'the preferences on a landing page',
		find('subscriptionPreference', 'get'),
		visit,
		{ records: [{ orderingKeys: [], query: visitor }], identifiers: visitor },
	],
	[
		'the preferences of a user',
		find('subscriptionPreference', 'getForUser'),
		{ userIdentifierValue: 'ada', additionalFields: { channel: 'email' } },
		{ records: [{ orderingKeys: [], query: { ...ada, channel: 'email' } }], identifiers: ada },
	],
	[
		'the preferences in bulk',
		bulkUpdate,
		{ customerId: 'ada', ...news },
		{
			records: [
				{
					orderingKeys: ['ada'],
					body: { channel: 'email' },
					entry: { customer_id: 'ada', unsubscribe_all: false, categories: { News: true } },
					key: 'ada',
				},
			],
			identifiers: { customer_id: 'ada' },
		},
	],
	[
		'a user who is kept as unsubscribed as before',
		updateForUser,
		{
			userIdentifierType: 'email',
			userIdentifierValue: 'bob@x.com',
			channel: 'sms',
			...news,
		},
		{
			records: [
				{
					orderingKeys: ['email bob@x.com'],
					body: { ...bob, channel: 'sms', categories: { News: true } },
					headers: { 'Idempotency-Key': expect.stringMatching(/^[\da-f]{8}-/) },
					state: {
						key: 'email bob@x.com',
						lookUp: {
							endpoint: endpoints.getUserPreferences,
							query: { ...bob, channel: 'sms' },
							pick: expect.any(Function),
							missing: {
								message: 'MoEngage did not say whether the user is globally unsubscribed',
								description: expect.stringMatching(/^Run the item again later\. /),
							},
						},
					},
				},
			],
			identifiers: bob,
		},
	],
	...(['subscribed', 'unsubscribed'] as const).map((globalSubscription): (typeof cases)[number] => {
		const sets = { is_globally_unsubscribed: globalSubscription === 'unsubscribed' };
		const eventAttributes = { attribute: [{ name: 'source', value: 'form' }] };
		return [
			`a user who is ${globalSubscription}`,
			updateForUser,
			{ userIdentifierValue: 'ada', globalSubscription, eventAttributes },
			{
				records: [
					{
						orderingKeys: ['uid ada'],
						body: { ...ada, channel: 'email', ...sets, event_attributes: { source: 'form' } },
						headers: { 'Idempotency-Key': expect.any(String) },
						state: { key: 'uid ada', sets },
					},
				],
				identifiers: { ...ada, ...sets },
			},
		];
	}),
	[
		'a user by MoEngage ID',
		getUser,
		{ userIdentifierType: 'moengage_id', userIdentifierValue: 'm-1' },
		{
			records: [
				{
					...{ key: 'moengage_id m-1', orderingKeys: [], body: {} },
					entry: { identifier_type: 'moengage_id', identifier: 'm-1' },
					responsePart: {
						pick: expect.any(Function),
						missing: {
							message: 'MoEngage has no user with the MoEngage ID "m-1"',
							description: expect.stringMatching(/^Check that 'User Identifier Value'/),
						},
					},
				},
			],
			identifiers: { identifier_type: 'moengage_id', identifier: 'm-1' },
		},
	],
];

it.each(cases.map(([name, ...one]) => ({ name, one })))(
	'asks MoEngage for $name in its own words',
	({ one: [operation, values, ask, item] }) => {
		const asked = readItem(operation, values, item);

		expect(asked).toEqual({ ...ask, split: asked.split });
		// They become fields of the output.
		expect(asked.identifiers).toStrictEqual(ask.identifiers);
	},
);

it.each([
	[true, { key: 'customer ada', type: 'customer' }],
	['yes', { key: 'customer ada', type: 'customer' }],
	[false, undefined],
	['', undefined],
])('creates the user of a device first where the option is %p', (createUsers, prerequisite) => {
	const values = { 'deviceMapping.mappingMode': 'autoMapInputData', options: { createUsers } };
	const [record] = readItem(bulkDevices, values, row).records;

	expect(record?.prerequisite).toEqual(
		prerequisite && {
			key: prerequisite.key,
			entry: { type: prerequisite.type, customer_id: 'ada', attributes: {} },
			endpoint: endpoints.bulkImportUsers,
		},
	);
});

it.each(['', null, undefined])('lets nobody opt in or out without a choice: %p', (optInStatus) => {
	const { message, description } = refusalOf(optIn, { customerId: 'ada', optInStatus });

	expect(message).toBe("'Opt-In Status' is not chosen");
	expect(description).toMatch(/^Choose the status that matches the user's consent: /);
});

describe('two items about one customer', () => {
	const toElement = (unsubscribe_all: boolean, categories: Record<string, boolean>) => ({
		...{ customer_id: 'ada', unsubscribe_all },
		categories,
	});

	it.each([
		[false, false, toElement(false, { A: false, B: true, C: true })],
		[false, true, toElement(true, { A: false, B: true, C: true })],
		[true, true, toElement(true, { A: false, B: true, C: true })],
		// MoEngage says nothing of the order within a request.
		[true, false, undefined],
	])('are one entry unless the second follows an unsubscription: %p, %p', (one, other, merged) => {
		const first = toElement(one, { A: true, B: true });

		expect(bulkUpdate.mergeEntries?.(first, toElement(other, { A: false, C: true }))).toEqual(
			merged,
		);
	});
});

it.each<[string, string, Values, string[] | undefined]>([
	['subscriptionPreference', 'bulkUpdate', { customerId: 'ada', ...news }, ['News']],
	[
		'subscriptionPreference',
		'bulkUpdate',
		{ customerId: 'ada', unsubscribeFromAll: true, ...news },
		undefined,
	],
	['subscriptionPreference', 'update', { ...visit, ...news }, ['News']],
	['subscriptionPreference', 'update', { ...visit, unsubscribeAll: true }, undefined],
	[
		'subscriptionPreference',
		'updateForUser',
		{ userIdentifierValue: 'ada', ...news },
		['email News'],
	],
])('%s %s with %j sets only what it names: %j', (resource, name, values, targets) => {
	const operation = find(resource, name);
	const [record] = operation.read(fillIn(operation, values)).records;

	expect(record?.targets).toEqual(targets);
});

it('counts the users whose categories are ignored, each once', () => {
	const on = { is_globally_unsubscribed: true };
	const outputs = [
		{ ...ada, ...on },
		{ ...ada, ...on },
		{ ...bob, is_globally_unsubscribed: false },
	];
	const hintFor = (...more: IDataObject[]) =>
		updateForUser.createStateHints?.([...outputs, ...more]);

	expect(hintFor()).toEqual([
		expect.stringMatching(/^1 user is .* the categories of this user\. /),
	]);
	expect(hintFor({ ...bob, ...on })).toEqual([
		"2 users are globally unsubscribed, so MoEngage ignores their categories. To end that, choose Subscribed under 'Global Subscription'.",
	]);
	expect(updateForUser.createStateHints?.([])).toEqual([]);
});

it.each([
	[{ data: { is_globally_unsubscribed: true, more: 1 } }, { is_globally_unsubscribed: true }],
	[{ data: { is_globally_unsubscribed: false } }, { is_globally_unsubscribed: false }],
	[{ data: { is_globally_unsubscribed: 'no' } }, undefined],
	[{ data: {} }, undefined],
	[{}, undefined],
])('takes the state that a user has from the answer %j', (answer, state) => {
	const [record] = readItem(updateForUser, {
		userIdentifierValue: 'ada',
		...news,
	}).records;

	expect(record?.state?.lookUp?.pick(answer)).toEqual(state);
});

describe('the output of one item', () => {
	const categories = Array.from({ length: 60 }, (_, index) => ({ name: `C${index}` }));

	it.each([
		[{}, 50],
		[{ limit: 1 }, 1],
		[{ limit: '3' }, 3],
		[{ returnAll: true, limit: 3 }, 60],
	])('has the categories up to the limit: %j', (values, count) => {
		expect(readItem(getMany, values).split?.({ data: categories })).toEqual(
			categories.slice(0, count),
		);
	});

	it('is the user who was found', () => {
		const user = { user_attributes: { customer_id: 'ada' } };

		const split = (simplify: boolean) =>
			readItem(getUser, { userIdentifierValue: 'ada', simplify }).split?.(user);
		expect(split(true)).toEqual([{ customer_id: 'ada' }]);
		expect(split(false)).toEqual([user]);
	});
});

it('event attributes are up to five, at the full length that MoEngage takes', () => {
	const [name, value] = ['n'.repeat(50), 'v'.repeat(255)];
	const rows = ['a', 'b', 'c', 'd', name].map((one) => ({ name: one, value }));
	const values = {
		...{ userIdentifierValue: 'ada', globalSubscription: 'subscribed' },
		eventAttributes: { attribute: rows },
	};

	expect(readItem(updateForUser, values).records[0]?.body?.event_attributes).toEqual({
		...{ a: value, b: value, c: value, d: value },
		[name]: value,
	});
});
