import { z } from 'zod';

import type { Rest } from '../rest/client';
import { listExecutions } from '../rest/executions';
import { readFlatted } from '../rest/flatted';
import { waitFor } from '../rest/waiting';
import type { SavedWorkflow } from '../rest/workflows';

export interface Ending {
	status: string;
	/** The items that a node passed on by its first output; undefined where it did not run. */
	items: (node: string) => Array<Record<string, unknown>> | undefined;
}

const endings = ['success', 'error', 'canceled', 'crashed'];

const itemsSchema = z.array(z.object({ json: z.record(z.unknown()) })).nullable();

/** The nodes below an agent have runs without a main output. */
const runSchema = z.object({
	data: z.object({ main: z.array(itemsSchema).default([]) }).optional(),
});

const contentSchema = z.object({
	resultData: z.object({ runData: z.record(z.array(runSchema)) }),
});

/** Waits for the end of the execution that starts after this, and reads it. */
export const watch = async (
	rest: Rest,
	{ id: workflowId }: SavedWorkflow,
): Promise<() => Promise<Ending>> => {
	const known = new Set((await listExecutions(rest, workflowId)).map(({ id }) => id));
	return async () => {
		const { id, status } = await waitFor('an execution to end', async () =>
			(await listExecutions(rest, workflowId)).find(
				(execution) => !known.has(execution.id) && endings.includes(execution.status),
			),
		);
		const { data } = await rest.get(`/rest/executions/${id}`, z.object({ data: z.string() }));
		const { runData } = contentSchema.parse(readFlatted(data)).resultData;
		return {
			status,
			items: (node) =>
				runData[node]?.flatMap((run) => (run.data?.main[0] ?? []).map(({ json }) => json)),
		};
	};
};
