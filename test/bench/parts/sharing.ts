import { shareLimit, type Shared, type Sharing } from '../../unit/delivery/sharing';
import { print, type Part } from '../bench';

const WORKERS = [2, 3, 5, 8, 10];

/** A large limit differs little from run to run, and takes long. */
const countRuns = (perMinute: number) => (perMinute < 1_000 ? 4 : 1);

const average = (shared: Shared[], pick: (each: Shared) => number) =>
	shared.reduce((sum, each) => sum + pick(each), 0) / shared.length;

const measure = async (sharing: Omit<Sharing, 'seed'>): Promise<string[]> => {
	const shared: Shared[] = [];
	for (let seed = 1; seed <= countRuns(sharing.perMinute); seed += 1) {
		shared.push(await shareLimit({ ...sharing, seed }));
	}
	return [
		sharing.headers === 'none' ? 'no' : 'yes',
		sharing.windows,
		String(sharing.perMinute),
		String(sharing.workers),
		(100 * average(shared, ({ refused }) => refused)).toFixed(1),
		String(average(shared, ({ lost }) => lost)),
		average(shared, ({ time }) => time).toFixed(2),
	];
};

/**
 * How several n8n workers share one limit, in virtual time: each sends its part of ten minutes' worth
 * of requests at once.
 */
export const measureSharing: Part = async ({ quick, report }) => {
	const rows: string[][] = [];
	for (const headers of ['seconds', 'none'] as const) {
		for (const windows of ['sliding', 'fixed'] as const) {
			for (const perMinute of quick ? [10, 60] : [10, 60, 100, 1_000]) {
				report(`Workers that share ${perMinute} requests a minute …`);
				for (const workers of WORKERS) {
					rows.push(await measure({ workers, perMinute, headers, windows }));
				}
			}
		}
	}
	print(
		"Workers that share one limit, ten minutes' worth of requests",
		['Headers', 'Window', 'Limit', 'Workers', 'Refused (%)', 'Lost', 'Time / best'],
		rows,
	);
};
