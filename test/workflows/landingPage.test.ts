import type { INodeParameters } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox/server';
import { demoCredential } from './demoCredential';
import { createWorkflow, runWorkflow, toItems } from './engine';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

beforeEach(() => sandbox.clear());

afterAll(async () => await sandbox.close());

const update: INodeParameters = {
	resource: 'subscriptionPreference',
	operation: 'update',
	landingPageUrl: '={{ $json.page }}',
	categories: {
		category: [
			{ name: { __rl: true, mode: 'name', value: 'Newsletter' }, subscribed: '={{ $json.news }}' },
		],
	},
};

const PAGE = 'https://www.example.com/managepreference';

const rows = [
	{ page: `${PAGE}?user_id=7X+v.r_A&cid=5F%2BG&app_key=DEMO`, news: 'Yes', name: 'Ada' },
	{ page: `${PAGE}?user_id=8Yw%3D&cid=6HI`, news: false, name: 'Bob' },
];

const run = async (parameters: INodeParameters, items = rows) =>
	await runWorkflow(createWorkflow(parameters), toItems(items), demoCredential(sandbox.url));

it('sets what the visitor of each page chose', async () => {
	const ran = await run(update);

	expect(sandbox.state.preferences.landingPage).toEqual(
		new Map([
			[
				'7X+v.r_A',
				{ cid: '5F+G', categories: { Newsletter: true }, unsubscribedFromAll: false, writes: 1 },
			],
			[
				'8Yw=',
				{ cid: '6HI', categories: { Newsletter: false }, unsubscribedFromAll: false, writes: 1 },
			],
		]),
	);
	expect(ran.output()).toEqual([
		{ json: { message: 'Success', user_id: '7X+v.r_A', cid: '5F+G' }, pairedItem: { item: 0 } },
		{ json: { message: 'Success', user_id: '8Yw=', cid: '6HI' }, pairedItem: { item: 1 } },
	]);
	expect(ran.output('After').map(({ json }) => json.read)).toEqual(['Ada', 'Bob']);
});

it('updates the unsubscribe event of a visitor who wants no more emails', async () => {
	await run(
		{
			...update,
			identifyBy: 'ids',
			userId: '7X+v',
			campaignId: '5F/G',
			unsubscribeAll: true,
			categories: {},
			additionalFields: { eventId: 'e 1&2' },
		},
		rows.slice(0, 1),
	);

	expect(sandbox.received()).toEqual([
		expect.objectContaining({
			method: 'PUT',
			path: '/v1/category-subscription/user-preferences',
			query: { user_id: '7X+v', cid: '5F/G', moe_event_id: 'e 1&2' },
			body: { unsubscribe_all: true, categories: {} },
			status: 200,
		}),
	]);
});

it.each([
	['text', '{"Newsletter": true, "Promotional": "no"}'],
	['an object from an expression', '={{ { Newsletter: $json.news, Promotional: 0 } }}'],
])('takes categories in JSON as %s', async (_, categoriesJson) => {
	await run({ ...update, categoriesMode: 'json', categoriesJson }, rows.slice(0, 1));

	expect(sandbox.received()[0]?.body).toEqual({
		unsubscribe_all: false,
		categories: { Newsletter: true, Promotional: false },
	});
});

it("takes categories from the item's own fields", async () => {
	const categoriesMapping = {
		mappingMode: 'autoMapInputData',
		value: null,
		schema: ['Newsletter', 'Promotional'].map((id) => ({
			id,
			displayName: id,
			required: false,
			defaultMatch: false,
			display: true,
			type: 'boolean',
		})),
	};
	const items = toItems([{ ...rows[0], Newsletter: 'subscribed', plan: 'gold' }]);
	await runWorkflow(
		createWorkflow({ ...update, categoriesMode: 'mapping', categoriesMapping }),
		items,
		demoCredential(sandbox.url),
	);

	expect(sandbox.received()[0]?.body).toEqual({
		unsubscribe_all: false,
		categories: { Newsletter: true },
	});
});

it('sends nothing when one page names no campaign', async () => {
	const ran = await run(update, [...rows, { page: `${PAGE}?user_id=9Zx`, news: true, name: 'Cy' }]);

	expect(sandbox.received()).toEqual([]);
	expect(ran.run.data.resultData.error?.message).toBe(
		`'Landing Page URL' has no cid: "${PAGE}?user_id=9Zx" [item 2]`,
	);
});
