import { isObjectEmpty, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import { fillForm, operations } from './operations';
import { runAgent } from './toolAgent';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

/** What the editor writes where the user lets the model define a parameter. */
const fromAi = (key: string, value: unknown) =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`The ${key}\`, '${typeof value === 'object' ? 'json' : typeof value}') }}`;

/** A tool has no input, so the worked examples that read fields of it get them as parameters. */
const withoutInput: Record<string, INodeParameters> = {
	'device/bulkUpsert': {
		deviceMapping: {
			mappingMode: 'defineBelow',
			value: Object.fromEntries(
				['customer_id', 'device_id', 'platform', 'push_id'].map((id) => [id, `={{ $json.${id} }}`]),
			),
			schema: [],
			matchingColumns: [],
		},
	},
	'event/bulkTrack': { attributesMode: 'fields' },
	'user/bulkUpsert': { attributesMode: 'fields' },
};

/** The parameters with every field of the item left to the model. */
const leaveToModel = <T>(parameters: T, item: IDataObject): T =>
	JSON.parse(
		JSON.stringify(parameters).replace(/={{ \$json\.(\w+) }}/g, (_, key: string) =>
			fromAi(key, item[key]).replaceAll('"', '\\"'),
		),
	);

/** What MoEngage is told, apart from what is new in each request. */
const told = () =>
	workspace.sandbox.received().map(({ method, path, query, body }) => ({
		method,
		path,
		query,
		body: { ...Object(body), request_id: undefined, submitted_time: undefined },
	}));

const types: Record<string, string> = {
	string: 'ZodString',
	boolean: 'ZodBoolean',
	number: 'ZodNumber',
};

const actions = new Map(
	resources.flatMap(({ value, operations: list }) =>
		list.map((operation) => [`${value}/${operation.value}`, operation.action]),
	),
);

describe.each(operations)('%s as a tool', (name, { parameters, item }) => {
	const fixed = { ...parameters, ...withoutInput[name] };
	const tool = leaveToModel(fixed, item);
	const keys = [...new Set(JSON.stringify(fixed).match(/(?<=\$json\.)\w+/g))];
	const args = Object.fromEntries(keys.map((key) => [key, item[key]]));

	it('is offered to the model with what it does and what it takes', async () => {
		const ran = await runAgent(workspace, [tool], [args]);

		expect(isObjectEmpty(args)).toBe(false);
		expect(ran.jsons('Agent')[0]).toMatchObject({
			name: 'MoEngage',
			description: `${actions.get(name)} in MoEngage`,
			parameters: expect.arrayContaining(
				keys.map((key) => ({ key, type: types[typeof item[key]], description: `The ${key}` })),
			),
		});
		expect(ran.jsons('Agent')[0]).toHaveProperty('parameters.length', keys.length);
	});

	it('tells MoEngage what the model decided, as with such an item, and answers', async () => {
		await workspace.run(fixed, [args]);
		const expected = told();
		workspace.sandbox.clear();
		const ran = await runAgent(workspace, [tool], [args]);

		expect(expected).not.toEqual([]);
		expect(told()).toEqual(expected);
		expect(ran.jsons('Agent')[0]?.answer).toEqual([expect.any(Object)]);
	});
});

const getForUser = leaveToModel(
	fillForm('subscriptionPreference/getForUser', {
		userIdentifierType: '={{ $json.type }}',
		userIdentifierValue: '={{ $json.value }}',
	}),
	{ type: '', value: '' },
);

it('answers every call of the model by itself', async () => {
	const calls = ['ada', 'grace'].map((value) => ({ type: 'uid', value }));
	const ran = await runAgent(workspace, [getForUser], calls);

	expect(ran.output('Agent').map(({ json }) => json.answer)).toMatchObject([
		[{ data: { user_id: 'usr_64f1c0ffee0000000000ada1' } }],
		[{ data: { user_id: 'usr_64f1c0ffee00000000009ace' } }],
	]);
});

it('takes JSON from the model as an object', async () => {
	const item = { categories: { Newsletter: false } };
	const update = fillForm('subscriptionPreference/bulkUpdate', {
		customerId: 'ada',
		categoriesMode: 'json',
		categoriesJson: '={{ $json.categories }}',
	});
	await runAgent(workspace, [leaveToModel(update, item)], [item]);

	expect(told()[0]?.body).toMatchObject({ user_preferences: [item] });
});

it('tells the model what was wrong and what to do instead', async () => {
	const ran = await runAgent(workspace, [getForUser], [{ type: 'phone', value: 'ada' }]);

	const message = whyStopped(ran)?.message;
	expect(message).toContain('\'User Identifier Type\' is "phone"');
	expect(message).toContain('Allowed values are uid, email, moe_user_id.');
	expect(workspace.sandbox.received()).toEqual([]);
});

it('reads a field in an expression from the item of the agent, not from what the model decided', async () => {
	const upsert = fillForm('user/upsert', {
		customerId: '={{ $json.id }}',
		standardAttributes: { firstName: '={{ $json.name }}' },
	});
	const { customerId, ...others } = upsert;
	const tool = { ...leaveToModel(others, { name: '' }), customerId };
	await runAgent(workspace, [tool], [{ id: 'grace', name: 'Grace' }], {
		decide: () => ({ id: 'ada', name: 'Hopper' }),
	});

	expect(told().map(({ body }) => body)).toMatchObject([
		{ customer_id: 'grace', attributes: { first_name: 'Hopper' } },
	]);
});

it('with Retry On Fail, sends every call of each of the tools of an agent', async () => {
	const block = fillForm('deviceOptOut/block', {
		userIdentifierValue: 'ada',
		target: 'allDevices',
	});
	const track = fillForm('event/track', { customerId: 'ada', eventName: 'Deal Won' });
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const ran = await runAgent(workspace, [block, block, track], [{}, {}], { settings });

	expect(whyStopped(ran)).toBeUndefined();
	expect(workspace.sandbox.received('manageDevices')).toHaveLength(4);
	expect(workspace.sandbox.state.events).toHaveLength(2);
});
