/**
 * Lets a minute of waiting pass in a fraction of it: timers and the clock that never steps back run
 * so many times faster from now on. The time of day and the network stay as they are.
 *
 * @returns what ends it
 */
export const speedUp = (factor: number): (() => void) => {
	const { setTimeout: wait } = globalThis;
	const { now: readClock } = performance;
	const { timeout: startTimeout } = AbortSignal;
	const now = readClock.bind(performance);
	const waitLess = (callback: () => void, milliseconds?: number) =>
		wait(callback, (milliseconds ?? 0) / factor);
	performance.now = () => now() * factor;
	globalThis.setTimeout = Object.assign(waitLess, wait);
	AbortSignal.timeout = (milliseconds) => startTimeout(Math.ceil(milliseconds / factor));
	return () => {
		performance.now = readClock;
		globalThis.setTimeout = wait;
		AbortSignal.timeout = startTimeout;
	};
};

/** Speeds up all tests of a file. */
export const useFastTime = (factor: number): void => {
	let slowDown = () => {};
	beforeAll(() => {
		slowDown = speedUp(factor);
	});
	afterAll(() => slowDown());
};
