import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import type { Rest } from './client';

export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** What the node does on an error; it stops the workflow by default. */
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** Whether the node gets the first item only. */
	executeOnce?: boolean;
	/** Whether n8n runs the whole node again after an error. */
	retryOnFail?: boolean;
	maxTries?: number;
	/** Milliseconds. */
	waitBetweenTries?: number;
	/** By the type of the credential. */
	credentials?: Record<string, { id: string; name: string }>;
	/** Where it stands on the canvas; beside the one before it by default. */
	position?: [number, number];
	/** What n8n answers a webhook on. */
	webhookId?: string;
}

/** A saved credential, as nodes refer to it. */
export interface SavedCredential {
	id: string;
	name: string;
}

/** Each node, then the nodes behind its outputs: `[['CRM', ['MoEngage']], ['MoEngage', ['Sent'], ['Failed']]]`. */
export type Connections = Array<[from: string, ...outputs: string[][]]>;

export const manualTrigger: WorkflowNode = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** A trigger that a CRM calls. */
export const webhook = (path: string, responseMode: 'lastNode' | 'onReceived'): WorkflowNode => ({
	name: 'CRM Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { httpMethod: 'POST', path, responseMode, options: {} },
	webhookId: path,
});

/** A node that gives these rows, one item each, whatever comes in. */
export const rows = (name: string, items: Array<Record<string, unknown>>): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode: `return ${JSON.stringify(items)}.map((json) => ({ json }));` },
});

/** A node that writes down what an expression finds for each item. */
export const note = (name: string, expression: string): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: [{ id: 'note', name: 'note', value: `={{ ${expression} }}`, type: 'string' }],
		},
		options: {},
	},
});

export const moEngage = (
	credential: SavedCredential,
	parameters: Record<string, unknown>,
	onError: WorkflowNode['onError'] = 'stopWorkflow',
): WorkflowNode => ({
	name: 'MoEngage',
	type: 'n8n-nodes-moengage.moEngage',
	typeVersion: 1,
	parameters,
	onError,
	credentials: { moEngageApi: credential },
});

export const savedSchema = z.object({ id: z.string(), versionId: z.string() });

export type SavedWorkflow = z.output<typeof savedSchema>;

/** Each node leads to the next. */
const chain = (nodes: WorkflowNode[]): Connections =>
	nodes.slice(1).map(({ name }, index) => [nodes[index]?.name ?? '', [name]]);

/** Saves a workflow as the editor does. */
export const saveWorkflow = async (
	rest: Rest,
	name: string,
	nodes: WorkflowNode[],
	settings: Record<string, unknown> = {},
	connections = chain(nodes),
): Promise<SavedWorkflow> => {
	const workflow = {
		name,
		nodes: nodes.map((node, index) => ({ id: randomUUID(), position: [index * 220, 0], ...node })),
		connections: Object.fromEntries(
			connections.map(([from, ...outputs]) => [
				from,
				{ main: outputs.map((names) => names.map((node) => ({ node, type: 'main', index: 0 }))) },
			]),
		),
		settings: { executionOrder: 'v1', ...settings },
	};
	return await rest.post('/rest/workflows', workflow, savedSchema);
};

const activeSchema = z.object({ active: z.boolean() }).passthrough();

/** Publishes a workflow, so that its trigger starts it. */
export const activate = async (rest: Rest, { id, versionId }: SavedWorkflow): Promise<void> => {
	const body = { versionId };
	const { active } = await rest.post(`/rest/workflows/${id}/activate`, body, activeSchema);
	if (!active) throw new Error(`n8n did not activate the workflow ${id}`);
};

export const deactivate = async (rest: Rest, { id }: SavedWorkflow): Promise<void> => {
	await rest.post(`/rest/workflows/${id}/deactivate`, {}, activeSchema);
};

const startedSchema = z.object({ executionId: z.coerce.string() });

/** Runs a workflow as the editor's button does, from its manual trigger; answers the execution. */
export const runByHand = async (rest: Rest, { id }: SavedWorkflow): Promise<string> => {
	const body = { triggerToStartFrom: { name: manualTrigger.name } };
	return (await rest.post(`/rest/workflows/${id}/run`, body, startedSchema)).executionId;
};
