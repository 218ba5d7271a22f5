import type { Rest } from '../rest/client';
import { hasEnded, listExecutions, listItems, readExecution } from '../rest/executions';
import { waitFor } from '../rest/waiting';
import type { SavedWorkflow } from '../rest/workflows';

export interface Ending {
	status: string;
	/** The items that a node passed on by its first output; undefined where it did not run. */
	items: (node: string) => Array<Record<string, unknown>> | undefined;
}

/** Does what starts an execution of the workflow, waits for its end, and reads it. */
export const endOf = async (
	rest: Rest,
	{ id: workflowId }: SavedWorkflow,
	start: () => Promise<unknown>,
): Promise<Ending> => {
	const known = new Set((await listExecutions(rest, workflowId)).map(({ id }) => id));
	await start();
	const { id } = await waitFor('an execution to end', async () =>
		(await listExecutions(rest, workflowId)).find(
			(execution) => !known.has(execution.id) && hasEnded(execution),
		),
	);
	const execution = await readExecution(rest, id);
	return {
		status: execution.status,
		items: (node) => execution.runs[node] && listItems(execution, node),
	};
};
