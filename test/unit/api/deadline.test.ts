import { getEventListeners } from 'node:events';

import { createTimeLimit, TimeUp } from '../../../nodes/MoEngage/api/deadline';

const never = new Promise<never>(() => {});

it('an attempt comes to what it waits for, where that is in time', async () => {
	const limit = createTimeLimit(60_000, new AbortController().signal);

	await expect(limit(async () => await Promise.resolve('answer'))).resolves.toBe('answer');
	await expect(limit(async () => await Promise.reject(new Error('broken')))).rejects.toThrow(
		'broken',
	);
});

it('an attempt is given up when its time is up, although what it waits for goes on', async () => {
	const limit = createTimeLimit(20);
	let aborted: AbortSignal | undefined;
	const attempt = async (signal: AbortSignal) => {
		aborted = signal;
		return await never;
	};

	await expect(limit(attempt)).rejects.toThrow(TimeUp);
	expect(aborted?.aborted).toBe(true);
});

it('all attempts are given up at once when the execution is cancelled, and none begins', async () => {
	const execution = new AbortController();
	const limit = createTimeLimit(60_000, execution.signal);
	const signals: AbortSignal[] = [];
	const attempt = async (signal: AbortSignal) => {
		signals.push(signal);
		return await never;
	};
	const attempts = Array.from({ length: 20 }, async () => await limit(attempt));
	const listeners = getEventListeners(execution.signal, 'abort');
	execution.abort();
	const ended = await Promise.allSettled([...attempts, limit(attempt)]);

	expect(ended).toEqual(Array(21).fill({ status: 'rejected', reason: expect.anything() }));
	expect(ended.some((one) => 'reason' in one && one.reason instanceof TimeUp)).toBe(false);
	expect(signals.map(({ aborted }) => aborted)).toEqual(Array(20).fill(true));
	expect(listeners).toHaveLength(1);
});

it('nothing is left on the signal of the execution, which may run the node many times', async () => {
	const { signal } = new AbortController();
	const limit = createTimeLimit(60_000, signal);
	await Promise.all([
		limit(async () => await Promise.resolve()),
		limit(async () => await Promise.resolve()),
	]);

	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('an attempt that is over listens for its time no longer, so that Node.js forgets it', async () => {
	const timer = new AbortController().signal;
	const remove = jest.spyOn(timer, 'removeEventListener');
	const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(timer);
	await createTimeLimit(60_000)(async () => await Promise.resolve());
	timeout.mockRestore();

	expect(remove).toHaveBeenCalledTimes(1);
});
