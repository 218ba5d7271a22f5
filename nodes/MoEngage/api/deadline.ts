/** What an attempt ends with when its time is up. */
export class TimeUp extends Error {}

/** Runs an attempt, and rejects as soon as its signal is aborted, whatever the attempt does then. */
export type TimeLimit = <Result>(
	attempt: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>;

/**
 * Builds what ends attempts when their time is up, and all of them when the execution is cancelled.
 * `AbortSignal.any` would do the same, but keeps nearly 1 kB for each signal on Node.js 24.
 *
 * @param timeout Milliseconds from the start of an attempt to the last byte of its answer
 */
export const createTimeLimit = (timeout: number, cancelled?: AbortSignal): TimeLimit => {
	const open = new Set<AbortController>();
	const abortAll = () => open.forEach((controller) => controller.abort());
	return async (attempt) => {
		cancelled?.throwIfAborted();
		const controller = new AbortController();
		const timer = AbortSignal.timeout(timeout);
		const endInTime = () => controller.abort(new TimeUp());
		timer.addEventListener('abort', endInTime);
		// One listener for all attempts, and none afterward: an execution can run the node many times,
		// and Node.js warns of more than ten.
		if (open.size === 0) cancelled?.addEventListener('abort', abortAll);
		open.add(controller);
		try {
			return await new Promise((resolve, reject) => {
				controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
				attempt(controller.signal).then(resolve, reject);
			});
		} finally {
			timer.removeEventListener('abort', endInTime);
			open.delete(controller);
			if (open.size === 0) cancelled?.removeEventListener('abort', abortAll);
		}
	};
};
