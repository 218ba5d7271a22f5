import { sleep } from 'n8n-workflow';

/** Where time comes from, so that tests can let a minute pass at once. */
export interface Clock {
	/** Milliseconds on a clock that never steps back. */
	now: () => number;
	sleep: (milliseconds: number) => Promise<void>;
}

export const systemClock: Clock = { now: () => performance.now(), sleep };

/** Longest sleep between two looks at the cancel signal, in milliseconds. */
export const CANCEL_CHECK_INTERVAL = 250;

/** Sleeps, but ends early when the execution is cancelled. */
export const sleepUnlessCancelled = async (
	milliseconds: number,
	clock: Clock,
	signal: AbortSignal | undefined,
): Promise<void> => {
	const end = clock.now() + milliseconds;
	for (;;) {
		const left = end - clock.now();
		if (left <= 0 || signal?.aborted) return;
		await clock.sleep(Math.min(left, CANCEL_CHECK_INTERVAL));
	}
};
