import { NodeOperationError, type INode } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { Pools } from '../delivery/pool';
import { InvalidInput } from '../resources/operation';
import type { ItemOutcomes } from './itemOutcomes';
import { describeInvalidInput, describeRefusal, type ItemError } from './messages';
import type { Inputs } from './readItems';
import { describeAccepted } from './spreadAnswers';
import { groupDigits } from '../api/numbers';

/** Takes items whose request would be too large out of the run. */
export const refuseTooLarge = (
	{ maxBytes }: Endpoint,
	tooLarge: Pools['tooLarge'],
	{ asks, invalid }: Inputs,
): void => {
	for (const { record, bytes } of tooLarge) {
		for (const owner of record.owners) {
			asks.delete(owner);
			invalid.set(
				owner,
				new InvalidInput(
					`The request would be ${groupDigits(bytes)} bytes large; MoEngage takes less than ${groupDigits(maxBytes)}`,
					'Shorten the values of this item, or give it fewer entries.',
				),
			);
		}
	}
};

const countSent = (outcomes: ItemOutcomes, total: number) =>
	`${groupDigits(outcomes.countAccepted())} of ${groupDigits(total)} items had been sent`;

/** The first item that cannot be sent; nothing has been. */
export const describeFirstInvalid = (node: INode, { invalid }: Inputs): ItemError | undefined => {
	const [first] = [...invalid].sort(([one], [other]) => one - other);
	return first && describeInvalidInput(node, first[1], first[0]);
};

/** Why the run stopped, and how far it had come. */
export const describeStop = (
	node: INode,
	outcomes: ItemOutcomes,
	total: number,
): ItemError | undefined => {
	const first = outcomes.findFirstRefusal();
	if (first === undefined) return undefined;
	const { itemIndex, refusal } = first;
	const addition = `${describeAccepted(outcomes.of(itemIndex))} (${countSent(outcomes, total)})`;
	return describeRefusal(node, refusal, itemIndex, addition);
};

export const describeCancellation = (node: INode, outcomes: ItemOutcomes, total: number) =>
	new NodeOperationError(node, `The execution was cancelled; ${countSent(outcomes, total)}`, {
		description: 'Run the items again to send the rest: a repeated request does no harm.',
	});
