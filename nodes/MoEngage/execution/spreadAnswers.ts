import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { Refusal } from '../api/answer';
import type { Ask } from '../resources/operation';
import type { ItemOutcome, ItemOutcomes } from './itemOutcomes';
import { createErrorItem, describeInvalidInput, describeRefusal, pickDetails } from './messages';
import type { Inputs } from './readItems';

const describeRequests = ({ requestIds }: ItemOutcome): IDataObject => {
	if (requestIds.length === 0) return {};
	return { request_id: requestIds.length === 1 ? requestIds[0] : requestIds };
};

/** Says which addresses of a refused item went out all the same. */
export const describeAccepted = ({ accepted }: ItemOutcome): string =>
	accepted.length === 0 ? '' : ` (accepted of this item: ${accepted.join(', ')})`;

const createItems = (ask: Ask, outcome: ItemOutcome): IDataObject[] => {
	const answer = outcome.answer ?? {};
	if (ask.split !== undefined) return ask.split(answer);
	return [{ ...answer, ...ask.identifiers, ...describeRequests(outcome) }];
};

const createRefusedItem = (
	node: INode,
	itemIndex: number,
	ask: Ask,
	outcome: ItemOutcome,
	refusal: Refusal,
): INodeExecutionData => {
	const error = describeRefusal(node, refusal, itemIndex, describeAccepted(outcome));
	const accepted = outcome.accepted.length === 0 ? {} : { accepted: outcome.accepted };
	const details = { ...ask.identifiers, ...pickDetails(refusal), ...accepted };
	return createErrorItem(node, error, details, itemIndex);
};

/** Gives each item its outcome, in the order of the items. */
export const spreadAnswers = (
	node: INode,
	itemCount: number,
	{ asks, invalid }: Inputs,
	outcomes: ItemOutcomes,
): INodeExecutionData[] => {
	const output: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < itemCount; itemIndex += 1) {
		const refusedInput = invalid.get(itemIndex);
		if (refusedInput !== undefined) {
			const error = describeInvalidInput(node, refusedInput, itemIndex);
			output.push(createErrorItem(node, error, {}, itemIndex));
			continue;
		}
		const ask = asks.get(itemIndex);
		if (ask === undefined) continue;
		const outcome = outcomes.of(itemIndex);
		if (outcome.refusal !== undefined) {
			output.push(createRefusedItem(node, itemIndex, ask, outcome, outcome.refusal));
			continue;
		}
		for (const json of createItems(ask, outcome)) {
			output.push({ json, pairedItem: { item: itemIndex } });
		}
	}
	return output;
};
