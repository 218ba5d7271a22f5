import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from '../../workflows/operations';
import { openRun, runNode, type Scene } from './runNode';

/** What stands in a field, and which of its values n8n was asked for. */
interface Case {
	parameters: INodeParameters;
	/** What is sent of the two items. */
	sent: unknown[];
	/** By the name of the parameter: the items for which n8n was asked. */
	asked: Record<string, number[]>;
}

const rows: IDataObject[] = [
	{ id: 'ada', more: { id: 1 } },
	{ id: 'bob', more: 'b-2' },
];

const run = async (parameters: INodeParameters, onRead?: Scene['onRead']) => {
	const asked: Record<string, number[]> = {};
	const ran = await runNode({
		parameters,
		rows,
		onError: 'continueRegularOutput',
		onRead: (name, itemIndex) => {
			(asked[name] ??= []).push(itemIndex);
			onRead?.(name, itemIndex);
		},
	});
	return { ...ran, asked };
};

const preferences = (more: INodeParameters): INodeParameters =>
	fillForm('subscriptionPreference/bulkUpdate', {
		customerId: '={{ $json.id }}',
		categoriesMode: 'list',
		categories: { category: [{ name: 'News', subscribed: true }] },
		...more,
	});

const toPreference = (customer_id: string, category: string) => ({
	customer_id,
	unsubscribe_all: false,
	categories: { [category]: true },
});

const constants = Object.fromEntries(
	['resource', 'operation', 'options', 'unsubscribeFromAll', 'categoriesMode', 'previewOnly'].map(
		(name) => [name, [0]],
	),
);

const cases: Array<[string, Case]> = [
	[
		'a field of the item',
		{
			parameters: preferences({}),
			sent: [toPreference('ada', 'News'), toPreference('bob', 'News')],
			asked: { ...constants, categories: [0] },
		},
	],
	[
		'another expression',
		{
			parameters: preferences({ customerId: '={{ $json.id + "!" }}' }),
			sent: [toPreference('ada!', 'News'), toPreference('bob!', 'News')],
			asked: { ...constants, categories: [0], customerId: [0, 1] },
		},
	],
	[
		'a list with an expression in it',
		{
			parameters: preferences({
				categories: { category: [{ name: '={{ $json.id + "?" }}', subscribed: true }] },
			}),
			sent: [toPreference('ada', 'ada?'), toPreference('bob', 'bob?')],
			asked: { ...constants, categories: [0, 1] },
		},
	],
	[
		'text that is no expression',
		{
			parameters: preferences({ customerId: 'c=1' }),
			// The rows of one customer are merged.
			sent: [toPreference('c=1', 'News')],
			asked: { ...constants, categories: [0], customerId: [0] },
		},
	],
];

it.each(cases)('asks n8n for no more than it must, with %s', async (_, { parameters, ...then }) => {
	const { sent, asked } = await run(parameters);

	expect(sent.flatMap(({ body }) => body.user_preferences)).toEqual(then.sent);
	expect(asked).toEqual(then.asked);
});

it('leaves to n8n a field of the item that is more than text or a number, and no other item’s', async () => {
	const { jsons, asked } = await run(preferences({ customerId: '={{ $json.more }}' }));

	expect(asked.customerId).toEqual([0]);
	expect(jsons).toMatchObject([
		{ error: expect.stringContaining('\'Customer ID\' is {"id":1}') },
		{ customer_id: 'b-2' },
	]);
});

it('finds a value within another one', async () => {
	const value = { customer_id: '={{ $json.id }}', device_id: 'd', platform: 'TV', push_id: 't' };
	const { sent, asked } = await run(
		fillForm('device/bulkUpsert', {
			deviceMapping: { mappingMode: 'defineBelow', value, 'value.customer_id': 'not this' },
		}),
	);

	expect(sent[0]?.body.elements).toMatchObject([{ customer_id: 'ada' }, { customer_id: 'bob' }]);
	expect(asked).toMatchObject({
		'deviceMapping.mappingMode': [0],
		'deviceMapping.value': [0, 1],
	});
});

it.each([
	['a reason', new Error('No such node')],
	['mere text', 'No such node'],
])('names the field whose expression cannot be resolved, with %s', async (_, thrown) => {
	const { jsons } = await run(
		preferences({ customerId: '={{ $("Gone").item }}' }),
		(name, item) => {
			if (name === 'customerId' && item === 0) throw thrown;
		},
	);

	expect(jsons[0]).toEqual({
		error: "'Customer ID' has an expression that cannot be resolved: No such node [item 0]",
		description: 'Open the node, check the expression, and correct what it refers to.',
	});
});

it('says what an item is refused for, also where nobody foresaw it', async () => {
	const { jsons, sent } = await run(preferences({}), (name) => {
		if (name !== 'unsubscribeFromAll') return;
		throw new Error('Not so');
	});

	expect(sent).toEqual([]);
	expect(jsons[0]?.error).toMatch(/^'Unsubscribe .* has an expression .*: Not so \[item 0\]$/);
});

it.each<[string, INodeParameters[string]]>([
	['is absent', undefined],
	['is null', null],
	['is text', 'text'],
])('asks n8n, for each item, for what is within a value that %s', (_, deviceMapping) => {
	const asked: number[] = [];
	const run = openRun({
		parameters: preferences({}),
		rows,
		onRead: (name, itemIndex) => {
			if (name === 'deviceMapping.mappingMode') asked.push(itemIndex);
		},
	});
	run.node.parameters.deviceMapping = deviceMapping;
	const read = (item: number) => run.readerFor(item, {}).get('deviceMapping.mappingMode');

	expect([0, 1].map(read)).toEqual([null, null]);
	expect(asked).toEqual([0, 1]);
});
