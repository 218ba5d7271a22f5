import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { createConnection, type Connection } from '../api/connection';
import type { Workspace } from '../api/credential';
import { createTimeLimit } from '../api/deadline';

/** How many of the first items, and how many of the rest, show whether the credential is constant. */
const SAMPLE = 50;

export type FindConnection = (itemIndex: number) => Promise<Connection>;

/** The first items, some spread over the rest, and one past the end, without the fields of an item. */
const pickSample = (items: number): number[] => {
	const step = (items - SAMPLE) / SAMPLE;
	const spread = Array.from({ length: SAMPLE }, (_, index) => SAMPLE + Math.floor(index * step));
	return [...new Set([...Array(SAMPLE).keys(), ...spread, items])];
};

/**
 * Finds the workspace of each item. A credential may contain expressions, which give another workspace
 * for other items; one that is the same for a sample of them is not read any further.
 *
 * @param timeout Milliseconds for a whole attempt
 */
export const createConnectionFinder = (
	context: IExecuteFunctions,
	items: number,
	timeout: number,
): FindConnection => {
	const timeLimit = createTimeLimit(timeout, context.getExecutionCancelSignal());
	const connections = new Map<string, Connection>();
	/** One object for each workspace, however many credentials open it with the same key. */
	const workspaces = new Map<string, Workspace>();
	/** The connection of all items, where they share one. */
	let shared: Promise<Connection | undefined> | undefined;

	const read = async (itemIndex: number) => await context.getCredentials('moEngageApi', itemIndex);

	const connect = (credential: ICredentialDataDecryptedObject): Connection => {
		const identity = JSON.stringify(credential);
		const known = connections.get(identity);
		if (known !== undefined) return known;
		const { workspace, send } = createConnection(context, credential, timeLimit);
		const name = JSON.stringify([workspace, credential.apiKey]);
		const connection = { workspace: workspaces.get(name) ?? workspace, send };
		workspaces.set(name, connection.workspace);
		connections.set(identity, connection);
		return connection;
	};

	/** One connection for all items, if the credential is the same for the whole sample. */
	const connectOnce = async (): Promise<Connection | undefined> => {
		if (items <= SAMPLE) return undefined;
		let credential: ICredentialDataDecryptedObject | undefined;
		for (const itemIndex of pickSample(items)) {
			try {
				const own = await read(itemIndex);
				credential ??= own;
				if (JSON.stringify(own) !== JSON.stringify(credential)) return undefined;
			} catch {
				// Where the credential of one item cannot be read, only that item must fail.
				return undefined;
			}
		}
		return credential && connect(credential);
	};

	return async (itemIndex) => {
		shared ??= connectOnce();
		return (await shared) ?? connect(await read(itemIndex));
	};
};
