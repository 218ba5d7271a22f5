import { inspect } from 'node:util';
import { LoggerProxy, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';

import { startSandbox, type FaultKind, type Sandbox } from '../sandbox/server';
import { DEMO_KEY, demoCredential } from './demoCredential';
import { createWorkflow, runWorkflow, toItems, type Ran } from './engine';
import {
	startScriptedServer,
	type ScriptedAnswer,
	type ScriptedRequest,
	type ScriptedServer,
} from './scriptedServer';

/** Every sandbox is fresh: what one test used up of a limit is no matter to the next. */
let sandbox: Sandbox;

let servers: ScriptedServer[] = [];

beforeEach(async () => {
	sandbox = await startSandbox();
});

afterEach(async () => {
	await sandbox.close();
	await Promise.all(servers.map(async (server) => await server.close()));
	servers = [];
});

const script = async (...parameters: Parameters<typeof startScriptedServer>) => {
	const server = await startScriptedServer(...parameters);
	servers.push(server);
	return server;
};

const options = { maxRetries: 0, concurrency: 1 };

const upsert: INodeParameters = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.name }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options,
};

const block: INodeParameters = {
	resource: 'deviceOptOut',
	operation: 'block',
	userIdentifierValue: '={{ $json.name }}',
	target: 'allDevices',
	options,
};

const resubscribe: INodeParameters = {
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.name }}@example.com',
	options: { ...options, batchSize: 1 },
};

const update: INodeParameters = {
	resource: 'subscriptionPreference',
	operation: 'update',
	identifyBy: 'ids',
	userId: '={{ $json.name }}',
	campaignId: '5FG',
	unsubscribeAll: true,
	options,
};

const operations: Array<[string, INodeParameters]> = [
	['device upsert', upsert],
	['deviceOptOut block', block],
	['emailResubscription resubscribe', resubscribe],
	['subscriptionPreference update', update],
];

const rows = ['Ada', 'Bob', 'Cy', 'Dan'].map((name) => ({ name }));

const run = async (
	parameters: INodeParameters,
	{
		url = sandbox.url,
		onError = 'stopWorkflow',
		items = rows,
	}: { url?: string; onError?: INode['onError']; items?: IDataObject[] } = {},
) => await runWorkflow(createWorkflow(parameters, onError), toItems(items), demoCredential(url));

const errorOf = (ran: Ran) => ran.run.data.resultData.error;

describe.each(operations)('%s', (_, parameters) => {
	it.each<[FaultKind, string, string]>([
		['400', '400', 'Correct the value that MoEngage names'],
		['401', '401', 'Data API key again'],
		['403', '403', 'may not cover this API'],
		['403blocked', '403', 'blocked or suspended'],
		['409secret', '409', 'Generate the API secret'],
		['413', '413', 'Send less in one item'],
		['415', '415', "'Data Center' (and its 'Base URL'"],
		['500', '500', 'Try again later'],
		['502html', '502', 'Try again later'],
	])('says for a %s what MoEngage said and what to do', async (fault, httpCode, advice) => {
		sandbox.failNext(fault);
		const ran = await run(parameters);

		expect(errorOf(ran)).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/\[item 0\]$/),
			description: expect.stringContaining(advice),
			httpCode,
			context: { itemIndex: 0 },
		});
		expect(errorOf(ran)?.message).toContain('0 of 4 items had been sent');
		expect(sandbox.received()).toHaveLength(1);
	});

	it.each<[string, FaultKind, number]>([
		['a wrong key', '401', 401],
		['a suspended account', '403blocked', 403],
		['a missing secret', '409secret', 409],
	])(
		'sends nothing more after %s, which all remaining items share',
		async (_what, fault, status) => {
			const server = await script(({ number }) =>
				number === 1
					? { status: 200, body: { status: 'success' } }
					: { status, body: { title: 'Refused' } },
			);
			const ran = await run(parameters, { url: server.url, onError: 'continueRegularOutput' });

			expect(server.received).toHaveLength(2);
			expect(ran.output().map(({ json }) => [json.error, json.httpCode])).toEqual([
				[undefined, undefined],
				['Refused [item 1]', String(status)],
				['Refused [item 2]', String(status)],
				['Refused [item 3]', String(status)],
			]);

			sandbox.failNext(fault);
			const refused = await run(parameters, { onError: 'continueErrorOutput' });
			expect(sandbox.received()).toHaveLength(1);
			expect(refused.output('MoEngage', 0)).toEqual([]);
			expect(refused.output('MoEngage', 1).map(({ json }) => json.httpCode)).toEqual(
				Array(4).fill(String(status)),
			);
		},
	);

	it('goes on after an item that MoEngage refused, when the workflow continues', async () => {
		const server = await script(({ number }) =>
			number === 2
				? { status: 405, body: { title: 'Not so' } }
				: { status: 200, body: { status: 'success' } },
		);
		const ran = await run(parameters, { url: server.url, onError: 'continueRegularOutput' });

		expect(server.received).toHaveLength(4);
		expect(ran.output().map(({ json }) => json.error)).toEqual([
			undefined,
			'Not so [item 1]',
			undefined,
			undefined,
		]);
	});

	it('says how many items had been sent when the workflow stops', async () => {
		const server = await script(({ number }) =>
			number === 3
				? { status: 415, body: { title: 'Not so' } }
				: { status: 200, body: { status: 'success' } },
		);
		const ran = await run(parameters, { url: server.url });

		expect(server.received).toHaveLength(3);
		expect(errorOf(ran)).toMatchObject({
			message: expect.stringMatching(/^Not so.+2 of 4 items had been sent.*\[item 2\]$/),
			context: { itemIndex: 2 },
		});
		expect(ran.output()).toEqual([]);
	});

	it('does not follow a redirect, which could carry the key elsewhere', async () => {
		const elsewhere = await script(() => ({ status: 200, body: { status: 'success' } }));
		const server = await script(() => ({
			status: 307,
			headers: { location: `${elsewhere.url}/v1/device/DEMOWORKSPACE` },
		}));
		const ran = await run(parameters, { url: server.url, onError: 'continueRegularOutput' });

		expect(elsewhere.received).toEqual([]);
		expect(server.received).toHaveLength(1);
		expect(ran.output().map(({ json }) => [json.error, json.httpCode])).toEqual(
			rows.map((_row, item) => [`MoEngage answered with HTTP status 307 [item ${item}]`, '307']),
		);
		expect(ran.output()[0]?.json.description).toContain('not followed to keep the key safe');
	});

	it.each([{ status: 'fail' }, { status: 'Failure' }, { status: 'error' }, {}])(
		'does not take a refusal with status 200 for success: %j',
		async (status) => {
			const error = { message: 'Being moved', type: 'Moved', request_id: 'aB' };
			const server = await script(() => ({ status: 200, body: { ...status, error } }));
			const ran = await run(parameters, {
				url: server.url,
				onError: 'continueRegularOutput',
				items: rows.slice(0, 1),
			});

			expect(ran.output()[0]?.json).toMatchObject({
				error: 'Being moved [item 0]',
				type: 'Moved',
				request_id: 'aB',
			});
		},
	);

	it.each([204, 200])('takes an empty %p for success, and sends it once', async (status) => {
		const server = await script(() => ({ status }));
		const ran = await run(parameters, { url: server.url });

		expect(server.received).toHaveLength(4);
		expect(ran.output()).toHaveLength(4);
	});

	it('keeps an answer that is nested deeper than n8n can store in a form that it can', async () => {
		const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		const body = `{"status":"success","message":"ok","deep":${deep}}`;
		const server = await script(() => ({ status: 200, body }));
		const ran = await run(parameters, { url: server.url });

		expect(ran.output()[0]?.json).toMatchObject({ status: 'success', message: 'ok' });
		expect(JSON.stringify(ran.run).length).toBeLessThan(50_000);
	});
});

it('ends for one item only when its value cannot be part of an address', async () => {
	const landing: INodeParameters = { ...update, operation: 'get' };
	const items = [{ name: 'ada' }, { name: 'b\ud800b' }, { name: 'cy' }];
	const server = await script(() => ({ status: 200, body: { categories: {} } }));
	const ran = await run(landing, { url: server.url, onError: 'continueErrorOutput', items });

	expect(server.received).toHaveLength(2);
	expect(ran.output('MoEngage', 0).map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 2 },
	]);
	expect(ran.output('MoEngage', 1)).toMatchObject([{ pairedItem: { item: 1 } }]);
});

describe("MoEngage's own words", () => {
	it.each<[string, INodeParameters, FaultKind, object]>([
		[
			'devices',
			upsert,
			'400',
			{ error: 'Request data is invalid [item 0]', type: 'ValueError', httpCode: '400' },
		],
		[
			'resubscriptions',
			resubscribe,
			'400',
			{ error: 'Request data is invalid [item 0]', type: 'InvalidInput', httpCode: '400' },
		],
		[
			'preferences',
			update,
			'400',
			{ error: 'Invalid Params: Request data is invalid [item 0]', httpCode: '400' },
		],
		[
			'a gateway',
			upsert,
			'502html',
			{ error: 'MoEngage answered with HTTP status 502 [item 0]', httpCode: '502' },
		],
	])('come from the form that %s use', async (_, parameters, fault, expected) => {
		sandbox.failNext(fault);
		const items = rows.slice(0, 1);
		const ran = await run(parameters, { onError: 'continueRegularOutput', items });

		expect(ran.output()[0]?.json).toMatchObject(expected);
	});

	it.each(['ENOENT', 'ECONNREFUSED', 'ETIMEDOUT'])(
		'stay as they are although %s stands in them, which n8n would replace',
		async (code) => {
			const message = `The user ${code} is unknown`;
			const server = await script(() => ({ status: 400, body: { error: { message } } }));
			const items = [{ name: 'Ada' }];
			const stopped = await run(upsert, { url: server.url, items });
			const read = await run(upsert, { items: [{ name: { code } }] });

			expect(errorOf(stopped)?.message).toMatch(new RegExp(`^${message}`));
			expect(errorOf(read)?.message).toBe(
				`'Customer ID' is {"code":"${code}"}, which is neither text nor a usable number [item 0]`,
			);
		},
	);
});

describe('what does not concern MoEngage', () => {
	it.each([
		['maxRetries', -1, "'Max Retries' is -1, which is not a whole number from 0 to 100"],
		['concurrency', 0.5, "'Concurrency' is 0.5, which is not a whole number from 1 to 1,000"],
	])(
		'stops the workflow before anything is sent: the option %s is %p',
		async (name, value, message) => {
			const ran = await run({ ...upsert, options: { [name]: value } });

			expect(sandbox.received()).toEqual([]);
			expect(errorOf(ran)).toMatchObject({ name: 'NodeOperationError', message });
		},
	);

	it('is told to every item when the workflow continues', async () => {
		const ran = await run(
			{ ...upsert, options: { timeout: 'long' } },
			{ onError: 'continueErrorOutput' },
		);

		expect(sandbox.received()).toEqual([]);
		expect(ran.output('MoEngage', 0)).toEqual([]);
		expect(ran.output('After Error').map(({ json }) => json.read)).toEqual(
			rows.map(({ name }) => name),
		);
	});

	it('is an operation that this resource does not have', async () => {
		const ran = await run({ ...upsert, operation: 'block' });

		expect(sandbox.received()).toEqual([]);
		expect(errorOf(ran)).toMatchObject({
			name: 'NodeOperationError',
			message: "'Operation' is block, which device does not have",
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
		const all = [
			JSON.stringify(ran.run),
			inspect(ran.run, {
				depth: null,
				showHidden: true,
				maxArrayLength: null,
				maxStringLength: null,
			}),
			inspect(logged, { depth: null, showHidden: true }),
			String(errorOf(ran)),
			String(errorOf(ran)?.stack),
		].join('\n');

		expect(all).toContain('MoEngage');
		for (const secret of [DEMO_KEY, encoded, 'Basic ']) expect(all).not.toContain(secret);
	};

	/** What a gateway says that shows its caller the request, as it came and in Base64. */
	const echo = ({ headers }: ScriptedRequest) => {
		const whole = JSON.stringify(headers);
		return { message: whole, headers, encoded: Buffer.from(whole).toString('base64') };
	};

	const answers: Array<[string, (elsewhere: string, request: ScriptedRequest) => ScriptedAnswer]> =
		[
			['an echo', (_, request) => ({ status: 200, body: { status: 'success', ...echo(request) } })],
			['a refused echo', (_, request) => ({ status: 400, body: { error: echo(request) } })],
			[
				'an echo of a gateway',
				(_, request) => ({ status: 502, body: { title: echo(request).message } }),
			],
			['a wrong key', () => ({ status: 401, body: { error: { message: 'Wrong' } } })],
			['a suspended account', () => ({ status: 403, body: { title: 'Suspended' } })],
			['a page of a gateway', () => ({ status: 502, body: '<html></html>' })],
			['a redirect', (location) => ({ status: 302, headers: { location } })],
			['a sign-in page', () => ({ status: 200, body: '<html></html>' })],
			['success', () => ({ status: 200, body: { status: 'success' } })],
		];

	describe.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'with %s does not show',
		(onError) => {
			it.each(answers)('after %s', async (_, answer) => {
				const server = await script((request) => answer('http://127.0.0.1:9/', request));
				expectSecret(await run(upsert, { url: server.url, onError }));
			});

			it('after a connection that was refused', async () => {
				const gone = await startScriptedServer(() => ({ status: 200 }));
				await gone.close();
				const ran = await run(upsert, { url: gone.url, onError });

				expectSecret(ran);
				expect(JSON.stringify(ran.run)).toContain(
					'The connection to MoEngage was refused (ECONNREFUSED)',
				);
			});

			it('after a connection that broke', async () => {
				sandbox.failNext('reset', { times: 4 });
				const ran = await run(upsert, { onError });

				expectSecret(ran);
				expect(JSON.stringify(ran.run)).toContain('The connection to MoEngage broke (ECONNRESET)');
			});

			it('after a time-out', async () => {
				sandbox.failNext('hang', { times: 4 });
				const parameters = { ...upsert, options: { ...options, concurrency: 4, timeout: 50 } };
				const ran = await run(parameters, { onError });

				expectSecret(ran);
				expect(JSON.stringify(ran.run)).toContain('MoEngage did not answer within 0.05 seconds');
			});

			it('after a workspace that no header can hold as it is', async () => {
				const credential = { ...demoCredential(sandbox.url), workspaceId: 'DEMO–WORKSPACE' };
				const file = createWorkflow(upsert, onError);
				const ran = await runWorkflow(file, toItems(rows), credential);
				const other = Buffer.from(`DEMO–WORKSPACE:${DEMO_KEY}`).toString('base64');

				expectSecret(ran);
				expect(inspect(ran.run, { depth: null, showHidden: true })).not.toContain(other);
			});

			it('after input that cannot be sent', async () => {
				expectSecret(await run(upsert, { onError, items: [{ name: '' }] }));
			});
		},
	);

	it('is not in a hint either', async () => {
		sandbox.failNext('503retryAfter', { retryAfterSeconds: 0 });
		const ran = await run({ ...upsert, options: { maxRetries: 1 } }, { items: [{ name: 'Ada' }] });

		expect(ran.task()?.hints).toHaveLength(1);
		expectSecret(ran);
	});
});
