import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startSandbox, type Sandbox, type SandboxSettings } from '../sandbox/server';
import { demoCredential } from './demoCredential';
import { createWorkflow, startWorkflow, toItems, type Started } from './engine';

/** Gives each test a MoEngage of its own, since the node remembers the limits of those it knows. */
export const useFreshMoEngage = (settings: Partial<SandboxSettings> = {}) => {
	let sandbox: Sandbox;
	beforeEach(async () => {
		sandbox = await startSandbox(settings);
	});
	afterEach(async () => await sandbox.close());

	const start = async (
		parameters: INodeParameters,
		rows: IDataObject[],
		onError?: INode['onError'],
	): Promise<Started> =>
		await startWorkflow(
			createWorkflow(parameters, onError),
			toItems(rows),
			demoCredential(sandbox.url),
		);
	return {
		get sandbox() {
			return sandbox;
		},
		start,
		run: async (...parameters: Parameters<typeof start>) =>
			await (
				await start(...parameters)
			).finished,
	};
};
