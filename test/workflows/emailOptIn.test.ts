import type { INodeParameters } from 'n8n-workflow';

import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const updateOptIn = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'emailOptIn',
	operation: 'update',
	optInStatus: 'DOUBLE_OPTED_IN',
	customerId: '={{ $json.id }}',
	email: '={{ $json.email }}',
	options: { maxRetries: 0 },
	...more,
});

const sent = () => workspace.sandbox.received('updateOptIn').map(({ body }) => body);
const statuses = () =>
	[...workspace.sandbox.state.optIns].map(([customerId, { status }]) => [customerId, status]);

it.each([
	['customer ID', { id: 'grace' }, { customer_id: 'grace' }],
	['email address', { id: '', email: ' grace@example.com' }, { email_id: 'grace@example.com' }],
	[
		'both',
		{ id: 'grace', email: 'grace@example.com' },
		{ customer_id: 'grace', email_id: 'grace@example.com' },
	],
])('opts a user in by %s', async (_, row, identifiers) => {
	const ran = await run(updateOptIn(), [row]);

	expect(sent()).toEqual([
		{ user_preferences: { ...identifiers, opt_in_status: 'DOUBLE_OPTED_IN', channel: 'email' } },
	]);
	expect(statuses()).toEqual([['grace', 'DOUBLE_OPTED_IN']]);
	expect(ran.output()).toEqual([
		{
			json: { message: 'Your request has been processed successfully', ...identifiers },
			pairedItem: { item: 0 },
		},
	]);
});

it('sets categories together with the status', async () => {
	await run(
		updateOptIn({ categoriesMode: 'json', categoriesJson: '={{ { Newsletter: $json.news } }}' }),
		[{ id: 'grace', news: true }],
	);

	expect(workspace.sandbox.state.preferences.users.get('grace')?.email.categories).toEqual({
		Newsletter: true,
	});
});
