import type { Sandbox } from '../../sandbox/server';
import { demoWorkspace } from '../../sandbox/workspaces';
import { executeWorkflow, type WorkflowFile } from '../n8n/commands';
import type { Instance } from '../n8n/instance';
import type { Expectation } from './expectations';
import { countRequests, listDifferences, readOutcomes, type Outcome } from './outcome';

export interface Performed {
	outcome: Outcome;
	/** All that is not as expected, one sentence each; none where the workflow did what it should. */
	differences: string[];
}

/** Executes a workflow of the demo, and compares what it did with what it should do. */
export const performWorkflow = async (
	instance: Instance,
	sandbox: Sandbox,
	workflow: WorkflowFile,
	expectation: Expectation,
): Promise<Performed> => {
	sandbox.configure({ anyUser: expectation.dropsUnknownUsers !== true });
	const before = sandbox.counts();
	const runs = await executeWorkflow(instance, workflow.id);
	const outcome = {
		...countRequests(before, sandbox.counts()),
		nodes: readOutcomes(workflow, runs),
		runs,
		held: expectation.read(sandbox.state),
	};
	const differences = listDifferences(expectation, outcome, demoWorkspace.apiKey).map(
		(difference) => `${workflow.name}: ${difference}`,
	);
	return { outcome, differences };
};
