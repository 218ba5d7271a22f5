import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import { TimeSlice } from '../delivery';
import type { ItemRequest } from '../resources/operation';
import { createApiError, createErrorItem, createInputError, pickDetails } from './itemErrors';
import type { ItemOutcome, ItemOutcomes } from './itemOutcomes';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** A message names no more than this many entries; all of them are in the item's json. */
const MAX_NAMED = 10;

const pickRequestIds = ({ requestIds = [] }: ItemOutcome): IDataObject => {
	if (requestIds.length === 0) return {};
	return { request_id: requestIds.length === 1 ? requestIds[0] : requestIds };
};

/** Says which parts of a refused item were accepted all the same. */
export const writeAccepted = ({ accepted = [] }: ItemOutcome): string => {
	if (accepted.length === 0) return '';
	const more = accepted.length - MAX_NAMED;
	const names = accepted.slice(0, MAX_NAMED).join(', ');
	return ` (MoEngage accepted from this item: ${names}${more > 0 ? ` and ${groupDigits(more)} more` : ''})`;
};

const createSentItems = (
	ask: ItemRequest,
	outcome: ItemOutcome,
	itemIndex: number,
): INodeExecutionData[] => {
	const { answer = {}, state } = outcome;
	const jsons = ask.split?.(answer) ?? [
		{ ...answer, ...ask.identifiers, ...state, ...pickRequestIds(outcome) },
	];
	return jsons.map((json) => ({ json, pairedItem: { item: itemIndex } }));
};

/** The output of an item whose delivery has come to an end. */
export const createOutput = (
	node: INode,
	ask: ItemRequest,
	outcome: ItemOutcome,
	itemIndex: number,
): INodeExecutionData[] => {
	const { failure, accepted } = outcome;
	if (failure === undefined) return createSentItems(ask, outcome, itemIndex);
	const error = createApiError(node, failure, itemIndex, writeAccepted(outcome));
	const part = accepted === undefined ? {} : { accepted };
	const details = { ...ask.identifiers, ...pickDetails(failure), ...part };
	return [createErrorItem(node, error, details, itemIndex)];
};

/**
 * Gives each item its output, in the order of the items.
 *
 * @param createFor Creates the output of an item that could be read
 */
export const spread = async (
	{ node, items, signal }: Run,
	{ itemRequests, invalid }: Inputs,
	createFor: (ask: ItemRequest, itemIndex: number) => INodeExecutionData[],
): Promise<INodeExecutionData[]> => {
	const timeSlice = new TimeSlice(signal);
	const output: INodeExecutionData[] = [];
	for (const itemIndex of items.keys()) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const refused = invalid.get(itemIndex);
		const ask = itemRequests.get(itemIndex);
		if (refused !== undefined) {
			const error = createInputError(node, refused, itemIndex);
			output.push(createErrorItem(node, error, {}, itemIndex));
		} else if (ask !== undefined) {
			output.push(...createFor(ask, itemIndex));
		}
	}
	return output;
};

/** Gives each item what became of it. */
export const spreadOutcomes = async (run: Run, inputs: Inputs, outcomes: ItemOutcomes) =>
	await spread(run, inputs, (ask, itemIndex) =>
		createOutput(run.node, ask, outcomes.of(itemIndex), itemIndex),
	);
