import { LoadOptionsContext } from 'n8n-core';
import {
	UnexpectedError,
	type ICredentialDataDecryptedObject,
	type ILoadOptionsFunctions,
	type INodeParameters,
} from 'n8n-workflow';

import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import { createAdditionalData, TestCredentials } from '../../workflows/engine';
import { createLoneWorkflow } from '../../workflows/fixtureNodes';
import { createMoEngageNode } from '../../createNode';

const nodeType = new MoEngage();

/** What n8n hands to the methods of a node while somebody fills in its form. */
export const openForm = (
	credential: ICredentialDataDecryptedObject,
	parameters: INodeParameters = {},
): ILoadOptionsFunctions => {
	const node = createMoEngageNode({
		parameters: { resource: 'subscriptionPreference', ...parameters },
		credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
	});
	const additionalData = {
		...createAdditionalData(new TestCredentials(new MoEngageApi(), credential)),
		currentNodeParameters: node.parameters,
	};
	const workflow = createLoneWorkflow(node, nodeType);
	return new LoadOptionsContext(workflow, node, additionalData, '/parameters');
};

/** What the form says instead of a list. */
export const readComplaint = async (loading: Promise<unknown>) => {
	const complaint = await loading.catch((error: unknown) => error);
	if (complaint instanceof Error) return complaint;
	throw new UnexpectedError('The list was there');
};
