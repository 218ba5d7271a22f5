import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Cancelled } from '../delivery';
import { deliverRecords } from './deliverRecords';
import { createErrorItem, createFirstInputError, createRunError, createStopError } from './errors';
import { takeRecords } from './gatherRecords';
import { ItemOutcomes } from './itemOutcomes';
import { createOutput, createOutputs } from './outputItems';
import { prepareRun, type Run } from './prepareRun';
import { createPreviewHint, createPreviewItem, previewRequests } from './preview';
import { readItems } from './readItems';
import { createHint, summarizeDelivery, summarizeStates } from './summary';

/** Takes the items through the stations: read, gather, deliver, output. */
const carryOut = async (run: Run, outcomes: ItemOutcomes): Promise<INodeExecutionData[]> => {
	const { context, continues, signal } = run;
	const inputs = await readItems(run);
	const invalid = continues ? undefined : createFirstInputError(run, inputs);
	if (invalid !== undefined) throw invalid;

	const gathered = await takeRecords(run, inputs);
	if (run.options.previewOnly) {
		const previewed = await previewRequests(run, gathered);
		const hints = [createPreviewHint(run, inputs, previewed), ...inputs.hints];
		context.addExecutionHints(...hints.map(createHint));
		return await createOutputs(run, inputs, (_, index) => [createPreviewItem(previewed, index)]);
	}

	const stats = await deliverRecords(run, gathered, outcomes);
	if (signal.aborted) throw new Cancelled();
	const stopError = continues ? undefined : createStopError(run, inputs, outcomes);
	if (stopError !== undefined) throw stopError;

	const states = summarizeStates(run, inputs, outcomes);
	const hints = [...summarizeDelivery(stats), ...states, ...inputs.hints];
	context.addExecutionHints(...hints.map(createHint));
	return await createOutputs(run, inputs, (request, index) =>
		createOutput(run.node, request, outcomes.of(index), index),
	);
};

/**
 * Executes the node. With an *On Error* setting that continues, whatever went wrong becomes an item
 * and nothing is thrown, except for a cancellation: n8n would otherwise pass the node's input on as
 * if it had been sent.
 */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> => {
	const node = context.getNode();
	const outcomes = new ItemOutcomes();
	let run: Run | undefined;
	try {
		run = prepareRun(context);
		return [await carryOut(run, outcomes)];
	} catch (cause) {
		const error = createRunError(node, cause, outcomes, run);
		if (cause instanceof Cancelled || !context.continueOnFail()) throw error;
		return [context.getInputData().map((_, index) => createErrorItem(node, error, {}, index))];
	}
};
