import { demoWorkspace, startSandbox, type Sandbox } from '../../sandbox/server';
import { fillCredential, saveCredential } from '../rest/credentials';
import { listHints, listItems, waitForEnd, type Execution } from '../rest/executions';
import type { TracedTest } from '../rest/failures';
import type { Stage } from '../rest/stage';
import { manualTrigger, moEngage, rows, runByHand, saveWorkflow } from '../rest/workflows';

type Values = Record<string, unknown>;

interface Outcome {
	/** The part that matters of each body that MoEngage gets. */
	sent: unknown[];
	errors?: string[];
	hints?: string[];
}

/** One node of the workflow. Each has a workspace of its own. */
interface Case extends Outcome {
	name: string;
	parameters: Values;
	/** Whether the node gets the first row of the sheet only. */
	once?: boolean;
	part: string;
}

const grace = { id: 'grace', address: { city: 'Oslo' } };
const sheet = [{ id: 'ada', plan: 'gold', address: { city: 'Pune' } }, grace];

const customerId = '={{ $json.id }}';
const user = { resource: 'user', operation: 'upsert', customerId };
const preference = {
	resource: 'subscriptionPreference',
	operation: 'updateForUser',
	userIdentifierValue: customerId,
};
const block = {
	resource: 'deviceOptOut',
	operation: 'block',
	userIdentifierType: 'customer_id',
	userIdentifierValue: customerId,
};

const sayEmpty = (nouns: string) => ({
	hints: [`Rows of 1 item were not sent because they are empty (${nouns}).`],
});

interface Collection {
	name: string;
	parameters: Values;
	/** n8n's name of the list in the collection. */
	list: string;
	row: Values;
	/** The same in JSON. */
	json: unknown;
	part: string;
	sent: unknown;
	/** What becomes of an untouched collection. */
	untouched: Outcome;
	/** What is different where n8n has left the rows, and removed their values. */
	blank: Partial<Outcome>;
}

const collections: Collection[] = [
	{
		name: 'attributes',
		parameters: user,
		list: 'attribute',
		row: { name: 'plan', value: 'gold' },
		json: { plan: 'gold' },
		part: 'attributes',
		sent: { plan: 'gold' },
		untouched: { sent: [{}] },
		blank: sayEmpty('attributes'),
	},
	{
		name: 'arrayChanges',
		parameters: user,
		list: 'change',
		row: { action: 'add', attribute: 'interests', values: 'tea' },
		json: [{ action: 'add', attribute: 'interests', values: ['tea'] }],
		part: 'attributes',
		sent: { addValueToArrayField: { interests: ['tea'] } },
		untouched: { sent: [{}] },
		blank: sayEmpty('changes'),
	},
	{
		name: 'eventAttributes',
		parameters: { ...preference, globalSubscription: 'subscribed' },
		list: 'attribute',
		row: { name: 'source', value: 'store' },
		json: { source: 'store' },
		part: 'event_attributes',
		sent: { source: 'store' },
		untouched: { sent: [undefined] },
		blank: sayEmpty('attributes'),
	},
	{
		name: 'categories',
		parameters: { ...preference, globalSubscription: 'subscribed' },
		list: 'category',
		row: { name: 'Newsletter', subscribed: true },
		json: { Newsletter: true },
		part: 'categories',
		sent: { Newsletter: true },
		untouched: { sent: [undefined] },
		blank: { sent: [], errors: ["'Categories' has a category without a name [item 0]"] },
	},
	{
		name: 'deviceIdentifiers',
		parameters: block,
		list: 'identifier',
		row: { type: 'push_id', value: 't-1' },
		json: { push_id: 't-1' },
		part: 'device_identifiers',
		sent: [{ push_id: 't-1' }],
		untouched: { sent: [], errors: ["'Device Identifiers' is empty [item 0]"] },
		blank: { errors: [`'Device Identifiers' has no value for "device_unique_id" [item 0]`] },
	},
];

const write = (value: unknown): string => `={{ (${JSON.stringify(value)}) }}`;

const collectionCases = collections.flatMap((collection): Case[] => {
	const { name, list, row, json, part, untouched, blank } = collection;
	const cells = Object.entries(row).map(([field, value]) => [field, write(value)]);
	const inJson = (value: unknown) => ({ [`${name}Mode`]: 'json', [`${name}Json`]: value });
	const sent = { sent: [collection.sent] };
	const within = { ...untouched, ...blank };
	const forms: Array<[string, Values, Outcome]> = [
		['rows with expressions', { [name]: { [list]: [Object.fromEntries(cells)] } }, sent],
		['an expression in JSON', inJson(write(json)), sent],
		['JSON text', inJson(JSON.stringify(json)), sent],
		['an expression for the list within', { [name]: { [list]: write([row]) } }, within],
		// n8n empties what gives the whole collection, so that it looks like an untouched one.
		['an expression for all', { [name]: write({ [list]: [row] }) }, untouched],
		['an expression for a list', { [name]: write([row]) }, untouched],
		['an object', { [name]: { interests: ['tea'] } }, untouched],
		['text', { [name]: JSON.stringify([row]) }, untouched],
	];
	return forms.map(([form, values, outcome]) => {
		const parameters = { ...collection.parameters, ...values };
		return { name: `${name} as ${form}`, parameters, once: true, part, ...outcome };
	});
});

const include = (includeFields: string) => ({ ...user, attributesMode: 'input', includeFields });
const asJson = (attributesJson: string) => ({ ...user, attributesMode: 'json', attributesJson });
const longId = '{"crm": 7615917337495251231}';

const otherCases: Case[] = [
	{
		name: 'a field that no item has',
		parameters: include('address.city, totl_spent'),
		part: 'attributes',
		sent: [],
		errors: [0, 1].map(
			(item) => `'Include Fields' has "totl_spent", which no item has [item ${item}]`,
		),
	},
	{
		name: 'a path, and a field that one item lacks',
		parameters: include('plan, address.city'),
		part: 'attributes',
		sent: [{ plan: 'gold', 'address.city': 'Pune' }, { 'address.city': 'Oslo' }],
		hints: [`Fields that 'Include Fields' names were missing in 1 item: "plan".`],
	},
	{
		name: 'an attribute that is null',
		parameters: asJson('{"plan": null, "city": "Pune"}'),
		part: 'attributes',
		sent: [{ city: 'Pune' }, { city: 'Pune' }],
		hints: ['Attributes of 2 items were not sent because they are empty: "plan".'],
	},
	{
		name: 'a number beyond 2^53 in JSON text',
		parameters: asJson(longId),
		once: true,
		part: 'attributes',
		sent: [{ crm: '7615917337495251231' }],
	},
	{
		name: 'a number beyond 2^53 that n8n has rounded',
		parameters: asJson(`={{ JSON.parse('${longId}') }}`),
		once: true,
		part: 'attributes',
		sent: [],
		errors: [
			`'Attributes (JSON)' has 7615917337495251000 for "crm", a number so large that its last digits may be wrong [item 0]`,
		],
	},
	{
		name: 'a global unsubscribe by text message, kept by email',
		parameters: {
			...preference,
			userIdentifierValue: 'grace',
			channel: "={{ $itemIndex === 0 ? 'sms' : 'email' }}",
			globalSubscription: "={{ $itemIndex === 0 ? 'unsubscribed' : 'keep' }}",
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
		},
		part: 'is_globally_unsubscribed',
		// The second update waits for the first, so that no request looks the user up.
		sent: [true, true],
		hints: [
			"1 user is globally unsubscribed, so MoEngage ignores the categories of this user. To end that, choose Subscribed under 'Global Subscription'.",
		],
	},
	{
		name: 'the devices of users whom MoEngage may not know',
		parameters: {
			resource: 'device',
			operation: 'bulkUpsert',
			deviceMapping: {
				mappingMode: 'defineBelow',
				value: {
					customer_id: customerId,
					device_id: customerId,
					platform: 'TV',
					push_id: customerId,
				},
			},
		},
		part: 'type',
		sent: ['transition'],
		hints: [
			'MoEngage also accepts devices of users that it does not know, and drops them. Check in MoEngage whether the devices are there.',
		],
	},
];

const cases = [...collectionCases, ...otherCases];

const nameWorkspace = (name: string): string => name.replaceAll(/\W+/g, '_');

/** Checks what n8n hands to the node of what a form has, and what the node then sends and says. */
export const testValues = (findStage: () => Stage, tracedTest: TracedTest): void => {
	describe('what a form has, as n8n hands it to the node', () => {
		let sandbox: Sandbox;
		let execution: Execution;

		beforeAll(async () => {
			const { rest } = findStage();
			sandbox = await startSandbox();
			sandbox.configure({
				workspaces: cases.map(({ name }) => ({
					...demoWorkspace,
					workspaceId: nameWorkspace(name),
				})),
			});
			const nodes = [];
			for (const { name, parameters, once } of cases) {
				const form = { ...fillCredential(sandbox), workspaceId: nameWorkspace(name) };
				const credential = await saveCredential(rest, name, form);
				const node = moEngage(credential, parameters, 'continueRegularOutput');
				nodes.push({ ...node, name, executeOnce: once });
			}
			const all = [manualTrigger, rows('Sheet', sheet), ...nodes];
			const workflow = await saveWorkflow(rest, 'Values', all, {}, [
				['Start', ['Sheet']],
				['Sheet', nodes.map(({ name }) => name)],
			]);
			await runByHand(rest, workflow);
			execution = await waitForEnd(rest, workflow.id);
		});

		afterAll(async () => await sandbox?.close());

		for (const { name, part, sent, errors = [], hints = [] } of cases) {
			tracedTest(`sends, refuses, or tells: ${name}`, async () => {
				const requests = sandbox
					.received()
					.filter(({ headers }) => headers['moe-appkey'] === nameWorkspace(name));
				const items = listItems(execution, name);

				expect({
					sent: requests.map(({ body }) => Object(body)[part]),
					errors: items.flatMap(({ error }) => (error === undefined ? [] : [error])),
					hints: listHints(execution, name),
				}).toEqual({ sent, errors, hints });
			});
		}
	});
};
