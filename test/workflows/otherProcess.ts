import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { createWorkflow, runWorkflow, toItems } from './engine';

interface Run {
	parameters: INodeParameters;
	rows: IDataObject[];
	credential: ICredentialDataDecryptedObject;
}

/**
 * Runs a workflow in a process of its own, as another n8n would.
 *
 * @param variables Environment variables that the process has besides those of this one
 * @returns the fields of the output items
 */
export const runInOtherProcess = async (
	run: Run,
	variables: Record<string, string>,
): Promise<unknown> => {
	const child = spawn(process.execPath, ['--import', 'tsx', __filename, JSON.stringify(run)], {
		cwd: path.join(__dirname, '../..'),
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, ...variables },
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	await once(child, 'close');
	return JSON.parse(output);
};

const work = async (given: string): Promise<void> => {
	const { parameters, rows, credential }: Run = JSON.parse(given);
	const workflow = createWorkflow(parameters, 'continueRegularOutput');
	const ran = await runWorkflow(workflow, toItems(rows), credential);
	process.stdout.write(JSON.stringify(ran.jsons()));
};

// In the other process, this file is the program.
if (require.main === module) void work(process.argv[2] ?? '');
