import { inspect } from 'node:util';
import { LoggerProxy, type INode, type INodeParameters } from 'n8n-workflow';

import { demoWorkspace, type FaultKind } from '../sandbox/server';
import { DEMO_KEY } from './demoCredential';
import type { Ran } from './engine';
import { operations, withOptions } from './operations';
import type { ScriptedAnswer, ScriptedRequest } from './scriptedServer';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const options = { maxRetries: 0, concurrency: 1 };

/** What to do, by what MoEngage answers. */
const advice: Array<[FaultKind, RegExp]> = [
	['400', /^Correct the value that MoEngage names and run the item again\./],
	['401', /^Copy the Workspace ID and the Data API key again from Settings › Account › APIs/],
	['403', /^The account may be blocked or suspended, the key may not cover this API/],
	['403blocked', /^The account may be blocked or suspended/],
	['403html', /^The answer does not come from MoEngage but from a proxy/],
	['409secret', /^Generate the API secret under Settings › Account › APIs/],
	['413', /^Send less data in one item\. MoEngage accepts less than \d+ kB in one request\./],
	['415', /^Check the credential's 'Data Center' \(and its 'Base URL'/],
	['500', /^MoEngage, or a gateway on the way there, could not answer\. Try again later/],
	['redirect307', /^The address answered with a redirect, which the node does not follow/],
	// The last one, since the node pauses after it.
	['429bare', /^MoEngage accepts [\d,]+ \w+ a minute here.* Run the items again later/],
];

it.each(operations)(
	'%s says what MoEngage said to each kind of refusal, and what to do about it',
	async (_, { parameters, item }) => {
		for (const [fault, expected] of advice) {
			workspace.sandbox.clear();
			workspace.sandbox.failNext(fault);
			const patient = withOptions(parameters, { ...options, requestsPerMinute: 1_000 });
			const ran = await workspace.run(patient, [item]);

			expect(whyStopped(ran)).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/^\S.* \[item 0\]$/),
				description: expect.stringMatching(expected),
				httpCode: /\d+/.exec(fault)?.[0],
				context: { itemIndex: 0 },
			});
			const isOwn = !/html|redirect|bare/.test(fault);
			if (isOwn) expect(whyStopped(ran)?.message).not.toContain('HTTP status');
			expect(workspace.sandbox.received()).toHaveLength(1);
		}
	},
);

it.each(operations)(
	'%s sends nothing at all when one item cannot be sent, unless it continues',
	async (_, { parameters, item, bad }) => {
		const stopped = await workspace.run(parameters, [item, bad]);

		expect(whyStopped(stopped)?.message).toMatch(/^('.+'|This item) .+ \[item 1\]$/);
		expect(workspace.sandbox.received()).toEqual([]);

		const ran = await workspace.run(parameters, [item, bad], 'continueErrorOutput');
		expect(ran.output('MoEngage', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(ran.output()).not.toEqual([]);
	},
);

const upsert: INodeParameters = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.name }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options,
};

/** Of each kind: in a body, pooled, and in an address. */
const several: Array<[string, INodeParameters]> = [
	['device upsert', upsert],
	[
		'emailResubscription resubscribe',
		{
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.name }}@example.com',
			options: { ...options, batchSize: 1 },
		},
	],
	[
		'subscriptionPreference update',
		{
			resource: 'subscriptionPreference',
			operation: 'update',
			identifyBy: 'ids',
			userId: '={{ $json.name }}',
			campaignId: '5FG',
			unsubscribeAll: true,
			options,
		},
	],
];

const rows = ['Ada', 'Bob', 'Cy', 'Dan'].map((name) => ({ name }));

const success: ScriptedAnswer = { status: 200, body: { status: 'success' } };

/** Accepts all but one request, or all before it. */
const refuseNumber = async (refused: number, status: number, andAllAfter = false) =>
	await workspace.script(({ number }) =>
		number === refused || (andAllAfter && number > refused)
			? { status, body: { title: 'Not so' } }
			: success,
	);

describe.each(several)('%s', (_, parameters) => {
	it.each([
		['a wrong key', 401],
		['a suspended account', 403],
		['a missing secret', 409],
	])('sends nothing more after %s, which all remaining items share', async (_what, status) => {
		const { url, received } = await refuseNumber(2, status, true);
		const ran = await workspace.run(parameters, rows, 'continueRegularOutput', { url });

		expect(received).toHaveLength(2);
		expect(ran.output().map(({ json }) => [json.error, json.httpCode])).toEqual([
			[undefined, undefined],
			['Not so [item 1]', String(status)],
			['Not so [item 2]', String(status)],
			['Not so [item 3]', String(status)],
		]);
	});

	it('says how many items had been sent when the workflow stops', async () => {
		const { url, received } = await refuseNumber(3, 415);
		const ran = await workspace.run(parameters, rows, 'stopWorkflow', { url });

		expect(received).toHaveLength(3);
		expect(whyStopped(ran)).toMatchObject({
			message: 'Not so (2 of 4 items had been sent) [item 2]',
			context: { itemIndex: 2 },
		});
		expect(ran.output()).toEqual([]);
	});

	it.each([204, 200])('takes an empty %p for success, and sends it once', async (status) => {
		const { url, received } = await workspace.script(() => ({ status }));
		const ran = await workspace.run(parameters, rows, 'stopWorkflow', { url });

		expect(received).toHaveLength(4);
		expect(ran.output()).toHaveLength(4);
	});
});

it('ends for one item only when its value cannot be part of an address', async () => {
	const landing = { ...several[2]?.[1], operation: 'get' };
	const items = [{ name: 'ada' }, { name: 'b\ud800b' }, { name: 'cy' }];
	const { url, received } = await workspace.script(() => success);
	const ran = await workspace.run(landing, items, 'continueErrorOutput', { url });

	expect(received).toHaveLength(2);
	expect(ran.output('MoEngage', 1)).toMatchObject([{ pairedItem: { item: 1 } }]);
});

describe('what concerns one item only', () => {
	const preference = (operation: string, more: INodeParameters): INodeParameters => ({
		resource: 'subscriptionPreference',
		operation,
		options,
		...more,
	});

	const optIn: INodeParameters = {
		resource: 'emailOptIn',
		operation: 'update',
		optInStatus: 'DOUBLE_OPTED_IN',
		customerId: '={{ $json.id }}',
		options,
	};

	const categories = {
		categoriesMode: 'json',
		categoriesJson: '={{ { [$json.category]: true } }}',
	};

	const byEmail = {
		userIdentifierType: 'email',
		userIdentifierValue: '={{ $json.email }}',
		globalSubscription: '={{ $json.global }}',
		...categories,
	};
	const grace = { email: 'grace@example.com', category: 'Newsletter', global: 'subscribed' };
	const nobody = {
		error: 'User not found. [item 0]',
		description: expect.stringMatching(/^Check that the identifiers belong to a user/),
		httpCode: '404',
		attribute: 'user_identifier_value',
		type: 'NotFound',
	};
	const two = {
		error: 'The email matches 2 users. Use moe_user_id or uid. [item 0]',
		description: expect.stringMatching(/^Choose an identifier that belongs to one user only/),
		httpCode: '409',
		type: 'Conflict',
	};

	it.each<[string, INodeParameters, INodeParameters, INodeParameters, object]>([
		[
			'a landing page of a user who is gone',
			preference('get', { identifyBy: 'ids', userId: '={{ $json.user }}', campaignId: '5FG' }),
			{ user: 'unknown-7Xv' },
			{ user: '8Yw' },
			{
				error: 'User Not Found: No user was found for the given user_id [item 0]',
				description: expect.stringMatching(/^Check that the identifiers belong to a user/),
				httpCode: '404',
				user_id: 'unknown-7Xv',
			},
		],
		...(['getForUser', 'updateForUser'] as const).flatMap(
			(operation): Array<[string, INodeParameters, INodeParameters, INodeParameters, object]> => [
				[
					`an address of nobody (${operation})`,
					preference(operation, byEmail),
					{ ...grace, email: 'nobody@example.com' },
					grace,
					nobody,
				],
				[
					`an address of several users (${operation})`,
					preference(operation, byEmail),
					{ ...grace, email: 'office@example.com' },
					grace,
					two,
				],
			],
		),
		[
			'an unknown user whose global subscription is to be kept',
			preference('updateForUser', byEmail),
			{ ...grace, email: 'nobody@example.com', global: 'keep' },
			{ ...grace, global: 'keep' },
			nobody,
		],
		[
			'a category that the channel does not have',
			preference('updateForUser', byEmail),
			{ ...grace, category: 'Newsletters' },
			grace,
			{
				error: 'These are no active categories of the channel email: Newsletters [item 0]',
				description: expect.stringContaining('MoEngage field: categories, type: BadArgument'),
				httpCode: '400',
				attribute: 'categories',
			},
		],
		[
			'a category that the workspace does not have',
			{ ...optIn, ...categories },
			{ id: 'grace', category: 'Newsletters' },
			{ id: 'grace', category: 'Newsletter' },
			{
				error: 'Request Data is invalid [item 0]',
				description: expect.stringContaining(
					'MoEngage adds: categories: Categories Newsletters are either invalid or not active',
				),
				httpCode: '400',
				type: '400 Bad Request',
				customer_id: 'grace',
			},
		],
	])('%s', async (_, parameters, refused, sent, json) => {
		const ran = await workspace.run(parameters, [refused, sent], 'continueErrorOutput');

		expect(ran.output('MoEngage', 1)).toMatchObject([{ json, pairedItem: { item: 0 } }]);
		expect(ran.output()).toMatchObject([{ pairedItem: { item: 1 } }]);
	});
});

describe('a workspace that wants categories also beside unsubscribing from all', () => {
	beforeEach(() => workspace.sandbox.configure({ categoriesRequired: true }));

	const visitor = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };
	it.each<[string, INodeParameters]>([
		['update', { ...visitor, unsubscribeAll: '={{ true }}' }],
		['bulkUpdate', { customerId: 'ada', unsubscribeFromAll: '={{ true }}' }],
	])('%s says so, and can do as it is told', async (operation, more) => {
		const parameters = { resource: 'subscriptionPreference', operation, options, ...more };
		const categories = { categoriesMode: 'json', categoriesJson: '{"Newsletter": false}' };
		const none = await workspace.run(parameters, [{}], 'continueRegularOutput');
		const some = await workspace.run({ ...parameters, ...categories }, [{}]);

		expect(none.output()[0]?.json).toMatchObject({
			error: expect.stringMatching(/^Categories Required: /),
			description: expect.stringMatching(/^Add at least one category .* with an expression/),
		});
		expect(some.output()[0]?.json.error).toBeUndefined();
	});
});

describe('a workspace without v5 and opt-in', () => {
	const features = { v5: false, optIn: false };
	beforeEach(() => workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, features }] }));

	it.each([
		['emailOptIn/update', 'Feature not enabled', /Email Opt-in Management feature not enabled/],
		...['subscriptionCategory/getMany', 'subscriptionPreference/getForUser'].map(
			(name): [string, string, RegExp] => [
				name,
				'MoEngage answered with HTTP status 404',
				/and that the workspace has this API/,
			],
		),
	])('makes %s say so', async (name, error, description) => {
		const { parameters = {}, item = {} } = Object.fromEntries(operations)[name] ?? {};
		const ran = await workspace.run(parameters, [item], 'continueRegularOutput');

		expect(ran.output()[0]?.json).toMatchObject({
			error: `${error} [item 0]`,
			description: expect.stringMatching(description),
		});
	});
});

/** The message without the number of the item. */
const toWords = (message: unknown) => String(message).replace(/ \[item \d\]$/, '');

describe('a workspace that accepts nothing from here', () => {
	const needProject = [
		'emailResubscription/resubscribe',
		'emailOptIn/update',
		'subscriptionCategory/getMany',
		...['bulkUpdate', 'getForUser', 'updateForUser'].map(
			(name) => `subscriptionPreference/${name}`,
		),
	];
	const cases = operations.flatMap(([name, example]) => [
		{
			name,
			example,
			reason: 'an IP list',
			settings: { ipList: ['203.0.113.7'] },
			message: 'The IP address 127.0.0.1 is not in the list of the workspace',
			advice:
				/^MoEngage accepts .* only from the IP addresses on its list\. Add the public IP address of your n8n server/,
			httpCode: '403',
		},
		...(needProject.includes(name)
			? [
					{
						name,
						example,
						reason: 'a missing project',
						settings: { projectCode: 'shop' },
						message: expect.stringMatching(
							/MOE-PROJECT-CODE header missing in request|Request Data is invalid/,
						),
						advice:
							/^The workspace has the Portfolio feature, .*in the credential's 'Project Code'/,
						httpCode: '400',
					},
				]
			: []),
	]);

	it.each(cases)(
		'because of $reason says so to every item of $name, after one request',
		async ({ name, example, settings, message, advice, httpCode }) => {
			workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, ...settings }] });
			const parameters = withOptions(example.parameters, options);
			const { item } = example;
			// A user can be merged only once.
			const other = name === 'user/merge' ? { old: 'john', new: 'grace' } : item;
			const ran = await workspace.run(parameters, [item, other], 'continueRegularOutput');

			const told = ran.output().map(({ json }) => ({ ...json, error: toWords(json.error) }));
			expect(told).toMatchObject(
				[0, 1].map(() => ({
					error: message,
					description: expect.stringMatching(advice),
					httpCode,
				})),
			);
			expect(workspace.sandbox.received()).toHaveLength(1);
		},
	);
});

describe('what does not concern MoEngage', () => {
	it.each([
		['maxRetries', -1, "'Max Retries' is -1, which is not a whole number from 0 to 100"],
		['concurrency', 0.5, "'Concurrency' is 0.5, which is not a whole number from 1 to 1,000"],
	])('stops the workflow before anything is sent: %s is %p', async (name, value, message) => {
		const ran = await workspace.run({ ...upsert, options: { [name]: value } }, rows);

		expect(workspace.sandbox.received()).toEqual([]);
		expect(whyStopped(ran)).toMatchObject({ name: 'NodeOperationError', message });
	});

	it('is told to every item when the workflow continues', async () => {
		const parameters = { ...upsert, options: { timeout: 'long' } };
		const ran = await workspace.run(parameters, rows, 'continueErrorOutput');

		expect(workspace.sandbox.received()).toEqual([]);
		expect(ran.output('MoEngage', 0)).toEqual([]);
		expect(ran.output('After Error').map(({ json }) => json.read)).toEqual(
			rows.map(({ name }) => name),
		);
	});

	it('is an operation that this resource does not have', async () => {
		const ran = await workspace.run({ ...upsert, operation: 'block' }, rows);

		expect(workspace.sandbox.received()).toEqual([]);
		expect(whyStopped(ran)).toMatchObject({
			name: 'NodeOperationError',
			message: `'Operation' is "block", which the resource "device" does not have`,
		});
	});
});

describe('the key', () => {
	const encoded = Buffer.from(`DEMOWORKSPACE:${DEMO_KEY}`).toString('base64');
	const logged: unknown[] = [];
	const keep = (...parameters: unknown[]) => {
		logged.push(parameters);
	};

	beforeEach(() => {
		logged.length = 0;
		LoggerProxy.init({ debug: keep, info: keep, warn: keep, error: keep });
		for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
			jest.spyOn(console, method).mockImplementation(keep);
		}
	});

	afterEach(() => jest.restoreAllMocks());

	/** Everything that a run leaves behind, hidden properties, causes and stacks included. */
	const expectSecret = (ran: Ran) => {
		const everything = {
			depth: null,
			showHidden: true,
			maxArrayLength: null,
			maxStringLength: null,
		};
		const all = [
			JSON.stringify(ran.run),
			inspect(ran.run, everything),
			inspect(logged, everything),
			String(whyStopped(ran)?.stack),
		].join('\n');

		expect(all).toContain('MoEngage');
		const workspaces = [
			DEMO_KEY,
			encoded,
			Buffer.from(`DEMO–WORKSPACE:${DEMO_KEY}`).toString('base64'),
		];
		for (const secret of [...workspaces, 'Basic ']) expect(all).not.toContain(secret);
		return all;
	};

	/** What a gateway says that shows its caller the request, as it came and in Base64. */
	const echo = ({ headers }: ScriptedRequest) => {
		const whole = JSON.stringify(headers);
		return { message: whole, headers, encoded: Buffer.from(whole).toString('base64') };
	};

	const answers: Array<[string, (request: ScriptedRequest) => ScriptedAnswer]> = [
		['an echo', (request) => ({ status: 200, body: { status: 'success', ...echo(request) } })],
		['a refused echo', (request) => ({ status: 400, body: { error: echo(request) } })],
		[
			'an echo of a gateway',
			(request) => ({ status: 502, body: { title: echo(request).message } }),
		],
		['a wrong key', () => ({ status: 401, body: { error: { message: 'Wrong' } } })],
		['a page of a gateway', () => ({ status: 502, body: '<html></html>' })],
		['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } })],
		['success', () => success],
	];

	const onErrors: Array<INode['onError']> = [
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	];

	describe.each(onErrors)('with %s does not show', (onError) => {
		it.each(answers)('after %s', async (_, answer) => {
			const { url } = await workspace.script(answer);
			expectSecret(await workspace.run(upsert, rows, onError, { url }));
		});

		it('after a connection that was refused', async () => {
			const gone = await workspace.script(() => success);
			await gone.close();
			const all = expectSecret(await workspace.run(upsert, rows, onError, { url: gone.url }));

			expect(all).toContain('The connection to MoEngage was refused (ECONNREFUSED)');
		});

		it.each<[FaultKind, string]>([
			['reset', 'The connection to MoEngage broke (ECONNRESET)'],
			['hang', 'MoEngage did not answer within 0.1 seconds'],
		])('after a %s', async (fault, words) => {
			workspace.sandbox.failNext(fault, { times: 4 });
			const parameters = withOptions(upsert, { concurrency: 4, timeout: 100 });

			expect(expectSecret(await workspace.run(parameters, rows, onError))).toContain(words);
		});

		it('after a workspace that no header can hold as it is', async () => {
			const credential = { workspaceId: 'DEMO–WORKSPACE' };
			expectSecret(await workspace.run(upsert, rows, onError, { credential }));
		});

		it('after input that cannot be sent', async () => {
			expectSecret(await workspace.run(upsert, [{ name: '' }], onError));
		});
	});
});
