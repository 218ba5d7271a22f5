import { NodeOperationError } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import { createApiError, createInputError, type ItemError } from './itemErrors';
import type { ItemOutcomes } from './itemOutcomes';
import { writeAccepted } from './outputItems';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** Says how many items had been sent; nothing for a single item, or where nothing is written. */
const writeCount = ({ operation, items }: Run, outcomes: ItemOutcomes): string => {
	if (operation.isRead || items.length === 1) return '';
	const sent = groupDigits(outcomes.countAccepted());
	return ` (${sent} of ${groupDigits(items.length)} items had been sent)`;
};

/** The error of the first item that cannot be sent; nothing has been sent then. */
export const createFirstInputError = (
	{ node }: Run,
	{ invalid }: Inputs,
): ItemError | undefined => {
	let first: number | undefined;
	for (const index of invalid.keys()) first = Math.min(first ?? index, index);
	const failure = first === undefined ? undefined : invalid.get(first);
	return failure && createInputError(node, failure, first ?? 0);
};

/** The error of the first item that was refused, with how far the run had come. */
export const createStopError = (run: Run, outcomes: ItemOutcomes): ItemError | undefined => {
	const first = outcomes.findFirstFailure();
	if (first === undefined) return undefined;
	const { itemIndex, failure } = first;
	const addition = writeAccepted(outcomes.of(itemIndex)) + writeCount(run, outcomes);
	return createApiError(run.node, failure, itemIndex, addition);
};

/** The error of a run that was cancelled. */
export const createCancellation = (run: Run, outcomes?: ItemOutcomes) => {
	const count = outcomes === undefined ? ' before anything was sent' : writeCount(run, outcomes);
	return new NodeOperationError(run.node, `The execution was cancelled${count}`, {
		description: run.operation.endpoint.idempotent
			? 'Run the items again to send the rest. Sending an item again does no harm.'
			: 'Run only the items that are not in MoEngage yet. An event that is sent twice is recorded twice.',
	});
};
