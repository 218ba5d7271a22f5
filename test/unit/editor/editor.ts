import { LoadOptionsContext } from 'n8n-core';
import {
	UnexpectedError,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ILoadOptionsFunctions,
	type INodeParameters,
	type INodeTypes,
} from 'n8n-workflow';

import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import { createAdditionalData, TestCredentials } from '../../workflows/engine';
import { createMoEngageNode } from '../../createNode';

const nodeType = new MoEngage();

const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

/** What n8n hands to the methods of a node while somebody fills in its form. */
export const openForm = (
	credential: ICredentialDataDecryptedObject,
	parameters: INodeParameters = {},
): ILoadOptionsFunctions => {
	const node = createMoEngageNode({
		parameters: { resource: 'subscriptionPreference', ...parameters },
		credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
	});
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		...createAdditionalData(new TestCredentials(new MoEngageApi(), credential)),
		currentNodeParameters: node.parameters,
	};
	return new LoadOptionsContext(workflow, node, additionalData, '/parameters');
};

/** What the form says instead of a list. */
export const readComplaint = async (loading: Promise<unknown>) => {
	try {
		await loading;
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new UnexpectedError('The list was there');
};
