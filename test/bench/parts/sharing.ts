import {
	competeForLimit,
	meetStray429s,
	shareLimit,
	type Fairness,
	type Shared,
	type Sharing,
} from '../../unit/delivery/sharing';
import { grouped, print, type Part } from '../bench';

const PROCESSES = [2, 3, 5, 8, 10];

/** One request that is late costs a tenth of the time, so only many runs tell. */
const RUNS = 20;

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

const inSeconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;

const runOften = async <T>(run: (seed: number) => Promise<T>): Promise<T[]> => {
	const results: T[] = [];
	for (let seed = 1; seed <= RUNS; seed += 1) results.push(await run(seed));
	return results;
};

const average = <T>(results: T[], pick: (each: T) => number): number =>
	results.reduce((sum, each) => sum + pick(each), 0) / results.length;

/** MoEngage does not say whether its minute slides, so the worse of the two counts. */
const WINDOWS: Array<Sharing['windows']> = ['sliding', 'fixed'];

const measureShared = async (
	sharing: Omit<Sharing, 'seed' | 'windows'>,
): Promise<{ cells: string[]; lost: number }> => {
	const runs: Shared[][] = [];
	for (const windows of WINDOWS) {
		runs.push(await runOften(async (seed) => await shareLimit({ ...sharing, windows, seed })));
	}
	const worst = (pick: (each: Shared) => number) =>
		Math.max(...runs.map((each) => average(each, pick)));
	return {
		cells: [percent(worst(({ refused }) => refused)), worst(({ time }) => time).toFixed(2)],
		lost: runs.flat().reduce((sum, { lost }) => sum + lost, 0),
	};
};

const measureFairness = async (sharing: Omit<Sharing, 'seed'>): Promise<string[]> => {
	const runs: Fairness[] = await runOften(
		async (seed) => await competeForLimit({ ...sharing, seed }),
	);
	return [
		average(runs, ({ least }) => least).toFixed(2),
		Math.min(...runs.map(({ least }) => least)).toFixed(2),
		percent(average(runs, ({ used }) => used)),
		String(runs.reduce((sum, { lost }) => sum + lost, 0)),
	];
};

/**
 * How several n8n processes share one limit, in virtual time: how many requests are refused and how
 * long it takes, how even it is, and what stray 429s cost.
 */
export const measureSharing: Part = async ({ quick, report }) => {
	const rows: string[][] = [];
	for (const perMinute of quick ? [10, 60] : [10, 60, 100, 1_000]) {
		report(`Processes that share ${perMinute} requests a minute …`);
		for (const processes of PROCESSES) {
			const told = await measureShared({ processes, perMinute, headers: 'seconds' });
			const untold = await measureShared({ processes, perMinute, headers: 'none' });
			rows.push([
				grouped(perMinute),
				String(processes),
				...told.cells,
				...untold.cells,
				String(told.lost + untold.lost),
			]);
		}
	}
	print(
		"Processes that share one limit, ten minutes' worth of requests",
		['Limit', 'Processes', 'Refused', 'Of the best', 'No headers: refused', 'Of the best', 'Lost'],
		rows,
	);

	report('Ten processes that send as much as they can for 40 minutes …');
	const fairness: string[][] = [];
	for (const perMinute of [10, 60]) {
		for (const headers of ['seconds', 'none'] as const) {
			for (const windows of WINDOWS) {
				fairness.push([
					String(perMinute),
					headers === 'none' ? 'no' : 'yes',
					windows,
					...(await measureFairness({ processes: 10, perMinute, headers, windows })),
				]);
			}
		}
	}
	print(
		'Ten processes that send as much as they can for 40 minutes',
		['Limit', 'Headers', 'Minute', 'Least', 'Least of all runs', 'Used', 'Lost'],
		fairness,
	);

	report('2,000 requests with stray 429s …');
	const strays = await runOften(meetStray429s);
	print(
		'2,000 requests over 20 lanes; one in forty meets a 429 without headers',
		['Time', 'Longest time', 'Longest standstill'],
		[
			[
				inSeconds(average(strays, ({ time }) => time)),
				inSeconds(Math.max(...strays.map(({ time }) => time))),
				inSeconds(Math.max(...strays.map(({ longestStandstill }) => longestStandstill))),
			],
		],
	);
};
