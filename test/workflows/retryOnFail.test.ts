import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useWorkspace } from './workspace';

const workspace = useWorkspace();

/** n8n then runs the whole node again when the first item is an error. */
const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

const cases: Array<[string, INodeParameters, IDataObject[]]> = [
	[
		'single requests',
		{
			resource: 'device',
			operation: 'upsert',
			customerId: '={{ $json.id }}',
			deviceId: '={{ $json.id }}',
			pushId: '={{ $json.id }}',
		},
		[{ id: 'guest' }, { id: 'ada' }, { id: 'grace' }],
	],
	[
		'pooled ones',
		{
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.emails }}',
		},
		[
			{ emails: 'guest' },
			{ emails: 'ada@example.com' },
			{ emails: 'ada@example.com,b@example.com' },
		],
	],
	[
		'users that are read',
		{ resource: 'user', operation: 'get', userIdentifierValue: '={{ $json.id }}' },
		[{ id: 'guest' }, { id: 'ada' }, { id: 'grace' }],
	],
	[
		'categories, of which an item gives several',
		{ resource: 'subscriptionCategory', operation: 'getMany', channel: '={{ $json.channel }}' },
		[{ channel: 'fax' }, { channel: 'sms' }],
	],
	[
		'rows that are merged',
		{
			resource: 'subscriptionPreference',
			operation: 'bulkUpdate',
			customerId: '={{ $json.id }}',
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
		},
		[{ id: 'guest' }, { id: 'ada' }, { id: 'ada' }],
	],
	[
		'a state that is kept',
		{
			resource: 'subscriptionPreference',
			operation: 'updateForUser',
			userIdentifierValue: '={{ $json.id }}',
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
		},
		[{ id: 'guest' }, { id: 'ada' }, { id: 'ada' }],
	],
	[
		'events',
		{
			resource: 'event',
			operation: 'track',
			customerId: '={{ $json.id }}',
			eventName: 'Deal Won',
		},
		[{ id: 'guest' }, { id: 'ada' }, { id: 'ada' }],
	],
];

it.each(cases)(
	'Retry On Fail sends nothing twice that MoEngage accepted, with %s',
	async (_, parameters, rows) => {
		const once = await workspace.run(parameters, rows, 'continueRegularOutput');
		const requests = workspace.sandbox.received().length;
		const again = await workspace.run(parameters, rows, 'continueRegularOutput', { settings });

		expect(workspace.sandbox.received()).toHaveLength(2 * requests);
		const ids = { request_id: undefined, response_id: undefined };
		const [first, second] = [once, again].map((ran) =>
			ran.output().map(({ json, pairedItem }) => ({ json: { ...json, ...ids }, pairedItem })),
		);
		expect(second).toEqual(first);
		const isRefused = again.output().map(({ json }) => json.error !== undefined);
		expect(isRefused).toEqual(isRefused.map((_isRefused, index) => index === 0));
		expect(isRefused.length).toBeGreaterThan(1);
	},
);

it('Retry On Fail does not undo what a later item has set, with an earlier one that failed', async () => {
	workspace.sandbox.failNext('503');
	const [, parameters = {}] = cases[0] ?? [];
	const rows = [
		{ id: 'ada', token: 'old' },
		{ id: 'ada', token: 'new' },
	];
	const ran = await workspace.run(
		{ ...parameters, pushId: '={{ $json.token }}', options: { maxRetries: 0 } },
		rows,
		'continueRegularOutput',
		{ settings },
	);

	expect(workspace.sandbox.state.devices.get('ada')?.get('ada')?.attributes.push_id).toBe('new');
	expect(workspace.sandbox.received().map(({ status }) => status)).toEqual([503, 200]);
	expect(ran.output().map(({ json }) => json.httpCode ?? json.status)).toEqual(['503', 'success']);
});

it('Retry On Fail sends what MoEngage refused once more', async () => {
	workspace.sandbox.failNext('400');
	const [, parameters = {}] = cases[0] ?? [];
	const rows = [{ id: 'ada' }, { id: 'grace' }];
	const options = { concurrency: 1 };
	const ran = await workspace.run({ ...parameters, options }, rows, 'continueRegularOutput', {
		settings,
	});

	expect(ran.output().map(({ json }) => json.customer_id)).toEqual(['ada', 'grace']);
	expect(workspace.sandbox.received().map(({ status }) => status)).toEqual([400, 200, 200]);
});

/** Where the first request of each run gets no clear answer. */
const runWithLostAnswer = async (parameters: INodeParameters) => {
	workspace.sandbox.failNext('reset');
	const given = { ...parameters, options: { maxRetries: 0, concurrency: 1 } };
	return await workspace.run(given, [{ id: 'ada' }, { id: 'grace' }], 'continueRegularOutput', {
		settings,
	});
};

it('Retry On Fail does not send again what MoEngage may have carried out', async () => {
	const [, parameters = {}] = cases[0] ?? [];
	const ran = await runWithLostAnswer(parameters);

	expect(workspace.sandbox.received()).toHaveLength(2);
	expect(ran.output().map(({ json }) => json.error !== undefined)).toEqual([true, false]);
});

it('Retry On Fail sends an update whose look-up got no answer', async () => {
	const { sandbox } = workspace;
	const [, parameters = {}] = cases.find(([name]) => name === 'a state that is kept') ?? [];
	const ran = await runWithLostAnswer(parameters);

	expect(sandbox.received('updateUserPreferences')).toHaveLength(2);
	expect(ran.output().filter(({ json }) => json.error !== undefined)).toEqual([]);
});
