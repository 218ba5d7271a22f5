import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox/server';
import { expectations } from '../demo/expectations';
import { performWorkflow } from '../demo/perform';
import {
	createCredentialFile,
	importCredentials,
	importWorkflows,
	workflowSchema,
	type WorkflowFile,
} from '../n8n/commands';
import type { Instance } from '../n8n/instance';
import { CommandFailure } from '../n8n/processes';

const readWorkflow = async (name: string): Promise<WorkflowFile> => {
	const file = join(__dirname, '..', 'demo', `${name}.workflow.json`);
	const content: unknown = JSON.parse(await readFile(file, 'utf8'));
	// An old n8n imports no workflow that leaves it open whether it is active.
	return { active: false, ...workflowSchema.parse(content) };
};

/**
 * Executes the demo's workflows on an n8n that has the package installed, and names all that is not
 * as the demo expects it; nothing where the package does what it should.
 */
export const listSurprises = async (instance: Instance): Promise<string[]> => {
	const sandbox = await startSandbox();
	try {
		await importCredentials(instance, [createCredentialFile('moEngageSandbox', sandbox.url)]);
		const workflows = await Promise.all(
			expectations.map(async ({ workflow }) => await readWorkflow(workflow)),
		);
		await importWorkflows(instance, workflows);
		const surprises: string[] = [];
		for (const [index, expectation] of expectations.entries()) {
			const workflow = workflows[index];
			if (!workflow) continue;
			const performed = await performWorkflow(instance, sandbox, workflow, expectation);
			surprises.push(...performed.differences);
		}
		return surprises;
	} catch (error) {
		// Jest prints the message alone; why n8n ended stands in what it printed.
		if (!(error instanceof CommandFailure)) throw error;
		throw new Error(`${error.message}\n\n${error.output}`, { cause: error });
	} finally {
		await sandbox.close();
	}
};
