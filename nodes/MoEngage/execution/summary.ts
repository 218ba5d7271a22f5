import type { NodeExecutionHint } from 'n8n-workflow';

import { countNouns } from '../api/numbers';
import type { DeliveryStats } from '../delivery';
import type { ItemOutcomes } from './itemOutcomes';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

/** A sentence for whoever looks at the output. */
export const createHint = (message: string): NodeExecutionHint => ({
	message,
	type: 'info',
	location: 'outputPane',
});

/** What sending took, where something was sent again or had to wait. */
export const summarizeDelivery = ({
	requests,
	retries,
	waited,
}: DeliveryStats): NodeExecutionHint[] => {
	const seconds = Math.round(waited / 1_000);
	if (retries === 0 && seconds === 0) return [];
	const parts = [`Sent ${countNouns(requests, 'request')}`];
	if (retries > 0) parts.push(`including ${countNouns(retries, 'retry', 'retries')}`);
	if (seconds > 0) parts.push(`waited ${countNouns(seconds, 'second')} for MoEngage's rate limit`);
	return [createHint(`${parts.join(', ')}.`)];
};

/** What the user should know of states that were looked up and sent along. */
export const summarizeStates = (
	{ operation: { createStateHints } }: Pick<Run, 'operation'>,
	{ itemRequests }: Pick<Inputs, 'itemRequests'>,
	outcomes: ItemOutcomes,
): NodeExecutionHint[] => {
	if (createStateHints === undefined) return [];
	const outputs = [...itemRequests].flatMap(([index, { identifiers }]) => {
		const { failure, state } = outcomes.of(index);
		return failure === undefined && state !== undefined ? [{ ...identifiers, ...state }] : [];
	});
	return createStateHints(outputs).map(createHint);
};
