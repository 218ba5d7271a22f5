import { z } from 'zod';

import type { Rest } from './client';
import { readFlatted } from './flatted';
import { waitFor } from './waiting';

/** What an execution can end with. */
const endings = ['success', 'error', 'canceled', 'crashed'];

export const hasEnded = ({ status }: ExecutionSummary): boolean => endings.includes(status);

const summarySchema = z.object({ id: z.coerce.string(), status: z.string(), mode: z.string() });

export type ExecutionSummary = z.output<typeof summarySchema>;

const itemSchema = z.object({ json: z.record(z.unknown()) }).passthrough();

const runDataSchema = z.record(
	z.array(
		z.object({
			/** The nodes below an agent have no main output. */
			data: z.object({ main: z.array(z.array(itemSchema).nullable()).default([]) }).optional(),
			hints: z.array(z.object({ message: z.string() })).default([]),
		}),
	),
);

const resultSchema = z.object({
	resultData: z.object({
		runData: runDataSchema,
		error: z.object({ message: z.string() }).passthrough().optional(),
	}),
});

export interface Execution extends ExecutionSummary {
	/** By the name of the node; a node that did not run is missing. */
	runs: z.output<typeof runDataSchema>;
	/** What ended it. */
	error?: { message: string };
	/** As n8n stores it, to see that no secret is in there. */
	text: string;
}

const listSchema = z.object({ results: z.array(summarySchema) });

/** The executions of a workflow, the newest first, under way or done. */
export const listExecutions = async (
	rest: Rest,
	workflowId: string,
): Promise<ExecutionSummary[]> => {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	return (await rest.get(`/rest/executions?filter=${filter}`, listSchema)).results;
};

/** Reads an execution as the editor's list of executions opens it. */
export const readExecution = async (rest: Rest, id: string): Promise<Execution> => {
	const schema = summarySchema.extend({ data: z.string() });
	const { data, ...summary } = await rest.get(`/rest/executions/${id}`, schema);
	const { runData, error } = resultSchema.parse(readFlatted(data)).resultData;
	return { ...summary, runs: runData, error, text: data };
};

/** The first execution of a workflow that has none other. */
export const waitForStart = async (rest: Rest, workflowId: string): Promise<ExecutionSummary> =>
	await waitFor('an execution to start', async () =>
		(await listExecutions(rest, workflowId)).find(({ status }) => status === 'running'),
	);

/** Waits until an execution of the workflow has ended, however it did, and reads it. */
export const waitForEnd = async (rest: Rest, workflowId: string): Promise<Execution> => {
	const { id } = await waitFor('an execution to end', async () =>
		(await listExecutions(rest, workflowId)).find(hasEnded),
	);
	return await readExecution(rest, id);
};

/** Stops an execution as the editor's button does. */
export const stopExecution = async (rest: Rest, id: string): Promise<void> => {
	await rest.post(`/rest/executions/${id}/stop`, {}, z.unknown());
};

/** The items that a node passed on by one of its outputs. */
export const listItems = (
	{ runs }: Execution,
	node: string,
	output = 0,
): Array<Record<string, unknown>> =>
	(runs[node] ?? []).flatMap(({ data }) => (data?.main[output] ?? []).map(({ json }) => json));

/** What a node tells beside its items. */
export const listHints = ({ runs }: Execution, node: string): string[] =>
	(runs[node] ?? []).flatMap(({ hints }) => hints.map(({ message }) => message));
