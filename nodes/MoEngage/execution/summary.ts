import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { countNouns, groupDigits } from '../api/numbers';
import { sleepUnlessCancelled, type DeliveryStats } from '../delivery';
import type { ItemOutcomes } from './itemOutcomes';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

export const createHint = (message: string): NodeExecutionHint => ({
	message,
	type: 'info',
	location: 'outputPane',
});

/** What sending took, where something was sent again or had to wait. */
export const summarizeDelivery = ({ requests, retries, waited }: DeliveryStats): string[] => {
	const seconds = Math.round(waited / 1_000);
	if (retries === 0 && seconds === 0) return [];
	const parts = [`Sent ${countNouns(requests, 'request')}`];
	if (retries > 0) parts.push(`including ${countNouns(retries, 'retry', 'retries')}`);
	if (seconds > 0) parts.push(`waited ${countNouns(seconds, 'second')} for the rate limit`);
	return [`${parts.join(', ')}.`];
};

/** What the user should know of states that were looked up and sent along. */
export const summarizeStates = (
	{ operation: { createStateHints } }: Pick<Run, 'operation'>,
	{ itemRequests }: Pick<Inputs, 'itemRequests'>,
	outcomes: ItemOutcomes,
): string[] => {
	if (createStateHints === undefined) return [];
	const outputs = [...itemRequests].flatMap(([index, { identifiers }]) => {
		const { failure, state } = outcomes.of(index);
		return failure === undefined && state !== undefined ? [{ ...identifiers, ...state }] : [];
	});
	return createStateHints(outputs);
};

/** Milliseconds between two lines of the log. */
const INTERVAL = 60_000;

/** Says how far a run has come, for n8n's log. */
export const writeProgress = (stats: DeliveryStats): string => {
	const { done, retries, planned } = stats;
	const sent = `${groupDigits(done)} of ${groupDigits(planned)} requests done`;
	const again = retries === 0 ? '' : `, plus ${groupDigits(retries)} sent again`;
	const wait = stats.timeUntilQuota();
	if (wait === 0 || wait === Infinity) return `MoEngage: ${sent}${again}`;
	const until = new Date(Date.now() + wait).toISOString();
	return `MoEngage: ${sent}${again}, waiting for the rate limit until ${until}`;
};

/** Writes a line into n8n's log once a minute while the work goes on: a long run shows nothing else. */
export const logProgress = async <T>(
	{ logger }: Pick<IExecuteFunctions, 'logger'>,
	stats: DeliveryStats,
	work: Promise<T>,
): Promise<T> => {
	const end = new AbortController();
	const log = async () => {
		for (;;) {
			await sleepUnlessCancelled(INTERVAL, end.signal);
			if (end.signal.aborted) return;
			logger.info(writeProgress(stats));
		}
	};
	void log();
	try {
		return await work;
	} finally {
		end.abort();
	}
};
