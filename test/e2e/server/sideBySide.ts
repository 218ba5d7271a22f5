import { setTimeout as wait } from 'node:timers/promises';

import { demoWorkspace, startSandbox, type Sandbox } from '../../sandbox/server';
import { fillCredential, saveCredential } from '../rest/credentials';
import { listItems, stopExecution, waitForEnd, waitForStart } from '../rest/executions';
import type { TracedTest } from '../rest/failures';
import type { Stage } from '../rest/stage';
import { waitUntil } from '../rest/waiting';
import { callWebhook } from '../rest/webhooks';
import {
	activate,
	deactivate,
	moEngage,
	saveWorkflow,
	webhook,
	type SavedCredential,
	type SavedWorkflow,
} from '../rest/workflows';

const otherWorkspace = { workspaceId: 'OTHERWORKSPACE', apiKey: 'another-data-api-key' };

/** The webhook hands over whole lists; each entry is an item of the MoEngage node. */
const splitOut = {
	name: 'Customers',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.customers', options: {} },
};

const createCustomers = (name: string, count: number) =>
	Array.from({ length: count }, (_, index) => ({ email: `${name}-${index}@example.com` }));

const block = (options: Record<string, unknown>) => ({
	resource: 'deviceOptOut',
	operation: 'block',
	userIdentifierValue: '={{ $json.email }}',
	target: 'allDevices',
	options,
});

/** A request an address, of which MoEngage takes ten a minute. */
const resubscribe = (options: Record<string, unknown>) => ({
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.email }}',
	options: { batchSize: 1, ...options },
});

/** Checks executions that run in one n8n process at the same time, with options of their own. */
export const testSideBySide = (findStage: () => Stage, tracedTest: TracedTest): void => {
	describe('executions that run side by side', () => {
		let sandbox: Sandbox;
		let credential: SavedCredential;
		let otherCredential: SavedCredential;
		let published: SavedWorkflow[] = [];

		beforeEach(async () => {
			sandbox = await startSandbox({ workspaces: [demoWorkspace, otherWorkspace] });
			const { rest } = findStage();
			const form = fillCredential(sandbox);
			credential = await saveCredential(rest, 'Side by side', form);
			otherCredential = await saveCredential(rest, 'Other', { ...form, ...otherWorkspace });
		});

		afterEach(async () => {
			for (const workflow of published) await deactivate(findStage().rest, workflow);
			published = [];
			await sandbox.close();
		});

		/** Publishes a workflow and lets a CRM call it with so many customers. */
		const start = async (
			name: string,
			parameters: Record<string, unknown>,
			count: number,
			own = credential,
		): Promise<SavedWorkflow> => {
			const { rest, server } = findStage();
			const nodes = [webhook(name, 'onReceived'), splitOut, moEngage(own, parameters)];
			const workflow = await saveWorkflow(rest, name, nodes);
			await activate(rest, workflow);
			published.push(workflow);
			await callWebhook(server, name, { customers: createCustomers(name, count) });
			return workflow;
		};

		const end = async ({ id }: SavedWorkflow) => await waitForEnd(findStage().rest, id);

		const stop = async (workflow: SavedWorkflow) => {
			const { rest } = findStage();
			const { id } = await waitForStart(rest, workflow.id);
			await stopExecution(rest, id);
			return await end(workflow);
		};

		tracedTest('do not wait for one that limits itself', async () => {
			const modest = await start('modest', block({ requestsPerMinute: 1 }), 3);
			await waitUntil('the first request of it', () => sandbox.received().length === 1);
			const others = [
				await start('hurried', block({ concurrency: 50 }), 60),
				await start('patient', block({ maxWait: 5 }), 60),
			];

			for (const other of others) {
				const execution = await end(other);
				expect(execution.status).toBe('success');
				expect(listItems(execution, 'MoEngage')).toHaveLength(60);
			}
			expect(sandbox.counts().manageDevices).toMatchObject({ applied: 121, refused429: 0 });
			expect((await stop(modest)).status).toBe('canceled');
		});

		tracedTest('keep to the limit of their workspace together, and of no other', async () => {
			const greedy = [
				await start('greedy', resubscribe({}), 12),
				await start('greedy-too', resubscribe({ concurrency: 50, maxRetries: 0 }), 12),
			];
			const { resubscribed } = sandbox.state;
			await waitUntil('the limit to be used up', () => resubscribed.size === 10);

			const impatient = await end(await start('impatient', resubscribe({ maxWait: 5 }), 2));
			expect(impatient.status).toBe('error');
			expect(impatient.error?.message).toContain('limit');
			const elsewhere = await end(await start('elsewhere', resubscribe({}), 5, otherCredential));
			expect(elsewhere.status).toBe('success');
			await wait(2_000);
			for (const workflow of greedy) expect((await stop(workflow)).status).toBe('canceled');

			expect(sandbox.stateOf(otherWorkspace.workspaceId).resubscribed.size).toBe(5);
			expect(sandbox.counts().bulkResubscribe).toMatchObject({ requests: 15, refused429: 0 });
			expect([...resubscribed.keys()].some((email) => email.startsWith('impatient'))).toBe(false);
		});
	});
};
