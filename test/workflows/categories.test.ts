import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const field = (id: string) => ({
	id,
	displayName: id,
	type: 'boolean',
	required: false,
	defaultMatch: false,
	display: true,
});

const name = { __rl: true, mode: 'name', value: '={{ $json.category }}' };

const asList: INodeParameters = {
	categoriesMode: 'list',
	categories: { category: [{ name, subscribed: '={{ $json.wants }}' }] },
};

const asMapping: INodeParameters = {
	categoriesMode: 'mapping',
	categoriesMapping: {
		mappingMode: 'defineBelow',
		value: { Newsletter: '={{ $json.news }}', Promotional: true, 'New arrivals': null },
		matchingColumns: [],
		schema: ['Newsletter', 'Promotional', 'New arrivals'].map(field),
	},
};

const asJson = (categoriesJson: string) => ({ categoriesMode: 'json', categoriesJson });

it.each<[way: string, INodeParameters, IDataObject, categories: object]>([
	['a list', asList, { category: 'Newsletter', wants: 'Yes' }, { Newsletter: true }],
	['a list', asList, { category: 'New arrivals', wants: 0 }, { 'New arrivals': false }],
	['a mapping', asMapping, { news: 'no' }, { Newsletter: false, Promotional: true }],
	['a mapping', asMapping, {}, { Promotional: true }],
	['JSON', asJson('{"Newsletter": "no"}'), {}, { Newsletter: false }],
	['JSON', asJson('={"Newsletter": {{ $json.news }}}'), { news: false }, { Newsletter: false }],
	['JSON', asJson('={{ $json.of }}'), { of: { Newsletter: 'yes' } }, { Newsletter: true }],
])('%s takes its categories from the item: %j with %j', async (_, given, item, categories) => {
	const user = { customerId: '={{ $itemIndex + "-customer" }}' };
	await workspace.run(fillForm('subscriptionPreference/bulkUpdate', { ...user, ...given }), [item]);

	expect(workspace.lists('bulkUpdatePreferences', 'user_preferences')).toMatchObject([
		[{ customer_id: '0-customer', categories }],
	]);
});
