import type { INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const bulkUpdate = (categories: INodeParameters) =>
	fillForm('subscriptionPreference/bulkUpdate', {
		customerId: '={{ $itemIndex + "-customer" }}',
		...categories,
	});

const asList = (category: INodeParameters[]) =>
	bulkUpdate({ categoriesMode: 'list', categories: { category } });

const field = (id: string) => ({
	id,
	displayName: id,
	type: 'boolean',
	required: false,
	defaultMatch: false,
	display: true,
});

const asMapping = (mappingMode: string, names: string[], value: INodeParameters | null = null) =>
	bulkUpdate({
		categoriesMode: 'mapping',
		categoriesMapping: { mappingMode, value, matchingColumns: [], schema: names.map(field) },
	});

const asJson = (categoriesJson: string) => bulkUpdate({ categoriesMode: 'json', categoriesJson });

const sent = () =>
	workspace
		.lists('bulkUpdatePreferences', 'user_preferences')
		.flat()
		.map(({ categories }) => categories);

describe('a list', () => {
	it('takes names and choices from the item, in the spellings of CRMs', async () => {
		const name = { __rl: true, mode: 'name', value: '={{ $json.category }}' };
		await run(asList([{ name, subscribed: '={{ $json.wants }}' }]), [
			{ category: 'Newsletter', wants: 'Yes' },
			{ category: 'Promotional', wants: 0 },
			{ category: 'New arrivals', wants: 'unsubscribed' },
		]);

		expect(sent()).toEqual([
			{ Newsletter: true },
			{ Promotional: false },
			{ 'New arrivals': false },
		]);
	});
});

describe('a mapping', () => {
	it('takes each category from the expression of its field, and leaves the others as they are', async () => {
		await run(
			asMapping('defineBelow', ['Newsletter', 'Promotional', 'New arrivals'], {
				Newsletter: '={{ $json.news }}',
				Promotional: true,
				'New arrivals': null,
			}),
			[{ news: 'no' }, { news: 1 }, { news: undefined }],
		);

		expect(sent()).toEqual([
			{ Newsletter: false, Promotional: true },
			{ Newsletter: true, Promotional: true },
			{ Promotional: true },
		]);
	});
});

describe('JSON', () => {
	it('is text, with expressions or without, or an object from an expression', async () => {
		await run(asJson('{"Newsletter": true, "Promotional": "no"}'), [{}]);
		await run(asJson('={"Newsletter": {{ $json.news }}}'), [{ news: false }]);
		await run(asJson('={{ $json.preferences }}'), [{ preferences: { Newsletter: 'yes' } }]);

		expect(sent()).toEqual([
			{ Newsletter: true, Promotional: false },
			{ Newsletter: false },
			{ Newsletter: true },
		]);
	});
});

it.each([
	[
		'subscriptionPreference/update',
		'updatePreferences',
		{ identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' },
	],
	[
		'subscriptionPreference/forUser',
		'updateUserPreferences',
		{ userIdentifierValue: 'ada', globalSubscription: 'subscribed' },
	],
	['emailOptIn/update', 'updateOptIn', { customerId: 'ada', optInStatus: 'DOUBLE_OPTED_IN' }],
] as const)('%s takes its categories in the same three ways', async (name, endpoint, values) => {
	const list = [{ name: { __rl: true, mode: 'list', value: 'Newsletter' }, subscribed: true }];
	for (const categories of [
		asList(list),
		asMapping('autoMapInputData', ['Newsletter']),
		asJson('{"Newsletter": true}'),
	]) {
		await run({ ...categories, ...fillForm(name, values) }, [{ Newsletter: true }]);
	}

	const bodies = workspace.sandbox.received(endpoint).map(({ body }) => JSON.stringify(body));
	expect(bodies).toHaveLength(3);
	for (const body of bodies) expect(body).toContain('"categories":{"Newsletter":true}');
});
