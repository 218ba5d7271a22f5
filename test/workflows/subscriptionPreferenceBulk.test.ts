import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const bulkUpdate = fillForm('subscriptionPreference/bulkUpdate', {
	customerId: '={{ $json.id }}',
	unsubscribeFromAll: '={{ $json.leaves ?? false }}',
	categoriesMode: 'json',
	categoriesJson: '={{ $json.categories }}',
	options: { maxRetries: 0 },
});

const requests = () => workspace.lists('bulkUpdatePreferences', 'user_preferences');

it('sends one entry for a customer who comes twice: category by category the later item wins', async () => {
	const ran = await run(bulkUpdate, [
		{ id: 48213, categories: { Newsletter: true, Promotional: true } },
		{ id: 'grace', categories: { Newsletter: true } },
		{ id: '48213 ', categories: { Newsletter: false } },
	]);

	expect(requests()).toEqual([
		[
			{
				customer_id: '48213',
				categories: { Newsletter: false, Promotional: true },
				unsubscribe_all: false,
			},
			{ customer_id: 'grace', categories: { Newsletter: true }, unsubscribe_all: false },
		],
	]);
	expect(ran.jsons()).toEqual(
		['48213', 'grace', '48213'].map((customer_id) => ({
			message: 'Your request has been processed',
			customer_id,
		})),
	);
});

it('gives both items of one customer the refusal of their entry', async () => {
	workspace.sandbox.failNext('400', { endpoint: 'bulkUpdatePreferences', times: 1 });

	const rows = [true, false].map((Newsletter) => ({ id: 'ada', categories: { Newsletter } }));
	const ran = await run(bulkUpdate, rows, 'continueErrorOutput');

	const refused = { customer_id: 'ada', httpCode: '400' };
	expect(ran.jsons('MoEngage', 1)).toMatchObject([refused, refused]);
});

it('sends a category that is set after an unsubscription from all in that order', async () => {
	const ran = await run(bulkUpdate, [
		{ id: 'ada', leaves: true, categories: {} },
		{ id: 'ada', categories: { Newsletter: true } },
		{ id: 'ada', categories: { Promotional: false } },
	]);

	// MoEngage says nothing of the order within a request.
	expect(requests()).toEqual([
		[{ customer_id: 'ada', categories: {}, unsubscribe_all: true }],
		[
			{
				customer_id: 'ada',
				categories: { Newsletter: true, Promotional: false },
				unsubscribe_all: false,
			},
		],
	]);
	expect(ran.output()).toHaveLength(3);
});
