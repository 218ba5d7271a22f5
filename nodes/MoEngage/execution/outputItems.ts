import type { INode, INodeExecutionData } from 'n8n-workflow';

import type { ItemRequest } from '../resources/operation';
import { createApiError, createErrorItem, createInputError, pickDetails } from './errors';
import type { ItemOutcome } from './itemOutcomes';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** A list of one is easier to use as that one. */
export const unwrapOnly = <Value>(list: Value[]): Value | Value[] | undefined =>
	list.length === 1 ? list[0] : list;

export const createOutput = (
	node: INode,
	{ split, identifiers }: ItemRequest,
	outcome: ItemOutcome,
	itemIndex: number,
): INodeExecutionData[] => {
	const { answer = {}, state, requestIds, failure, accepted } = outcome;
	if (failure !== undefined) {
		const error = createApiError(node, failure, { outcome, identifiers }, itemIndex);
		const details = { ...identifiers, ...pickDetails(failure), ...(accepted && { accepted }) };
		return [createErrorItem(node, error, details, itemIndex)];
	}
	const ids = requestIds && { request_id: unwrapOnly(requestIds) };
	const jsons = split?.(answer) ?? [{ ...answer, ...identifiers, ...state, ...ids }];
	return jsons.map((json) => ({ json, pairedItem: { item: itemIndex } }));
};

/**
 * Gives each item its output, in the order of the items.
 *
 * @param createFor Creates the output of an item that could be read
 */
export const createOutputs = async (
	{ node, items, timeSlice }: Run,
	{ itemRequests, invalid }: Inputs,
	createFor: (request: ItemRequest, itemIndex: number) => INodeExecutionData[],
): Promise<INodeExecutionData[]> => {
	const output: INodeExecutionData[] = [];
	for (const itemIndex of items.keys()) {
		if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
		const input = invalid.get(itemIndex);
		const request = itemRequests.get(itemIndex);
		if (input !== undefined) {
			const error = createInputError(node, input, itemIndex);
			output.push(createErrorItem(node, error, {}, itemIndex));
		} else if (request !== undefined) {
			output.push(...createFor(request, itemIndex));
		}
	}
	return output;
};
