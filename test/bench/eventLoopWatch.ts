import { PerformanceObserver } from 'node:perf_hooks';

type ReadUsage = typeof process.cpuUsage;

/** Node.js has it from 23.9 on. */
const tellsThreads = (one: object): one is { threadCpuUsage: ReadUsage } => 'threadCpuUsage' in one;

/**
 * What the processor did for the thread of the event loop or, where that is not known, for the whole
 * process, which includes the threads that collect garbage.
 */
const readUsage: ReadUsage = (previous) =>
	tellsThreads(process) ? process.threadCpuUsage(previous) : process.cpuUsage(previous);

/** Milliseconds between two looks at the clock. */
const INTERVAL = 1;

/** Shorter stands, in milliseconds, are not worth remembering. */
const MIN_STAND = 10;

interface Stand {
	since: number;
	until: number;
	/** Milliseconds in which the processor worked for the event loop. */
	length: number;
}

/** For how long the event loop stood still at the most, in milliseconds. */
export interface LongestStands {
	all: number;
	/** Without the time in which V8 collected garbage. */
	withoutGarbage: number;
}

const longest = (lengths: number[]): number => Math.max(0, ...lengths);

/**
 * Watches for how long the event loop stands still. Where the processor worked for other programs
 * meanwhile, only the time that it took for this thread counts.
 *
 * @returns Ends the watch
 */
export const watchEventLoop = (): (() => LongestStands) => {
	const stands: Stand[] = [];
	const collections: Array<{ startTime: number; duration: number }> = [];
	const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
	observer.observe({ entryTypes: ['gc'] });
	let since = performance.now();
	let cpu = readUsage();
	const look = () => {
		const { user, system } = readUsage(cpu);
		const until = performance.now();
		const length = Math.min(until - since, (user + system) / 1_000);
		if (length >= MIN_STAND) stands.push({ since, until, length });
		cpu = readUsage();
		since = performance.now();
	};
	const timer = setInterval(look, INTERVAL);
	return () => {
		look();
		clearInterval(timer);
		collections.push(...observer.takeRecords());
		observer.disconnect();
		const measureGarbage = ({ since: start, until }: Stand) =>
			collections
				.filter(({ startTime }) => startTime >= start && startTime < until)
				.reduce((sum, { duration }) => sum + duration, 0);
		return {
			all: longest(stands.map(({ length }) => length)),
			withoutGarbage: longest(stands.map((stand) => stand.length - measureGarbage(stand))),
		};
	};
};
