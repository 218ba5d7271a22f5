import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { createConnection, type Connection } from '../api/connection';

/** Up to so many items, the credential is read for each of them, whatever it seems to be. */
const MAX_READ_FOR_EACH = 50;

export type FindConnection = (itemIndex: number) => Promise<Connection>;

/**
 * Finds the workspace of each item. A credential may hold expressions, which give another workspace for
 * other items; one without is read and decrypted once.
 *
 * @param timeout Milliseconds for a whole attempt
 */
export const createWorkspaces = (
	context: IExecuteFunctions,
	items: number,
	timeout: number,
): FindConnection => {
	const signal = context.getExecutionCancelSignal();
	const connections = new Map<string, Connection>();
	/** The connection of all items, where they share one. */
	let shared: Promise<Connection | undefined> | undefined;

	const read = async (itemIndex: number) => await context.getCredentials('moEngageApi', itemIndex);

	const connect = (credential: ICredentialDataDecryptedObject): Connection => {
		const identity = JSON.stringify(credential);
		const known = connections.get(identity);
		if (known !== undefined) return known;
		const fresh = createConnection(context, credential, { timeout, signal });
		connections.set(identity, fresh);
		return fresh;
	};

	/** One for all items, if the credential reads the same past the last one: then no item is in it. */
	const connectOnce = async (): Promise<Connection | undefined> => {
		if (items <= MAX_READ_FOR_EACH) return undefined;
		const first = await read(0);
		try {
			const beyond = await read(items);
			return JSON.stringify(first) === JSON.stringify(beyond) ? connect(first) : undefined;
		} catch {
			return undefined;
		}
	};

	return async (itemIndex) => {
		shared ??= connectOnce();
		return (await shared) ?? connect(await read(itemIndex));
	};
};
