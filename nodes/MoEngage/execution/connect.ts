import type { ICredentialsDecrypted, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import { createSend, type Send } from '../api/send';
import { readWorkspace, type Workspace } from '../api/workspace';

/** The workspace of the node's credential, and the way to send requests there. */
export interface Connection {
	workspace: Workspace;
	send: Send;
}

/**
 * Decrypts the credential, once for all requests.
 *
 * @param timeout Milliseconds without an answer until an attempt is given up
 * @throws UnusableCredential
 */
export const connect = async (
	context: IExecuteFunctions | ILoadOptionsFunctions,
	timeout: number,
	signal?: AbortSignal,
): Promise<Connection> => {
	const data = await context.getCredentials('moEngageApi');
	const { id, name } = context.getNode().credentials?.moEngageApi ?? { id: null, name: '' };
	const credentials: ICredentialsDecrypted = { id: id ?? '', name, type: 'moEngageApi', data };
	const workspace = readWorkspace(data);
	return { workspace, send: createSend(context, workspace, credentials, timeout, signal) };
};
