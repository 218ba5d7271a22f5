import { demoWorkspace, startSandbox, type Sandbox } from '../../sandbox/server';
import { fillCredential, saveCredential } from '../rest/credentials';
import { listItems, waitForEnd, type Execution } from '../rest/executions';
import type { TracedTest } from '../rest/failures';
import type { Stage } from '../rest/stage';
import {
	activate,
	manualTrigger,
	moEngage,
	rows,
	runByHand,
	saveWorkflow,
	type Connections,
	type SavedCredential,
	type WorkflowNode,
} from '../rest/workflows';

/** n8n runs the node a second time when its first try fails. */
const retried = (node: WorkflowNode): WorkflowNode => ({
	...node,
	retryOnFail: true,
	maxTries: 2,
	waitBetweenTries: 100,
});

const track = {
	resource: 'event',
	operation: 'track',
	customerId: '={{ $json.id }}',
	eventName: 'Visited',
};

/** Nothing tells one of these visits from another. */
const visits = Array.from({ length: 4 }, () => ({ id: 'ada' }));

const loop: WorkflowNode = {
	name: 'Loop',
	type: 'n8n-nodes-base.splitInBatches',
	typeVersion: 3,
	parameters: { batchSize: 1, options: {} },
};

const called: WorkflowNode = {
	name: 'Called',
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1.1,
	parameters: { inputSource: 'passthrough' },
};

const call = (workflowId: string): WorkflowNode => ({
	name: 'Call',
	type: 'n8n-nodes-base.executeWorkflow',
	typeVersion: 1.2,
	parameters: {
		workflowId: { __rl: true, mode: 'id', value: workflowId },
		mode: 'each',
		options: { waitForSubWorkflow: true },
	},
});

/** Checks what n8n runs many times, or runs again: nothing is lost, and nothing is sent twice. */
export const testRuns = (findStage: () => Stage, tracedTest: TracedTest): void => {
	describe('a node that n8n runs more than once', () => {
		let sandbox: Sandbox;
		let credential: SavedCredential;

		beforeEach(async () => {
			sandbox = await startSandbox();
			credential = await saveCredential(findStage().rest, 'Runs', fillCredential(sandbox));
		});

		afterEach(async () => {
			expect(sandbox.violations).toEqual([]);
			await sandbox.close();
		});

		const run = async (
			items: Array<Record<string, unknown>>,
			nodes: WorkflowNode[],
			connections?: Connections,
		): Promise<Execution> => {
			const { rest } = findStage();
			const all = [manualTrigger, rows('CRM', items), ...nodes];
			const workflow = await saveWorkflow(rest, 'Runs', all, {}, connections);
			await runByHand(rest, workflow);
			return await waitForEnd(rest, workflow.id);
		};

		/** A node with *Retry On Fail* that passes on what fails by its error output. */
		const persistent = (parameters: Record<string, unknown>) =>
			retried(moEngage(credential, parameters, 'continueErrorOutput'));

		tracedTest('records each visit of a loop, though they are all the same', async () => {
			const execution = await run(
				visits,
				[loop, persistent(track)],
				[
					['Start', ['CRM']],
					['CRM', ['Loop']],
					['Loop', [], ['MoEngage']],
					['MoEngage', ['Loop']],
				],
			);

			expect(execution.status).toBe('success');
			expect(execution.runs.MoEngage).toHaveLength(visits.length);
			expect(sandbox.state.events).toHaveLength(visits.length);
		});

		tracedTest('records each visit that a sub-workflow is called with', async () => {
			const { rest } = findStage();
			const sub = await saveWorkflow(rest, 'A visit', [called, persistent(track)]);
			await activate(rest, sub);
			const execution = await run(visits, [call(sub.id)]);

			expect(execution.status).toBe('success');
			expect(listItems(execution, 'Call')).toHaveLength(visits.length);
			expect(sandbox.state.events).toHaveLength(visits.length);
		});

		tracedTest('records the visits of each of two nodes side by side', async () => {
			const twin = { ...persistent(track), name: 'Twin' };
			const execution = await run(
				visits,
				[persistent(track), twin],
				[
					['Start', ['CRM']],
					['CRM', ['MoEngage', 'Twin']],
				],
			);

			expect(execution.status).toBe('success');
			expect(sandbox.state.events).toHaveLength(2 * visits.length);
		});

		for (const [kind, batchSize, failed] of [
			['503', 1, 1],
			['400', 1, 1],
			['400', 2, 0],
		] as const) {
			const batch = batchSize === 1 ? 'batch' : 'half of its batch';
			tracedTest(
				`creates a user with the next ${batch} where the first met a ${kind}`,
				async () => {
					sandbox.configure({ anyUser: false });
					sandbox.failNext(kind, { endpoint: 'bulkImport' });
					const devices = [1, 2, 3].map((index) => ({
						customer_id: 'new',
						device_id: `phone-${index}`,
						platform: 'ANDROID',
						push_id: `token-${index}`,
					}));
					const parameters = {
						resource: 'device',
						operation: 'bulkUpsert',
						deviceMapping: { mappingMode: 'autoMapInputData', value: null },
						options: { createUsers: true, batchSize, maxRetries: 0 },
					};
					const once = moEngage(credential, parameters, 'continueErrorOutput');
					const execution = await run(devices, [once]);

					expect(listItems(execution, 'MoEngage', 1)).toHaveLength(failed);
					expect([...(sandbox.state.devices.get('new')?.keys() ?? [])]).toEqual(
						devices.slice(failed).map((device) => device.device_id),
					);
					expect(sandbox.state.lost).toEqual([]);
				},
			);
		}

		const keep = (options: Record<string, unknown>) => ({
			resource: 'subscriptionPreference',
			operation: 'updateForUser',
			userIdentifierType: 'email',
			userIdentifierValue: '={{ $json.email }}',
			globalSubscription: '={{ $json.wants }}',
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
			options: { maxRetries: 0, ...options },
		});

		tracedTest(
			'keeps an unsubscribe, however its address is spelled and its tries end',
			async () => {
				// To the sandbox, the two spellings are two users.
				const users = [
					{ customerId: 'bob', email: 'bob@example.com' },
					{ customerId: 'anna', email: 'Anna@Example.com' },
					{ customerId: 'anna-again', email: 'anna@example.com' },
				];
				sandbox.configure({ workspaces: [{ ...demoWorkspace, users }] });
				sandbox.failNext('503', { endpoint: 'updateUserPreferences' });
				const sheet = users.map(({ email }, index) => ({
					email,
					wants: index < 2 ? 'unsubscribed' : 'keep',
				}));
				const execution = await run(sheet, [persistent(keep({}))]);

				expect(listItems(execution, 'MoEngage')).toHaveLength(3);
				expect(sandbox.received('updateUserPreferences')).toHaveLength(4);
				const states = users.map(({ customerId }) =>
					sandbox.state.preferences.users.get(customerId),
				);
				expect(states.map((state) => state?.email.unsubscribedFromAll)).toEqual([true, true, true]);
			},
		);

		tracedTest('reads a state that it keeps right before it sends it', async () => {
			const customers = (demoWorkspace.users ?? []).slice(-20);
			const sheet = customers.map(({ email }) => ({ email, wants: 'keep' }));
			const options = { concurrency: 1, requestsPerMinute: 1_000 };
			const execution = await run(sheet, [persistent(keep(options))]);

			expect(listItems(execution, 'MoEngage')).toHaveLength(20);
			expect(
				sandbox
					.received()
					.map(({ method, query, body }) => ({ method, ...query, ...Object(body) })),
			).toMatchObject(
				customers.flatMap(({ email }) => [
					{ method: 'GET', user_identifier_value: email },
					{ method: 'PATCH', user_identifier_value: email, is_globally_unsubscribed: false },
				]),
			);
		});
	});
};
