import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeParameters,
} from 'n8n-workflow';

import { startSandbox, type Sandbox, type SandboxSettings } from '../sandbox/server';
import { demoCredential } from './demoCredential';
import { createWorkflow, runWorkflow, toItems, type Ran } from './engine';

export interface TestWorkspace {
	readonly sandbox: Sandbox;
	credential: () => ICredentialDataDecryptedObject;
	/** Runs the node on rows of a CRM. */
	run: (
		parameters: INodeParameters,
		rows: IDataObject[],
		onError?: INode['onError'],
	) => Promise<Ran>;
}

/** Gives the tests of a file the sandbox's demo workspace, which forgets between them. */
export const useWorkspace = (settings: Partial<SandboxSettings> = {}): TestWorkspace => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox(settings);
	});
	beforeEach(() => sandbox.clear());
	afterAll(async () => await sandbox.close());

	const credential = () => demoCredential(sandbox.url);
	return {
		get sandbox() {
			return sandbox;
		},
		credential,
		run: async (parameters, rows, onError) =>
			await runWorkflow(createWorkflow(parameters, onError), toItems(rows), credential()),
	};
};

/** Why a run stopped. */
export const whyStopped = ({ run }: Ran) => run.data.resultData.error;
