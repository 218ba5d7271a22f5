import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const describeUser = (more: INodeParameters): INodeParameters => ({
	resource: 'subscriptionPreference',
	userIdentifierType: '={{ $json.type }}',
	userIdentifierValue: '={{ $json.value }}',
	options: { maxRetries: 0 },
	...more,
});

const getForUser = (more: INodeParameters = {}) =>
	describeUser({ operation: 'getForUser', ...more });

const updateForUser = (more: INodeParameters = {}) =>
	describeUser({ operation: 'updateForUser', globalSubscription: 'subscribed', ...more });

const ada: IDataObject = { type: 'uid', value: 'ada' };

const asked = () => workspace.sandbox.received('getUserPreferences').map(({ query }) => query);
const updates = () => workspace.sandbox.received('updateUserPreferences');
const bodies = () => updates().map(({ body }) => body);
const keys = () => updates().map(({ headers }) => headers['idempotency-key']);
const preferencesOf = (customerId: string) =>
	workspace.sandbox.state.preferences.users.get(customerId);

const identifiers = [
	['customer ID', { type: 'uid', value: 'grace' }],
	['email address', { type: 'email', value: ' grace@example.com ' }],
	['MoEngage user ID', { type: 'moe_user_id', value: 'usr_64f1c0ffee00000000009ace' }],
] as const;

describe('getting the preferences of a user', () => {
	it.each([
		['email', 7],
		['sms', 3],
		['', 10],
	])('gets the categories of the channel "%s"', async (channel, count) => {
		const ran = await run(getForUser({ additionalFields: { channel } }), [ada]);

		const [item] = ran.output();
		expect(item?.json).toHaveProperty('data.categories.length', count);
		expect(asked()).toEqual([
			{
				user_identifier_type: 'uid',
				user_identifier_value: 'ada',
				...(channel === '' ? {} : { channel }),
			},
		]);
	});
});

describe('updating the preferences of a user', () => {
	it.each(identifiers)('finds the user by %s, as getting does', async (_, user) => {
		const named = {
			user_identifier_type: user.type,
			user_identifier_value: user.value.trim(),
		};
		const ran = await run(
			updateForUser({ categoriesMode: 'json', categoriesJson: '{"Newsletter": false}' }),
			[user],
		);
		const got = await run(getForUser(), [user]);

		expect(preferencesOf('grace')?.email.categories).toEqual({ Newsletter: false });
		expect(got.output()[0]?.json).toMatchObject({
			data: { user_id: 'usr_64f1c0ffee00000000009ace', is_globally_unsubscribed: false },
			...named,
		});
		expect(ran.output()[0]?.json).toEqual({
			response_id: expect.any(String),
			type: 'subscription_preference',
			data: { message: expect.any(String) },
			...named,
			is_globally_unsubscribed: false,
		});
	});

	it('needs no categories, and sends none then', async () => {
		await run(updateForUser(), [ada]);

		expect(bodies()).toEqual([
			{
				user_identifier_type: 'uid',
				user_identifier_value: 'ada',
				channel: 'email',
				is_globally_unsubscribed: false,
			},
		]);
	});

	it('unsubscribes from everything and subscribes again, as the item says', async () => {
		const parameters = updateForUser({ globalSubscription: '={{ $json.wants }}' });

		await run(parameters, [
			{ ...ada, wants: 'unsubscribed' },
			{ type: 'uid', value: 'john', wants: 'Subscribed' },
		]);

		expect(preferencesOf('ada')?.email.unsubscribedFromAll).toBe(true);
		expect(preferencesOf('john')?.email.unsubscribedFromAll).toBe(false);
	});

	it('keeps a global unsubscribe unless told otherwise, and looks it up first', async () => {
		await run(updateForUser({ globalSubscription: 'unsubscribed' }), [ada]);

		const ran = await run(
			{
				resource: 'subscriptionPreference',
				operation: 'updateForUser',
				userIdentifierValue: 'ada',
				categoriesMode: 'json',
				categoriesJson: '{"Newsletter": true}',
			},
			[{}],
		);

		expect(asked()).toMatchObject([{ user_identifier_value: 'ada', channel: 'email' }]);
		expect(bodies()[1]).toMatchObject({ is_globally_unsubscribed: true, channel: 'email' });
		expect(ran.output()[0]?.json).toMatchObject({ is_globally_unsubscribed: true });
	});

	it('looks a user up once for all updates of a run, and uses the answer also for retries', async () => {
		workspace.sandbox.failNext('503retryAfter', {
			endpoint: 'updateUserPreferences',
			retryAfterSeconds: 0,
		});
		const ran = await run(
			updateForUser({
				channel: 'sms',
				globalSubscription: 'keep',
				categoriesMode: 'json',
				categoriesJson: '={{ { "Flash Sales": $json.wants } }}',
				options: { maxRetries: 1 },
			}),
			[
				{ ...ada, wants: true },
				{ ...ada, wants: false },
			],
		);

		expect(asked()).toMatchObject([{ user_identifier_value: 'ada', channel: 'sms' }]);
		const [first, again, later] = updates().map(({ body, headers }) => ({
			body,
			key: headers['idempotency-key'],
		}));
		expect(again).toEqual(first);
		expect(later?.body).toMatchObject({
			is_globally_unsubscribed: false,
			categories: { 'Flash Sales': false },
		});
		expect(ran.output().map(({ json }) => json.is_globally_unsubscribed)).toEqual([false, false]);
	});
});

describe('event attributes', () => {
	const withAttributes = (attribute: INodeParameters[]) =>
		updateForUser({ eventAttributes: { attribute } });

	it('go with the event, up to five, at the full length that MoEngage takes', async () => {
		const attribute = ['one', 'two', 'three', 'four', 'n'.repeat(50)].map((name) => ({
			name,
			value: '={{ $json.source }}',
		}));

		await run(withAttributes(attribute), [{ ...ada, source: 'v'.repeat(255) }]);

		expect(preferencesOf('ada')?.eventAttributes).toEqual(
			Object.fromEntries(attribute.map(({ name }) => [name, 'v'.repeat(255)])),
		);
	});
});

describe('the Idempotency-Key of an update', () => {
	it('is a UUID v4 of its own for each item, in each run', async () => {
		await run(updateForUser(), [ada, ada, { type: 'uid', value: 'john' }]);

		const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
		expect(keys()).toEqual([1, 2, 3].map(() => expect.stringMatching(uuidV4)));

		await run(updateForUser(), [ada]);
		expect(new Set(keys()).size).toBe(4);
	});

	it('stays the same when the answer is lost, so that MoEngage applies the update once', async () => {
		workspace.sandbox.failNext('503retryAfter', { afterApply: true, retryAfterSeconds: 0 });

		const ran = await run(updateForUser({ options: { maxRetries: 1 } }), [ada]);

		expect(ran.output()[0]?.json.error).toBeUndefined();
		expect(updates().map(({ status }) => status)).toEqual([503, 202]);
		expect(new Set(keys()).size).toBe(1);
		expect(preferencesOf('ada')?.writes).toBe(1);
	});
});
