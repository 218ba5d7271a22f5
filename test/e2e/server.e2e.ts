import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

import { resources } from '../../nodes/MoEngage/resources';
import { startSandbox, type Sandbox, type SandboxSettings } from '../sandbox/server';
import { fillCredential, saveCredential, testCredential } from './rest/credentials';
import {
	listExecutions,
	listItems,
	readExecution,
	stopExecution,
	waitForEnd,
	waitForStart,
	type Execution,
} from './rest/executions';
import { createTracedTest, leaveLog } from './rest/failures';
import { setUpStage, type Stage } from './rest/stage';
import { waitFor, waitUntil } from './rest/waiting';
import { callWebhook } from './rest/webhooks';
import {
	activate,
	deactivate,
	everySeconds,
	manualTrigger,
	moEngage,
	note,
	rows,
	runByHand,
	saveWorkflow,
	webhook,
	type SavedCredential,
	type WorkflowNode,
} from './rest/workflows';
import { testRedirects } from './server/redirects';
import { testSideBySide } from './server/sideBySide';

let stage: Stage;
let credential: SavedCredential;

beforeAll(async () => {
	stage = await setUpStage();
	credential = await saveCredential(stage.rest, 'MoEngage', fillCredential(stage.sandbox));
});

afterAll(async () => await stage?.clear());

beforeEach(() => stage.sandbox.clear());

const tracedTest = createTracedTest(leaveLog(() => stage?.server));

const nodeType = 'n8n-nodes-moengage.moEngage';

/** Runs a workflow from its manual trigger to its end. */
const run = async (
	name: string,
	nodes: WorkflowNode[],
	connections: Parameters<typeof saveWorkflow>[3],
	settings?: Record<string, unknown>,
): Promise<Execution> => {
	const workflow = await saveWorkflow(
		stage.rest,
		name,
		[manualTrigger, ...nodes],
		connections,
		settings,
	);
	await runByHand(stage.rest, workflow);
	return await waitForEnd(stage.rest, workflow.id);
};

describe('the credential on the server', () => {
	tracedTest('passes its test with the right values', async () => {
		const verdict = await testCredential(stage.rest, fillCredential(stage.sandbox));

		expect(verdict).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(stage.sandbox.received('testConnection')).toMatchObject([
			{ status: 200, body: { app_id: 'DEMOWORKSPACE', source: 'n8n' } },
		]);
	});

	for (const [what, wrong] of [
		['a wrong key', { apiKey: 'of-another-workspace' }],
		['a wrong workspace', { workspaceId: 'ANOTHERWORKSPACE' }],
	] as const) {
		tracedTest(`says what to copy again when it has ${what}`, async () => {
			const verdict = await testCredential(stage.rest, {
				...fillCredential(stage.sandbox),
				...wrong,
			});

			expect(verdict).toEqual({
				status: 'Error',
				message:
					"MoEngage did not accept the Workspace ID and the Data API key. Copy both again from Settings › Account › APIs in the MoEngage dashboard, and check that the Data Center is the one in the dashboard's address.",
			});
		});
	}

	tracedTest('says that nobody answers at an address where nobody listens', async () => {
		const gone = await startSandbox();
		await gone.close();

		const verdict = await testCredential(stage.rest, fillCredential(gone));

		// n8n's own words: it shows the code of the connection for every credential.
		expect(verdict).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
	});

	const unsafe =
		"The credential's 'Base URL' must start with https://, or with http:// for a server on the machine that runs n8n";

	for (const [what, baseUrl, message] of [
		['another machine over plain http', 'http://moengage.example.com', unsafe],
		['text that is not an address', 'moengage.example.com', unsafe],
		['an empty address', '', "The credential's 'Base URL' is empty"],
	] as const) {
		tracedTest(`does not send the key to ${what}, and says which address would do`, async () => {
			const verdict = await testCredential(stage.rest, {
				...fillCredential(stage.sandbox),
				baseUrl,
			});

			expect(verdict).toEqual({
				status: 'Error',
				message: expect.stringContaining(message),
			});
		});
	}

	tracedTest('is never given back with its key', async () => {
		const saved = await stage.rest.get(
			`/rest/credentials/${credential.id}?includeData=true`,
			z.object({ data: z.record(z.unknown()) }),
		);

		expect(saved.data).toMatchObject({ workspaceId: 'DEMOWORKSPACE' });
		expect(JSON.stringify(saved)).not.toContain(fillCredential(stage.sandbox).apiKey);
	});
});

describe('the node on the server', () => {
	const listedSchema = z.object({
		displayName: z.string(),
		iconUrl: z.object({ light: z.string(), dark: z.string() }),
		codex: z.object({ categories: z.array(z.string()), alias: z.array(z.string()) }),
	});

	const listNodes = async (): Promise<Map<string, unknown>> => {
		const response = await stage.rest.download('/types/nodes.json');
		const nodes = z
			.array(z.object({ name: z.string() }).passthrough())
			.parse(await response.json());
		return new Map(nodes.map((node) => [node.name, node]));
	};

	tracedTest('is listed with its categories and with the words people search for', async () => {
		const listed = listedSchema.parse((await listNodes()).get(nodeType));

		expect(listed.displayName).toBe('MoEngage');
		expect(listed.codex.categories).toEqual(['Marketing', 'Communication']);
		expect(listed.codex.alias).toEqual(
			expect.arrayContaining(['push opt-out', 'resubscribe', 'double opt-in']),
		);
	});

	tracedTest('can be given to an AI agent as a tool', async () => {
		expect((await listNodes()).has(`${nodeType}Tool`)).toBe(true);
	});

	for (const theme of ['light', 'dark'] as const) {
		tracedTest(`has its icon on a ${theme} canvas`, async () => {
			const { iconUrl } = listedSchema.parse((await listNodes()).get(nodeType));
			const icon = await stage.rest.download(`/${iconUrl[theme]}`);

			expect(icon.status).toBe(200);
			expect(icon.headers.get('content-type')).toContain('image/svg+xml');
			expect(await icon.text()).toContain('<svg');
		});
	}

	for (const { value: resource, operations } of resources) {
		for (const { value: operation } of operations) {
			tracedTest(`previews the output of ${resource}: ${operation}`, async () => {
				const path = `/schemas/${nodeType}/1.0.0/${resource}/${operation}.json`;
				const preview = await stage.rest.download(path);

				expect(preview.status).toBe(200);
				expect(await preview.json()).toMatchObject({ type: 'object' });
			});
		}
	}
});

describe("the workspace's categories in the editor's lists", () => {
	const ask = (methodName: string, more: Record<string, unknown> = {}) => ({
		path: 'parameters.categories.category[0].name',
		nodeTypeAndVersion: { name: nodeType, version: 1 },
		currentNodeParameters: { resource: 'subscriptionPreference', operation: 'update' },
		credentials: { moEngageApi: credential },
		methodName,
		...more,
	});

	const searchCategories = async (more?: Record<string, unknown>) =>
		(
			await stage.rest.post(
				'/rest/dynamic-node-parameters/resource-locator-results',
				ask('searchCategories', more),
				z.object({ results: z.array(z.object({ name: z.string(), value: z.string() })) }),
			)
		).results;

	tracedTest('are grouped as in the dashboard', async () => {
		expect(await searchCategories()).toEqual([
			{ name: 'News › Monthly newsletter', value: 'Newsletter' },
			{ name: 'News › What is new in the product', value: 'Product Updates' },
			{ name: 'Offers › Members-only offers', value: 'Special Offers' },
			{ name: 'Offers › New arrivals', value: 'New arrivals' },
			{ name: 'Offers › Promotional', value: 'Promotional' },
			{ name: 'Recommendations', value: 'Recommendations' },
			{ name: 'Transactional', value: 'Transactional' },
		]);
	});

	tracedTest('are found by a part of what people see', async () => {
		expect(await searchCategories({ filter: 'members' })).toEqual([
			{ name: 'Offers › Members-only offers', value: 'Special Offers' },
		]);
	});

	tracedTest('follow the channel of the operation', async () => {
		const currentNodeParameters = {
			resource: 'subscriptionPreference',
			operation: 'updateForUser',
			channel: 'sms',
		};

		expect((await searchCategories({ currentNodeParameters })).map(({ value }) => value)).toEqual([
			'Newsletter',
			'Flash Sales',
			'Delivery Alerts',
		]);
	});

	tracedTest('are fields to map', async () => {
		const { fields } = await stage.rest.post(
			'/rest/dynamic-node-parameters/resource-mapper-fields',
			ask('getCategoryFields', { path: 'parameters.categoriesMapping' }),
			z.object({ fields: z.array(z.object({ id: z.string(), type: z.string() })) }),
		);

		expect(fields).toHaveLength(7);
		expect(fields).toContainEqual({ id: 'Special Offers', type: 'options' });
	});

	tracedTest('say how to go on where the workspace has none of that API', async () => {
		const old = await startSandbox({
			workspaces: [
				{ workspaceId: 'DEMOWORKSPACE', apiKey: 'demo-data-api-key', features: { v5: false } },
			],
		});
		const saved = await saveCredential(stage.rest, 'Old workspace', fillCredential(old));
		try {
			await expect(searchCategories({ credentials: { moEngageApi: saved } })).rejects.toThrow(
				"You can still type the names: set 'Categories Input' to 'Using a List' and choose 'By Name', or set it to 'Using JSON'.",
			);
		} finally {
			await old.close();
		}
	});
});

describe('a workflow that the server runs by itself', () => {
	const isDone = ({ status }: { status: string }): boolean => status === 'success';

	tracedTest('resubscribes whom the CRM calls the webhook for, and answers the CRM', async () => {
		const workflow = await saveWorkflow(
			stage.rest,
			'After the CRM',
			[
				webhook('crm-consent', 'lastNode'),
				moEngage(credential, {
					resource: 'emailResubscription',
					operation: 'resubscribe',
					recipients: '={{ $json.body.email }}',
				}),
			],
			[['CRM Webhook', ['MoEngage']]],
		);
		await activate(stage.rest, workflow);

		const answer = await callWebhook(stage.server, 'crm-consent', {
			email: 'asha@example.com',
			id: 48213,
		});

		expect(answer).toMatchObject({
			message: 'The request is submitted successfully.',
			recipients: ['asha@example.com'],
		});
		expect([...stage.sandbox.state.resubscribed.keys()]).toEqual(['asha@example.com']);
		const execution = await waitForEnd(stage.rest, workflow.id);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(listItems(execution, 'MoEngage')).toMatchObject([{ recipients: ['asha@example.com'] }]);
		expect(execution.text).not.toContain('demo-data-api-key');
		await deactivate(stage.rest, workflow);
	});

	tracedTest('blocks lost devices again and again on a schedule', async () => {
		const workflow = await saveWorkflow(
			stage.rest,
			'Every second',
			[
				everySeconds(1),
				moEngage(credential, {
					resource: 'deviceOptOut',
					operation: 'block',
					userIdentifierType: 'customer_id',
					userIdentifierValue: '48213',
					target: 'devices',
					deviceIdentifiersMode: 'fields',
					deviceIdentifiers: {
						identifier: [{ type: 'device_unique_id', value: '={{ "lost-" + $now.second }}' }],
					},
				}),
			],
			[['Schedule', ['MoEngage']]],
		);
		await activate(stage.rest, workflow);

		const done = await waitFor('three executions on schedule', async () => {
			const executions = await listExecutions(stage.rest, workflow.id);
			return executions.filter(isDone).length >= 3 ? executions.filter(isDone) : undefined;
		});
		await deactivate(stage.rest, workflow);

		expect(done.every(({ mode }) => mode === 'trigger')).toBe(true);
		const first = await readExecution(stage.rest, done[done.length - 1]?.id ?? '');
		expect(listItems(first, 'MoEngage')).toMatchObject([
			{ user_identifier_value: '48213', action_type: 'block', target: 'devices' },
		]);
		expect(stage.sandbox.counts().manageDevices.applied).toBeGreaterThanOrEqual(3);
	});
});

describe('On Error on the server', () => {
	/** MoEngage has no user Nobody; the second row has no ID at all. */
	const customers = [
		{ id: 'ada', name: 'Ada' },
		{ id: '', name: 'Walk-in' },
		{ id: 'nobody', name: 'Nobody' },
		{ id: 'grace', name: 'Grace' },
	];

	const lookUp = {
		resource: 'subscriptionPreference',
		operation: 'getForUser',
		userIdentifierType: 'uid',
		userIdentifierValue: '={{ $json.id }}',
		options: { concurrency: 1 },
	};

	/** Both branches look back at the item of the CRM that theirs comes from. */
	const nodesFor = (
		onError: WorkflowNode['onError'],
		crm: Array<Record<string, unknown>>,
	): WorkflowNode[] => [
		rows('CRM', crm),
		moEngage(credential, lookUp, onError),
		note('Found', "$('CRM').item.json.name"),
		note('To Correct', "$('CRM').item.json.name"),
	];

	const listNotes = (execution: Execution, node: string): unknown[] =>
		listItems(execution, node).map(({ note: text }) => text);

	const oneBranch: Parameters<typeof saveWorkflow>[3] = [
		['Start', ['CRM']],
		['CRM', ['MoEngage']],
		['MoEngage', ['Found']],
	];
	const twoBranches: Parameters<typeof saveWorkflow>[3] = [
		['Start', ['CRM']],
		['CRM', ['MoEngage']],
		['MoEngage', ['Found'], ['To Correct']],
	];

	tracedTest('Stop Workflow sends nothing while one of the items cannot be read', async () => {
		const execution = await run('Stop', nodesFor('stopWorkflow', customers), oneBranch);

		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({
			message: `'User Identifier Value' is empty [item 1]`,
		});
		expect(stage.sandbox.received()).toEqual([]);
		expect(execution.runs.Found).toBeUndefined();
	});

	tracedTest(
		'Stop Workflow says how many items MoEngage had taken before the one it refused',
		async () => {
			const known = customers.filter(({ id }) => id !== '');
			const remove = {
				resource: 'user',
				operation: 'delete',
				userIdentifierType: 'customer_id',
				userIdentifierValue: '={{ $json.id }}',
				options: { concurrency: 1 },
			};
			const nodes = [rows('CRM', known), moEngage(credential, remove)];
			const execution = await run('Stop later', nodes, [
				['Start', ['CRM']],
				['CRM', ['MoEngage']],
			]);

			expect(execution.status).toBe('error');
			expect(execution.error).toMatchObject({
				message: 'Not Found (1 of 3 items had been sent) [item 1]',
			});
			expect(stage.sandbox.received()).toHaveLength(2);
		},
	);

	tracedTest('Continue passes every item on, each with its own outcome', async () => {
		const nodes = nodesFor('continueRegularOutput', customers);
		const execution = await run('Continue', nodes, oneBranch);

		expect(execution.status).toBe('success');
		expect(listNotes(execution, 'Found')).toEqual(['Ada', 'Walk-in', 'Nobody', 'Grace']);
		expect(listItems(execution, 'MoEngage')).toMatchObject([
			{ user_identifier_value: 'ada', type: 'subscription_preference' },
			{ error: expect.stringContaining("'User Identifier Value' is empty") },
			{ error: 'User not found. [item 2]', httpCode: '404', user_identifier_value: 'nobody' },
			{ user_identifier_value: 'grace', type: 'subscription_preference' },
		]);
	});

	tracedTest(
		'Continue (using error output) parts the items, and both branches find where theirs came from',
		async () => {
			const nodes = nodesFor('continueErrorOutput', customers);
			const execution = await run('Two branches', nodes, twoBranches);

			expect(execution.status).toBe('success');
			expect(listNotes(execution, 'Found')).toEqual(['Ada', 'Grace']);
			expect(listNotes(execution, 'To Correct')).toEqual(['Walk-in', 'Nobody']);
			expect(listItems(execution, 'MoEngage', 1)).toMatchObject([
				{ error: expect.stringContaining("'User Identifier Value' is empty") },
				{ error: 'User not found. [item 2]', httpCode: '404', user_identifier_value: 'nobody' },
			]);
			expect(execution.text).not.toContain('demo-data-api-key');
		},
	);
});

describe('an execution that is ended in mid-run', () => {
	/** A workspace of its own: what one run learns of the limits holds for the next. */
	const withSandbox = async (
		settings: Partial<SandboxSettings>,
		work: (sandbox: Sandbox, credential: SavedCredential) => Promise<void>,
	): Promise<void> => {
		const sandbox = await startSandbox(settings);
		try {
			await work(sandbox, await saveCredential(stage.rest, 'Slow', fillCredential(sandbox)));
		} finally {
			await sandbox.close();
		}
	};

	const addresses = Array.from({ length: 40 }, (_, index) => ({
		email: `customer-${index}@example.com`,
	}));

	/** Ten requests a window pass; the other thirty wait for the next one. */
	const limited: Partial<SandboxSettings> = { windowMs: 8_000 };
	const resubscribe = {
		resource: 'emailResubscription',
		operation: 'resubscribe',
		recipients: '={{ $json.email }}',
		// As where MoEngage agreed to more: the sandbox, not the node, is what holds them up.
		options: { batchSize: 1, requestsPerMinute: 1_000 },
	};

	/** Each answer takes its time; four requests are under way at any moment. */
	const slow: Partial<SandboxSettings> = { latencyMs: 1_000 };
	const block = {
		resource: 'deviceOptOut',
		operation: 'block',
		userIdentifierValue: '={{ $json.email }}',
		target: 'allDevices',
		options: { concurrency: 4 },
	};

	const saveRun = async (
		name: string,
		own: SavedCredential,
		parameters: Record<string, unknown>,
		settings?: Record<string, unknown>,
	) =>
		await saveWorkflow(
			stage.rest,
			name,
			[manualTrigger, rows('CRM', addresses), moEngage(own, parameters)],
			[
				['Start', ['CRM']],
				['CRM', ['MoEngage']],
			],
			settings,
		);

	const countRequests = (sandbox: Sandbox): number => sandbox.received().length;

	/** What leaves within the time in which more would have left, had it gone on. */
	const countLatecomers = async (sandbox: Sandbox, forMs: number): Promise<number> => {
		const before = countRequests(sandbox);
		await wait(forMs);
		return countRequests(sandbox) - before;
	};

	tracedTest(
		'sends nothing more when it is stopped while requests wait for a rate limit',
		async () => {
			await withSandbox(limited, async (sandbox, own) => {
				const workflow = await saveRun('Stopped while waiting', own, resubscribe);
				await runByHand(stage.rest, workflow);
				await waitUntil('the limit to be used up', () => countRequests(sandbox) === 10);
				const { id } = await waitForStart(stage.rest, workflow.id);

				await stopExecution(stage.rest, id);
				const execution = await waitForEnd(stage.rest, workflow.id);

				expect(execution.status).toBe('canceled');
				expect(await countLatecomers(sandbox, 9_500)).toBe(0);
				expect(sandbox.counts().bulkResubscribe.applied).toBe(10);
			});
		},
	);

	tracedTest('sends nothing more when it is stopped while requests are under way', async () => {
		await withSandbox(slow, async (sandbox, own) => {
			const workflow = await saveRun('Stopped under way', own, block);
			await runByHand(stage.rest, workflow);
			await waitUntil('requests to be under way', () => sandbox.inFlight === 4);
			const { id } = await waitForStart(stage.rest, workflow.id);

			await stopExecution(stage.rest, id);
			const execution = await waitForEnd(stage.rest, workflow.id);

			expect(execution.status).toBe('canceled');
			expect(await countLatecomers(sandbox, 3_000)).toBe(0);
			expect(countRequests(sandbox)).toBeLessThan(addresses.length);
			expect(sandbox.inFlight).toBe(0);
		});
	});

	tracedTest('sends nothing more after the time-out of the workflow', async () => {
		await withSandbox(slow, async (sandbox, own) => {
			const workflow = await saveRun('Timed out', own, block, { executionTimeout: 4 });
			await runByHand(stage.rest, workflow);
			const execution = await waitForEnd(stage.rest, workflow.id);

			expect(execution.status).toBe('canceled');
			expect(countRequests(sandbox)).toBeGreaterThan(0);
			expect(await countLatecomers(sandbox, 3_000)).toBe(0);
			expect(countRequests(sandbox)).toBeLessThan(addresses.length);
		});
	});
});

describe("n8n's HTTP Request node", () => {
	tracedTest('signs its requests with the credential', async () => {
		const execution = await run(
			'Another API',
			[
				{
					name: 'Ask MoEngage',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: {
						url: `${stage.sandbox.url}/v5/subscription-categories`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'moEngageApi',
						options: {},
					},
					credentials: { moEngageApi: credential },
				},
			],
			[['Start', ['Ask MoEngage']]],
		);

		expect(execution).toMatchObject({ status: 'success' });
		expect(listItems(execution, 'Ask MoEngage')).toMatchObject([{ type: 'subscription_category' }]);
		expect(stage.sandbox.received('getCategories')).toMatchObject([
			{ status: 200, headers: { 'moe-appkey': 'DEMOWORKSPACE' } },
		]);
		expect(execution.text).not.toContain('demo-data-api-key');
	});

	tracedTest('does not show the key to another machine over plain http', async () => {
		const execution = await run(
			'Careless address',
			[
				{
					name: 'Ask Somebody',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: {
						url: 'http://moengage.example.com/v5/subscription-categories',
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'moEngageApi',
						options: {},
					},
					credentials: { moEngageApi: credential },
				},
			],
			[['Start', ['Ask Somebody']]],
		);

		expect(execution.status).toBe('error');
		expect(execution.error?.message).toContain(
			'The MoEngage key is only sent to an address that starts with https://',
		);
	});
});

testRedirects(() => stage, tracedTest);

testSideBySide(() => stage, tracedTest);
