/** Milliseconds between two looks at the clock. */
const INTERVAL = 1;

/**
 * Watches for how long the event loop stands still. Where the processor worked for other programs
 * meanwhile, only the time that it took for this process counts.
 *
 * @returns Ends the watch and tells the longest time, in milliseconds
 */
export const watchEventLoop = (): (() => number) => {
	let longest = 0;
	let since = performance.now();
	let cpu = process.cpuUsage();
	const look = () => {
		const { user, system } = process.cpuUsage(cpu);
		longest = Math.max(longest, Math.min(performance.now() - since, (user + system) / 1_000));
		cpu = process.cpuUsage();
		since = performance.now();
	};
	const timer = setInterval(look, INTERVAL);
	return () => {
		look();
		clearInterval(timer);
		return longest;
	};
};
