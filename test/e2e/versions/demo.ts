import { startSandbox } from '../../sandbox/server';
import { expectations } from '../demo/expectations';
import { performWorkflow } from '../demo/perform';
import { readWorkflows } from '../demo/prepare';
import { createCredentialFile, importCredentials, importWorkflows } from '../n8n/commands';
import type { Instance } from '../n8n/instance';
import { showOutput } from '../n8n/processes';

/**
 * Executes the demo's workflows on an n8n that has the package installed, and names all that is not
 * as the demo expects it; nothing where the package does what it should.
 */
export const listSurprises = async (instance: Instance): Promise<string[]> => {
	const sandbox = await startSandbox();
	try {
		await importCredentials(instance, [createCredentialFile('moEngageSandbox', sandbox.url)]);
		const workflows = await readWorkflows();
		// An old n8n imports no workflow that leaves it open whether it is active.
		const files = [...workflows.values()].map((workflow) => ({ active: false, ...workflow }));
		await importWorkflows(instance, files);
		const surprises: string[] = [];
		for (const expectation of expectations) {
			const workflow = workflows.get(expectation.workflow);
			if (!workflow) throw new Error(`There is no ${expectation.workflow}.workflow.json`);
			const performed = await performWorkflow(instance, sandbox, workflow, expectation);
			surprises.push(...performed.differences);
		}
		return surprises;
	} catch (error) {
		throw showOutput(error);
	} finally {
		await sandbox.close();
	}
};
