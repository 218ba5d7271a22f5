import { print, type Part } from '../bench';
import type { Loaded } from '../job';

const findMedian = (numbers: number[]): number =>
	numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;

/** What n8n has loaded itself, such as zod, costs nothing here. */
export const measureLoad: Part = async ({ stage, quick, report }) => {
	report('Loading the package …');
	const ours: Loaded[] = [];
	const empty: Loaded[] = [];
	for (let time = 0; time < (quick ? 3 : 15); time += 1) {
		ours.push(await stage.load('package'));
		empty.push(await stage.load('emptyPackage'));
	}
	const row = (what: string, unit: string, digits: number, read: (loaded: Loaded) => number) => {
		const own = findMedian(ours.map(read));
		const others = findMedian(empty.map(read));
		return [what, ...[own, others, own - others].map((of) => `${of.toFixed(digits)} ${unit}`)];
	};
	print(
		`Loading the package in n8n, median of ${ours.length}`,
		['What', 'This package', 'An empty one', 'More'],
		[
			row('Time of the modules', 'ms', 1, ({ moduleMilliseconds }) => moduleMilliseconds),
			row("Time of n8n's loader in all", 'ms', 1, ({ milliseconds }) => milliseconds),
			row('Heap', 'MB', 2, ({ megabytes }) => megabytes),
		],
	);
};
