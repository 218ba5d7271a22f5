import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const byUrl = fillForm('subscriptionPreference/get', { landingPageUrl: '={{ $json.page }}' });

const asked = () => workspace.sandbox.received('getPreferences').map(({ query }) => query);

const PAGE = 'https://www.example.com/managepreference';

const subscribed = {
	Newsletter: true,
	'Product Updates': true,
	Promotional: true,
	'Special Offers': true,
	'New arrivals': true,
	Recommendations: true,
	Transactional: true,
};

it('gets the categories of the user whose link is in the item', async () => {
	const page = `${PAGE}?user_id=7Xv+a/b=.rYA_&cid=5FG%2B%3D&app_key=secret`;
	const ran = await run(byUrl, [{ page }]);

	expect(asked()).toEqual([{ user_id: '7Xv+a/b=.rYA_', cid: '5FG+=' }]);
	expect(ran.output()).toEqual([
		{
			json: { categories: subscribed, user_id: '7Xv+a/b=.rYA_', cid: '5FG+=' },
			pairedItem: { item: 0 },
		},
	]);
});

const update = {
	...byUrl,
	operation: 'update',
	categoriesMode: 'json',
	categoriesJson: '={{ { Newsletter: $json.news } }}',
};

it('sets what the visitor of each page chose, which a later look shows', async () => {
	const rows = [
		{ page: `${PAGE}?user_id=7X+v.r_A&cid=5F%2BG&app_key=DEMO`, news: 'Yes', name: 'Ada' },
		{ page: `${PAGE}?user_id=8Yw%3D&cid=6HI`, news: false, name: 'Bob' },
	];
	const ran = await run(update, rows);

	expect(ran.output()).toEqual([
		{ json: { message: 'Success', user_id: '7X+v.r_A', cid: '5F+G' }, pairedItem: { item: 0 } },
		{ json: { message: 'Success', user_id: '8Yw=', cid: '6HI' }, pairedItem: { item: 1 } },
	]);
	expect((await run(byUrl, rows)).output().map(({ json }) => json.categories)).toEqual([
		subscribed,
		{ ...subscribed, Newsletter: false },
	]);
});
