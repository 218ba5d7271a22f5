import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { readCredential, type Workspace } from './credential';
import { createRedact } from './redact';
import { createSend, type Context, type Send } from './request';

/** A workspace, and the function that makes one attempt to send a request there. */
export interface Connection {
	workspace: Workspace;
	send: Send;
}

export interface ConnectionOptions {
	/** Milliseconds from the start of an attempt to the last byte of its answer. */
	timeout: number;
	/** Ends each attempt at once. */
	signal?: AbortSignal;
}

/**
 * Builds the connection that a decrypted credential opens.
 *
 * @throws InvalidCredential
 */
export const createConnection = (
	context: Context,
	data: ICredentialDataDecryptedObject,
	options: ConnectionOptions,
): Connection => {
	const { workspace, apiKey } = readCredential(data);
	const redact = createRedact(workspace.id, apiKey);
	return { workspace, send: createSend({ context, workspace, data, redact, ...options }) };
};

/**
 * Decrypts the node's credential and builds its connection.
 *
 * @throws InvalidCredential
 */
export const connect = async (context: Context, options: ConnectionOptions): Promise<Connection> =>
	createConnection(context, await context.getCredentials('moEngageApi'), options);
