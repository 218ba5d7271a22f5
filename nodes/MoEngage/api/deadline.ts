/** The time in which an attempt must be over. */
export interface Deadline {
	/** Aborted when the time is up or the execution is cancelled, whichever comes first. */
	signal: AbortSignal;
	isTimeUp: () => boolean;
	/** Waits for the work, but rejects as soon as the signal is aborted. */
	limit: <Result>(work: Promise<Result>) => Promise<Result>;
	/** Lets go of the execution's signal, which outlives thousands of attempts. */
	release: () => void;
}

/** @param timeout Milliseconds */
export const startDeadline = (timeout: number, cancelled?: AbortSignal): Deadline => {
	const controller = new AbortController();
	const { signal } = controller;
	const time = AbortSignal.timeout(timeout);
	const sources = cancelled === undefined ? [time] : [time, cancelled];
	const end = () => controller.abort();
	for (const source of sources) source.addEventListener('abort', end);
	if (cancelled?.aborted) end();
	return {
		signal,
		isTimeUp: () => time.aborted,
		limit: async (work) =>
			await new Promise((resolve, reject) => {
				const giveUp = () => reject(new Error('The attempt was given up'));
				if (signal.aborted) giveUp();
				signal.addEventListener('abort', giveUp);
				work.then(resolve, reject);
			}),
		release: () => {
			for (const source of sources) source.removeEventListener('abort', end);
		},
	};
};
