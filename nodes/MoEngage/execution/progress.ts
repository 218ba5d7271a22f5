import type { IExecuteFunctions } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import { sleepUnlessCancelled, systemClock, type DeliveryStats } from '../delivery';

/** Milliseconds between two lines of the log. */
const INTERVAL = 60_000;

/**
 * Says how far a run has come, for n8n's log.
 *
 * @param wait Milliseconds until MoEngage's limit has room; Infinity where an answer will tell
 */
export const writeProgress = (
	{ requests, retries, planned }: DeliveryStats,
	wait: number,
): string => {
	const sent = `${groupDigits(requests - retries)} of ${groupDigits(planned)} requests sent`;
	const again = retries === 0 ? '' : `, plus ${groupDigits(retries)} sent again`;
	const isWaiting = wait > 0 && wait !== Infinity;
	const until = isWaiting ? new Date(Date.now() + wait).toISOString() : undefined;
	const waiting = until === undefined ? '' : `, waiting for MoEngage's rate limit until ${until}`;
	return `MoEngage: ${sent}${again}${waiting}`;
};

/**
 * Writes a line into n8n's log once a minute while the work goes on: a long run shows nothing else.
 *
 * @param findWait Milliseconds until the limit of the run has room
 */
export const logProgress = async <T>(
	{ logger }: IExecuteFunctions,
	report: DeliveryStats,
	findWait: () => number,
	work: Promise<T>,
): Promise<T> => {
	const end = new AbortController();
	const log = async () => {
		for (;;) {
			await sleepUnlessCancelled(INTERVAL, systemClock, end.signal);
			if (end.signal.aborted) return;
			logger.info(writeProgress(report, findWait()));
		}
	};
	void log();
	try {
		return await work;
	} finally {
		end.abort();
	}
};
