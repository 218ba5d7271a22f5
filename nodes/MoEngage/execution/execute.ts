import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { Cancelled } from '../delivery';
import { deliverRecords } from './deliverRecords';
import { takeRecords } from './gatherRecords';
import {
	createCancellation,
	createErrorItem,
	createFirstInputError,
	createStopError,
} from './errors';
import { ItemOutcomes } from './itemOutcomes';
import { createOutputs, outputOutcomes } from './outputItems';
import { prepareRun, type Run } from './prepareRun';
import { createPreviewHint, createPreviewItem, previewRequests } from './preview';
import { readItems, toInvalidInput } from './readItems';
import { createHint, summarizeDelivery, summarizeStates } from './summary';

/** Takes the items through the stations: read, gather, deliver, output. */
const carryOut = async (
	context: IExecuteFunctions,
	run: Run,
	continues: boolean,
	outcomes: ItemOutcomes,
): Promise<INodeExecutionData[]> => {
	const inputs = await readItems(run);
	const invalid = continues ? undefined : createFirstInputError(run, inputs);
	if (invalid !== undefined) throw invalid;

	const gathered = await takeRecords(run, inputs);
	if (run.options.previewOnly) {
		const previewed = await previewRequests(run, gathered);
		context.addExecutionHints(
			...[createPreviewHint(run, inputs, previewed), ...inputs.hints].map(createHint),
		);
		return await createOutputs(run, inputs, (_, index) => [createPreviewItem(previewed, index)]);
	}

	const stats = await deliverRecords(context, run, gathered, { outcomes, continues });
	if (run.signal.aborted) throw new Cancelled();
	const stopError = continues ? undefined : createStopError(run, inputs, outcomes);
	if (stopError !== undefined) throw stopError;

	context.addExecutionHints(
		...summarizeDelivery(stats),
		...summarizeStates(run, inputs, outcomes),
		...inputs.hints.map(createHint),
	);
	return await outputOutcomes(run, inputs, outcomes);
};

/** Prepares the run, or says what stands in the way of all items, such as an unreadable option. */
const prepare = (
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Run | NodeOperationError => {
	try {
		return prepareRun(context, items);
	} catch (error) {
		const { message, description } = toInvalidInput(error);
		return new NodeOperationError(context.getNode(), message, { description });
	}
};

/**
 * Executes the node. With an *On Error* setting that continues, whatever went wrong becomes an
 * item and nothing is thrown, except for a cancellation: n8n would otherwise pass the node's input on as if
 * it had been sent.
 */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> => {
	const items = context.getInputData();
	const continues = context.continueOnFail();
	const run = prepare(context, items);
	if (run instanceof NodeOperationError) {
		if (!continues) throw run;
		return [items.map((_, index) => createErrorItem(context.getNode(), run, {}, index))];
	}
	const outcomes = new ItemOutcomes();
	try {
		return [await carryOut(context, run, continues, outcomes)];
	} catch (error) {
		throw error instanceof Cancelled ? createCancellation(run, outcomes) : error;
	}
};
