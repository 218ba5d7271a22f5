import { setTimeout as wait } from 'node:timers/promises';

const stepMs = 100;

/** Asks again and again until there is an answer; says what was waited for when there is none. */
export const waitFor = async <Result>(
	what: string,
	find: () => Promise<Result | undefined> | Result | undefined,
	patienceMs = 60_000,
): Promise<Result> => {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const found = await find();
		if (found !== undefined) return found;
		if (Date.now() > deadline) throw new Error(`Waited ${patienceMs / 1_000} s for ${what}`);
		await wait(stepMs);
	}
};

/** Waits until something is so. */
export const waitUntil = async (
	what: string,
	isSo: () => Promise<boolean> | boolean,
	patienceMs?: number,
): Promise<void> => {
	await waitFor(what, async () => ((await isSo()) ? true : undefined), patienceMs);
};
