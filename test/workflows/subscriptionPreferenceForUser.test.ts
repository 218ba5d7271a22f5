import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const form = (operation: string, more: INodeParameters) =>
	fillForm(`subscriptionPreference/${operation}`, {
		userIdentifierType: '={{ $json.type }}',
		userIdentifierValue: '={{ $json.value }}',
		options: { maxRetries: 0 },
		...more,
	});

const getForUser = (more: INodeParameters = {}) => form('getForUser', more);

const updateForUser = (more: INodeParameters = {}) =>
	form('updateForUser', { globalSubscription: 'subscribed', ...more });

const ada: IDataObject = { type: 'uid', value: 'ada' };

const asked = () => workspace.sandbox.received('getUserPreferences').map(({ query }) => query);
const updates = () => workspace.sandbox.received('updateUserPreferences');
const bodies = () => updates().map(({ body }) => body);
const keys = () => updates().map(({ headers }) => headers['idempotency-key']);
const preferencesOf = (customerId: string) =>
	workspace.sandbox.state.preferences.users.get(customerId);

describe('updating the preferences of a user', () => {
	it.each([
		['uid', 'grace'],
		['email', ' grace@example.com '],
		['moe_user_id', 'usr_64f1c0ffee00000000009ace'],
	])('finds the user by %s, as getting does', async (type, value) => {
		const user = { type, value };
		const named = { user_identifier_type: type, user_identifier_value: value.trim() };
		const choice = { categoriesMode: 'json', categoriesJson: '{"Newsletter": false}' };
		const ran = await run(updateForUser(choice), [user]);
		const got = await run(getForUser(), [user]);

		expect(preferencesOf('grace')?.email.categories).toEqual({ Newsletter: false });
		expect(got.jsons()[0]).toMatchObject({
			data: { user_id: 'usr_64f1c0ffee00000000009ace', is_globally_unsubscribed: false },
			...named,
		});
		expect(ran.jsons()[0]).toEqual({
			response_id: expect.any(String),
			type: 'subscription_preference',
			data: { message: expect.any(String) },
			...named,
			is_globally_unsubscribed: false,
		});
	});

	it('keeps a global unsubscribe unless told otherwise, and looks it up first', async () => {
		await run(updateForUser({ globalSubscription: 'unsubscribed' }), [ada]);

		const unchanged = fillForm('subscriptionPreference/updateForUser', {
			userIdentifierValue: 'ada',
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
		});
		const ran = await run(unchanged, [{}]);

		expect(asked()).toMatchObject([{ user_identifier_value: 'ada', channel: 'email' }]);
		expect(bodies()[1]).toMatchObject({ is_globally_unsubscribed: true, channel: 'email' });
		expect(ran.jsons()[0]).toMatchObject({ is_globally_unsubscribed: true });
		expect(ran.task()?.hints).toContainEqual(
			expect.objectContaining({
				message: expect.stringMatching(/^1 user is globally unsubscribed, so MoEngage ignores /),
			}),
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

		expect(ran.jsons()[0]?.error).toBeUndefined();
		expect(updates().map(({ status }) => status)).toEqual([503, 202]);
		expect(new Set(keys()).size).toBe(1);
		expect(preferencesOf('ada')?.writes).toBe(1);
	});
});
