import { inspect } from 'node:util';
import { LoggerProxy, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';

import { demoWorkspace, type FaultKind } from '../sandbox/server';
import { DEMO_KEY } from './demoCredential';
import type { Ran } from './engine';
import { fillForm, operations, withOptions } from './operations';
import type { ScriptedAnswer, ScriptedRequest } from './scriptedServer';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const options = { maxRetries: 0, concurrency: 1 };

/** What to do, by what MoEngage answers. */
const hints: Array<[FaultKind, RegExp]> = [
	['400', /^Correct the value that MoEngage names and run the item again\./],
	['401', /^Copy the Workspace ID and the Data API key again from Settings › Account › APIs/],
	['403', /^The Data API key does not cover this API\./],
	['403blocked', /^The account may be blocked or suspended/],
	['403html', /^The answer does not come from MoEngage but from a proxy/],
	['409secret', /^Generate the API secret under Settings › Account › APIs/],
	['413', /^Send less data in one item\. MoEngage accepts less than \d+ kB in one request\./],
	['415', /^Check the credential's 'Data Center' \(and its 'Base URL'/],
	['500', /^MoEngage, or a gateway on the way there, could not answer\. Try again later/],
	['redirect307', /^The address answered with a redirect, which the node does not follow/],
	['429bare', /^MoEngage accepts [\d,]+ \w+ a minute here.* Run the items again later/],
];

/** One operation for each form in which MoEngage writes errors, and one that must not be repeated. */
const kinds = [
	'device/upsert',
	'event/bulkTrack',
	'user/delete',
	'emailResubscription/resubscribe',
	'subscriptionPreference/update',
	'emailOptIn/update',
	'subscriptionPreference/updateForUser',
];

const meetings = operations
	.filter(([name]) => kinds.includes(name))
	.flatMap(([name, example]) => hints.map(([fault, hint]) => ({ name, example, fault, hint })));

it.each(meetings)(
	'$name that meets a $fault says what MoEngage said and what to do about it',
	async ({ example: { parameters, item }, fault, hint }) => {
		workspace.sandbox.failNext(fault);
		// A 429 uses up no retry, but time.
		const maxWait = fault === '429bare' ? 0 : 60;
		const ran = await workspace.run(
			withOptions(parameters, { ...options, requestsPerMinute: 1_000, maxWait }),
			[item],
		);

		expect(whyStopped(ran)).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/^\S.* \[item 0\]$/),
			description: expect.stringMatching(hint),
			httpCode: /\d+/.exec(fault)?.[0],
			context: { itemIndex: 0 },
		});
		const isOwn = !/html|redirect|bare/.test(fault);
		expect(whyStopped(ran)?.message.includes('HTTP status')).toBe(!isOwn);
		expect(workspace.sandbox.received()).toHaveLength(1);
	},
);

it.each(operations)(
	'%s sends nothing at all when one item cannot be sent, unless it continues',
	async (_, { parameters, item, bad }) => {
		const stopped = await workspace.run(parameters, [item, bad]);

		expect(whyStopped(stopped)).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^('.+'|This item) .+ \[item 1\]$/),
			context: { itemIndex: 1 },
		});
		expect(stopped.output()).toEqual([]);
		expect(workspace.sandbox.received()).toEqual([]);

		const ran = await workspace.run(parameters, [item, bad], 'continueErrorOutput');
		expect(ran.output('MoEngage', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(ran.output()).not.toEqual([]);
	},
);

it('refuses a customer whom more than 5,000 items share, and sends the others', async () => {
	const rowOf = (customer_id: string) => ({
		customer_id,
		device_id: 'd-1',
		platform: 'web',
		push_id: 't-1',
	});
	const rows = [...new Array<IDataObject>(5_001).fill(rowOf('48213')), rowOf('own')];
	const ran = await workspace.run(fillForm('device/bulkUpsert'), rows, 'continueErrorOutput');

	expect(ran.output('MoEngage', 1)).toHaveLength(5_001);
	expect(ran.jsons('MoEngage', 1)[0]).toMatchObject({
		error: expect.stringMatching(
			/^'Customer ID' is "48213" for 5,001 items in this run; MoEngage blocks .* \[item 0\]$/,
		),
		description: expect.stringContaining("each customer's own ID"),
	});
	expect(ran.jsons()).toMatchObject([{ status: 'success', customer_id: 'own' }]);
	expect(workspace.sandbox.received()).toHaveLength(1);
});

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.name }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options,
});

const rows = ['Ada', 'Bob', 'Cy', 'Dan'].map((name) => ({ name }));

/** A success of any endpoint. */
const success: ScriptedAnswer = {
	status: 200,
	body: { status: 'success', response_id: 'aBcD', message: 'Accepted', categories: {} },
};

it.each([
	['a wrong key', 401],
	['a suspended account', 403],
	['a missing secret', 409],
])('after %s, which concerns all items, nothing more is sent', async (_, status) => {
	const { url, received } = await workspace.script(({ number }) =>
		number === 1 ? success : { status, body: { title: 'Not so' } },
	);
	const ran = await workspace.run(upsert, rows, 'continueRegularOutput', { url });

	expect(received).toHaveLength(2);
	expect(ran.jsons()).toMatchObject([
		{ status: 'success' },
		...[1, 2, 3].map((item) => ({ error: `Not so [item ${item}]`, httpCode: String(status) })),
	]);
});

describe('what concerns one item only', () => {
	const categories = {
		categoriesMode: 'json',
		categoriesJson: '={{ { [$json.category]: true } }}',
	};
	const optIn = { customerId: '={{ $json.id }}', optInStatus: 'DOUBLE_OPTED_IN', ...categories };
	const byEmail = {
		userIdentifierType: 'email',
		userIdentifierValue: '={{ $json.email }}',
		globalSubscription: '={{ $json.global }}',
		...categories,
	};
	const byIds = { identifyBy: 'ids', userId: '={{ $json.user }}', campaignId: '5FG' };
	const grace = { email: 'grace@example.com', category: 'Newsletter', global: 'subscribed' };
	const checkIdentifiers = /^Check that the identifiers belong to a user/;
	const nobody = {
		error: 'User not found ("nobody@example.com") [item 0]',
		description: expect.stringMatching(checkIdentifiers),
		httpCode: '404',
		attribute: 'user_identifier_value',
		type: 'NotFound',
	};
	const two = {
		error: 'The email matches 2 users. Use moe_user_id or uid ("office@example.com") [item 0]',
		description: expect.stringMatching(/^Choose an identifier that belongs to one user only/),
		httpCode: '409',
		type: 'Conflict',
	};

	/** The rows: the form, a good item, what a bad one has instead, and what is told of that. */
	it.each<[string, string, INodeParameters, INodeParameters, INodeParameters, object]>([
		[
			'a landing page of a user who is gone',
			'subscriptionPreference/get',
			byIds,
			{ user: '8Yw' },
			{ user: 'unknown-7Xv' },
			{
				error: 'User Not Found: No user was found for the given user_id ("unknown-7Xv") [item 0]',
				description: expect.stringMatching(checkIdentifiers),
				httpCode: '404',
				user_id: 'unknown-7Xv',
			},
		],
		[
			'an address of several users',
			'subscriptionPreference/getForUser',
			byEmail,
			grace,
			{ email: 'office@example.com' },
			two,
		],
		[
			'an unknown user whose global subscription is to be kept',
			'subscriptionPreference/updateForUser',
			byEmail,
			{ ...grace, global: 'keep' },
			{ email: 'nobody@example.com' },
			nobody,
		],
		[
			'a category that the channel does not have',
			'subscriptionPreference/updateForUser',
			byEmail,
			grace,
			{ category: 'Newsletters' },
			{
				error:
					'These are no active categories of the channel email: Newsletters ("grace@example.com") [item 0]',
				description: expect.stringContaining('MoEngage field: categories, type: BadArgument'),
				httpCode: '400',
				attribute: 'categories',
			},
		],
		[
			'a category that the workspace does not have',
			'emailOptIn/update',
			optIn,
			{ id: 'grace', category: 'Newsletter' },
			{ category: 'Newsletters' },
			{
				error: 'Request Data is invalid ("grace") [item 0]',
				description: expect.stringContaining(
					'MoEngage adds: categories: Categories Newsletters are either invalid or not active',
				),
				httpCode: '400',
				type: '400 Bad Request',
				customer_id: 'grace',
			},
		],
	])('%s (%s)', async (_, name, values, good, bad, json) => {
		const parameters = fillForm(name, { ...values, options });
		const ran = await workspace.run(parameters, [{ ...good, ...bad }, good], 'continueErrorOutput');

		expect(ran.output('MoEngage', 1)).toMatchObject([{ json, pairedItem: { item: 0 } }]);
		expect(ran.output()).toMatchObject([{ pairedItem: { item: 1 } }]);
	});
});

describe('a workspace that accepts nothing from here', () => {
	const inIpList = {
		settings: { ipList: ['203.0.113.7'] },
		error: /^X-Forwarded-For names no IP address of the workspace's list: '' \[item \d\]$/,
		advice: /^MoEngage accepts .* only from .* Add the public IP address of your n8n server/,
		httpCode: '403',
	};
	const inProject = {
		settings: { projectCode: 'shop' },
		error: /^.*(MOE-PROJECT-CODE header missing in request|Request Data is invalid) \[item \d\]$/,
		advice: /^The workspace has the Portfolio feature, .*in the credential's 'Project Code'/,
	};
	const needsProject =
		/resubscribe|emailOptIn|subscriptionCategory|subscriptionPreference\/(bulk|.*ForUser)/;
	const isOfV5 = /subscriptionCategory|ForUser/;
	const cases = operations.flatMap(([name, example]) => [
		...(kinds.includes(name) ? [{ name, example, reason: 'an IP list', ...inIpList }] : []),
		...(needsProject.test(name)
			? [
					{
						name,
						example,
						reason: 'a missing project',
						...inProject,
						httpCode: isOfV5.test(name) ? '401' : '400',
					},
				]
			: []),
	]);

	it.each(cases)(
		'because of $reason says so to every item of $name, after one request',
		async ({ name, example: { parameters, item }, settings, error, advice, httpCode }) => {
			workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, ...settings }] });
			// A user can be merged only once.
			const other = name === 'user/merge' ? { old: 'john', new: 'grace' } : item;
			const given = withOptions(parameters, options);
			const ran = await workspace.run(given, [item, other], 'continueRegularOutput');

			const told = {
				error: expect.stringMatching(error),
				description: expect.stringMatching(advice),
				httpCode,
			};
			expect(ran.jsons()).toMatchObject([told, told]);
			expect(workspace.sandbox.received()).toHaveLength(1);
		},
	);
});

describe('the key', () => {
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

	const secrets = ['DEMOWORKSPACE', 'DEMO–WORKSPACE'].map((id) =>
		Buffer.from(`${id}:${DEMO_KEY}`).toString('base64'),
	);

	/** Looks at everything that a run leaves behind, hidden properties, causes and stacks included. */
	const expectSecret = (ran: Ran) => {
		const limits = { depth: null, maxArrayLength: null, maxStringLength: null };
		const all = [
			JSON.stringify(ran.run),
			inspect([ran.run, logged], { ...limits, showHidden: true }),
			String(whyStopped(ran)?.stack),
		].join('\n');

		expect(all).toContain('MoEngage');
		for (const secret of [DEMO_KEY, ...secrets, 'Basic ']) expect(all).not.toContain(secret);
		return all;
	};

	/** What a gateway says that shows its caller the request, as it came and in Base64. */
	const echo = ({ headers }: ScriptedRequest) => {
		const message = JSON.stringify(headers);
		return { message, headers, encoded: Buffer.from(message).toString('base64') };
	};

	const answers: Array<[string, (request: ScriptedRequest) => ScriptedAnswer]> = [
		['an echo', (request) => ({ status: 200, body: { status: 'success', ...echo(request) } })],
		['a refused echo', (request) => ({ status: 400, body: { error: echo(request) } })],
		['a gateway’s echo', (request) => ({ status: 502, body: { title: echo(request).message } })],
		['a wrong key', () => ({ status: 401, body: { error: { message: 'Wrong' } } })],
		['a page of a gateway', () => ({ status: 502, body: '<html></html>' })],
		['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } })],
		['success', () => success],
	];

	describe.each<NonNullable<INode['onError']>>([
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	])('with %s does not show', (onError) => {
		it.each(answers)('after %s', async (_, answer) => {
			const { url } = await workspace.script(answer);
			expectSecret(await workspace.run(upsert, rows, onError, { url }));
		});

		it('after a connection that was refused', async () => {
			const { url, close } = await workspace.script(() => success);
			await close();
			const all = expectSecret(await workspace.run(upsert, rows, onError, { url }));

			expect(all).toContain('The connection to MoEngage was refused (ECONNREFUSED)');
		});

		it.each<[FaultKind, INodeParameters, string]>([
			['reset', {}, 'The connection to MoEngage broke (ECONNRESET)'],
			['hang', { timeout: 100 }, 'MoEngage did not answer within 0.1 seconds'],
		])('after a %s', async (fault, more, words) => {
			workspace.sandbox.failNext(fault, { times: 4 });
			const parameters = withOptions(upsert, { concurrency: 4, ...more });

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
