import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import { createRunExecutionData, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import { createAdditionalData, getPackage, TestCredentials } from './engine';
import { createLoneWorkflow, createNodeType } from './fixtureNodes';
import { createNode } from '../createNode';

const node = createNode('Tester', 'test.tester', {
	credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
});

/** A node that does nothing by itself, for what n8n hands to any node with the credential. */
const prepare = async (data: ICredentialDataDecryptedObject) => {
	const { type } = (await getPackage()).getCredential('moEngageApi');
	const routing = { request: type.test?.request };
	const tester = createNodeType('tester', {
		credentials: [{ name: 'moEngageApi', required: true }],
		properties: [{ displayName: 'Temp', name: 'temp', type: 'string', routing, default: '' }],
	});
	return {
		tester,
		workflow: createLoneWorkflow(node, tester),
		additionalData: createAdditionalData(new TestCredentials(type, data)),
	};
};

/** What n8n hands to a node that it executes with the credential. */
export const openExecution = async (
	data: ICredentialDataDecryptedObject,
	cancelled?: AbortSignal,
): Promise<ExecuteContext> => {
	const { workflow, additionalData } = await prepare(data);
	const items = [{ json: {} }];
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
