import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { createAdditionalData, getPackage, TestCredentials } from './engine';
import { createNode } from '../createNode';

const node = createNode('Tester', 'test.tester', {
	credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
});

/** A node that does nothing by itself, for what n8n hands to any node. */
const createTester = async (): Promise<INodeType> => ({
	description: {
		displayName: 'Tester',
		name: 'tester',
		group: ['input'],
		version: 1,
		description: 'Sends the test request',
		defaults: { name: 'Tester' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'moEngageApi', required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: 'temp',
				type: 'string',
				routing: { request: await findTestRequest() },
				default: '',
			},
		],
	},
});

const findTestRequest = async () =>
	(await getPackage()).getCredential('moEngageApi').type.test?.request;

const prepare = async (data: ICredentialDataDecryptedObject) => {
	const tester = await createTester();
	const nodeTypes: INodeTypes = {
		getByName: () => tester,
		getByNameAndVersion: () => tester,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const { type } = (await getPackage()).getCredential('moEngageApi');
	return {
		tester,
		workflow,
		additionalData: createAdditionalData(new TestCredentials(type, data)),
	};
};

/** What n8n hands to a node that it executes with the credential. */
export const openExecution = async (
	data: ICredentialDataDecryptedObject,
	cancelled?: AbortSignal,
): Promise<ExecuteContext> => {
	const { workflow, additionalData } = await prepare(data);
	const items: INodeExecutionData[] = [{ json: {} }];
	return new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ node, data: {}, source: null },
		[],
		cancelled,
	);
};

/** What n8n hands to the methods that fill the editor's lists. */
export const openEditor = async (data: ICredentialDataDecryptedObject) => {
	const { workflow, additionalData } = await prepare(data);
	return new LoadOptionsContext(workflow, node, additionalData, '');
};

/** Runs the credential's own test, in the way of n8n's credential tester. */
export const testCredential = async (data: ICredentialDataDecryptedObject) => {
	const { tester } = await prepare(data);
	const decrypted = { id: '1', name: 'MoEngage', type: 'moEngageApi', data };
	return await new RoutingNode(await openExecution(data), tester, decrypted).runNode();
};
