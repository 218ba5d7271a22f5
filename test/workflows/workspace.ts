import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeParameters,
} from 'n8n-workflow';

import {
	startSandbox,
	type EndpointName,
	type Sandbox,
	type SandboxSettings,
} from '../sandbox/server';
import { demoCredential } from './demoCredential';
import { createWorkflow, startWorkflow, toItems, type Ran, type Started } from './engine';
import { startScriptedServer, type ScriptedServer } from './scriptedServer';

/** What differs from a workflow that stops on errors and uses the credential of the sandbox. */
interface Differences {
	credential?: ICredentialDataDecryptedObject;
	/** Another server than the sandbox. */
	url?: string;
	/** Of our node, such as *Retry On Fail*. */
	settings?: Partial<INode>;
	/** Of the workflow. */
	timezone?: string;
}

/** Rows of a CRM, and what the node does where one of them fails. */
export type OnRows = [rows: IDataObject[], onError?: INode['onError'], differences?: Differences];

type Run = [parameters: INodeParameters, ...OnRows];

export interface TestWorkspace {
	readonly sandbox: Sandbox;
	credential: () => ICredentialDataDecryptedObject;
	start: (...run: Run) => Promise<Started>;
	run: (...run: Run) => Promise<Ran>;
	/** Of each request to an endpoint, the list that it has, such as `elements`. */
	lists: (endpoint: EndpointName, path: string) => IDataObject[][];
	/** A server for answers that the sandbox never gives. */
	script: (...answer: Parameters<typeof startScriptedServer>) => Promise<ScriptedServer>;
}

/** Gives each test a MoEngage of its own, since the node remembers the limits of those it knows. */
export const useWorkspace = (settings: Partial<SandboxSettings> = {}): TestWorkspace => {
	let sandbox: Sandbox;
	let servers: Array<{ close: () => Promise<void> }> = [];
	let runs: Started[] = [];
	beforeEach(async () => {
		sandbox = await startSandbox(settings);
		servers = [sandbox];
		runs = [];
	});
	afterEach(async () => {
		// A test that ran out of time leaves a run that waits for a limit and keeps the process alive.
		for (const { cancel } of runs) cancel();
		await Promise.all(servers.map(async (server) => await server.close()));
	});

	const credential = () => demoCredential(sandbox.url);
	const start = async (
		...[parameters, rows, onError, { settings: own, url, timezone, ...more } = {}]: Run
	): Promise<Started> => {
		const file = createWorkflow(parameters, onError, own);
		if (timezone !== undefined) file.settings = { timezone };
		const data = { ...credential(), ...(url === undefined ? {} : { baseUrl: url }) };
		const started = await startWorkflow(file, toItems(rows), { ...data, ...more.credential });
		runs.push(started);
		return started;
	};
	return {
		get sandbox() {
			return sandbox;
		},
		credential,
		start,
		run: async (...run) => await (await start(...run)).finished,
		lists: (endpoint, path) =>
			sandbox.received(endpoint).map(({ body }) => {
				const found = path.split('.').reduce((part, key) => Object(part)[key], body);
				return Object(found);
			}),
		script: async (...answer) => {
			const server = await startScriptedServer(...answer);
			servers.push(server);
			return server;
		},
	};
};

/** Why a run stopped. */
export const whyStopped = ({ run }: Ran) => run.data.resultData.error;
