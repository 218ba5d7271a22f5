import type { IExecuteFunctions } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import { sleepUnlessCancelled, type DeliveryStats } from '../delivery';

/** Milliseconds between two lines of the log. */
const INTERVAL = 60_000;

/** Says how far a run has come, for n8n's log. */
export const writeProgress = (stats: DeliveryStats): string => {
	const { requests, retries, planned } = stats;
	const sent = `${groupDigits(requests - retries)} of ${groupDigits(planned)} requests sent`;
	const again = retries === 0 ? '' : `, plus ${groupDigits(retries)} sent again`;
	const wait = stats.timeUntilQuota();
	const isWaiting = wait > 0 && wait !== Infinity;
	const until = isWaiting ? new Date(Date.now() + wait).toISOString() : undefined;
	const waiting = until === undefined ? '' : `, waiting for MoEngage's rate limit until ${until}`;
	return `MoEngage: ${sent}${again}${waiting}`;
};

/** Writes a line into n8n's log once a minute while the work goes on: a long run shows nothing else. */
export const logProgress = async <T>(
	{ logger }: IExecuteFunctions,
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
