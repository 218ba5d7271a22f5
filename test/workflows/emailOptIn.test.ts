import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const updateOptIn = fillForm('emailOptIn/update', {
	optInStatus: 'DOUBLE_OPTED_IN',
	customerId: '={{ $json.id }}',
	email: '={{ $json.email }}',
});

it.each([
	['customer ID', { id: 'grace' }, { customer_id: 'grace' }],
	['email address', { id: '', email: ' grace@example.com' }, { email_id: 'grace@example.com' }],
	[
		'both',
		{ id: 'grace', email: 'grace@example.com' },
		{ customer_id: 'grace', email_id: 'grace@example.com' },
	],
])('opts a user in by %s', async (_, row, identifiers) => {
	const ran = await run(updateOptIn, [row]);

	expect(workspace.sandbox.received('updateOptIn').map(({ body }) => body)).toEqual([
		{ user_preferences: { ...identifiers, opt_in_status: 'DOUBLE_OPTED_IN', channel: 'email' } },
	]);
	expect([...workspace.sandbox.state.optIns]).toEqual([
		['grace', expect.objectContaining({ status: 'DOUBLE_OPTED_IN' })],
	]);
	expect(ran.output()).toEqual([
		{
			json: { message: 'Your request has been processed successfully', ...identifiers },
			pairedItem: { item: 0 },
		},
	]);
});

it('sets categories together with the status', async () => {
	const news = {
		categoriesMode: 'json',
		categoriesJson: '={{ { Newsletter: $json.news } }}',
	};
	await run({ ...updateOptIn, ...news }, [{ id: 'grace', news: true }]);

	expect(workspace.sandbox.state.preferences.users.get('grace')?.email.categories).toEqual({
		Newsletter: true,
	});
});
