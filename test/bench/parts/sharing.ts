import { shareLimit, type Shared, type Sharing } from '../../unit/delivery/sharing';
import { grouped, print, type Part } from '../bench';

const PROCESSES = [2, 3, 5, 8, 10];

/** One request that is late costs a tenth of the time, so only many runs tell. */
const RUNS = 20;

const average = (shared: Shared[], pick: (each: Shared) => number) =>
	shared.reduce((sum, each) => sum + pick(each), 0) / shared.length;

const measure = async (sharing: Omit<Sharing, 'seed'>): Promise<Shared> => {
	const shared: Shared[] = [];
	for (let seed = 1; seed <= RUNS; seed += 1) {
		shared.push(await shareLimit({ ...sharing, seed }));
	}
	return {
		refused: average(shared, ({ refused }) => refused),
		lost: average(shared, ({ lost }) => lost),
		time: average(shared, ({ time }) => time),
		leastPart: average(shared, ({ leastPart }) => leastPart),
	};
};

/** MoEngage does not say whether its minute slides, so the worse of the two counts. */
const measureWorse = async (sharing: Omit<Sharing, 'seed' | 'windows'>): Promise<Shared> => {
	const sliding = await measure({ ...sharing, windows: 'sliding' });
	const fixed = await measure({ ...sharing, windows: 'fixed' });
	return {
		refused: Math.max(sliding.refused, fixed.refused),
		lost: Math.max(sliding.lost, fixed.lost),
		time: Math.max(sliding.time, fixed.time),
		leastPart: Math.min(sliding.leastPart, fixed.leastPart),
	};
};

const describeShared = ({ refused, time }: Shared): string[] => [
	`${(100 * refused).toFixed(1)} %`,
	time.toFixed(2),
];

/**
 * How several n8n processes share one limit, in virtual time: each sends its part of ten minutes' worth
 * of requests at once.
 */
export const measureSharing: Part = async ({ quick, report }) => {
	const rows: string[][] = [];
	for (const perMinute of quick ? [10, 60] : [10, 60, 100, 1_000]) {
		report(`Processes that share ${perMinute} requests a minute …`);
		for (const processes of PROCESSES) {
			const told = await measureWorse({ processes, perMinute, headers: 'seconds' });
			const untold = await measureWorse({ processes, perMinute, headers: 'none' });
			rows.push([
				grouped(perMinute),
				String(processes),
				...describeShared(told),
				...describeShared(untold),
				String(told.lost + untold.lost),
			]);
		}
	}
	print(
		"Processes that share one limit, ten minutes' worth of requests",
		['Limit', 'Processes', 'Refused', 'Of the best', 'No headers: refused', 'Of the best', 'Lost'],
		rows,
	);
};
