import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

import { resources } from '../../nodes/MoEngage/resources';
import { startSandbox } from '../sandbox/server';
import { fillCredential, saveCredential, testCredential } from './rest/credentials';
import { listItems, stopExecution, waitForEnd, waitForStart } from './rest/executions';
import { createTracedTest, leaveLog } from './rest/failures';
import { setUpStage, type Stage } from './rest/stage';
import { waitUntil } from './rest/waiting';
import {
	manualTrigger,
	moEngage,
	rows,
	runByHand,
	saveWorkflow,
	type SavedCredential,
	type WorkflowNode,
} from './rest/workflows';
import { testRuns } from './server/runs';
import { testSheet } from './server/sheet';
import { testValues } from './server/values';

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

describe('the credential on the server', () => {
	tracedTest('passes its test with the right values', async () => {
		const verdict = await testCredential(stage.rest, fillCredential(stage.sandbox));

		expect(verdict).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(stage.sandbox.received('testConnection')).toMatchObject([
			{ status: 200, body: { app_id: 'DEMOWORKSPACE', source: 'n8n' } },
		]);
	});

	tracedTest('says what to correct when it has a wrong key', async () => {
		const credentials = { ...fillCredential(stage.sandbox), apiKey: 'of-another-workspace' };

		expect(await testCredential(stage.rest, credentials)).toEqual({
			status: 'Error',
			message: expect.stringContaining(
				'MoEngage did not accept the Workspace ID and the Data API key',
			),
		});
	});

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

describe('an execution that is ended in mid-run', () => {
	const addresses = Array.from({ length: 40 }, (_, index) => ({
		email: `customer-${index}@example.com`,
	}));

	for (const [how, settings] of [
		['is stopped', {}],
		['meets the time-out of the workflow', { executionTimeout: 4 }],
	] as const) {
		tracedTest(`sends nothing more when it ${how} while requests are under way`, async () => {
			const { rest } = stage;
			// A workspace of its own: what one run learns of the limits holds for the next.
			const sandbox = await startSandbox({ latencyMs: 1_000 });
			const own = await saveCredential(rest, 'Slow', fillCredential(sandbox));
			const block = {
				resource: 'deviceOptOut',
				operation: 'block',
				userIdentifierValue: '={{ $json.email }}',
				target: 'allDevices',
				options: { concurrency: 4 },
			};
			const nodes = [manualTrigger, rows('CRM', addresses), moEngage(own, block)];
			const workflow = await saveWorkflow(rest, how, nodes, settings);
			await runByHand(rest, workflow);
			await waitUntil('requests to be under way', () => sandbox.inFlight === 4);
			const { id } = await waitForStart(rest, workflow.id);

			if (how === 'is stopped') await stopExecution(rest, id);
			const execution = await waitForEnd(rest, workflow.id);

			expect(execution.status).toBe('canceled');
			const sent = sandbox.received().length;
			expect(sent).toBeLessThan(addresses.length);
			// Had it gone on, more would be sent within this time.
			await wait(3_000);
			expect(sandbox.received()).toHaveLength(sent);
			expect(sandbox.inFlight).toBe(0);
			await sandbox.close();
		});
	}
});

tracedTest("n8n's HTTP Request node signs its requests with the credential", async () => {
	const node: WorkflowNode = {
		name: 'Ask',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: `${stage.sandbox.url}/v5/subscription-categories`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'moEngageApi',
			options: {},
		},
		credentials: { moEngageApi: credential },
	};
	const workflow = await saveWorkflow(stage.rest, 'Another API', [manualTrigger, node]);
	await runByHand(stage.rest, workflow);
	const execution = await waitForEnd(stage.rest, workflow.id);

	expect(execution).toMatchObject({ status: 'success' });
	expect(listItems(execution, 'Ask')).toMatchObject([{ type: 'subscription_category' }]);
	expect(stage.sandbox.received('getCategories')).toMatchObject([
		{ status: 200, headers: { 'moe-appkey': 'DEMOWORKSPACE' } },
	]);
	expect(execution.text).not.toContain('demo-data-api-key');
});

testSheet(() => stage, tracedTest);

testRuns(() => stage, tracedTest);

testValues(() => stage, tracedTest);
