import { competeForLimit, meetStray429s, shareLimit, type Shared, type Sharing } from './sharing';

/** Four runs tell it roughly, and the benchmark exactly: one request that is late costs a tenth of the time. */
const SEEDS = [1, 2, 3, 4];

const shareOften = async (sharing: Omit<Sharing, 'perMinute' | 'seed'>): Promise<Shared> => {
	const mean = { refused: 0, time: 0, lost: 0 };
	for (const seed of SEEDS) {
		const { refused, time, lost } = await shareLimit({ perMinute: 60, ...sharing, seed });
		mean.refused += refused / SEEDS.length;
		mean.time += time / SEEDS.length;
		mean.lost += lost;
	}
	return mean;
};

describe('processes that share a limit of 60 a minute', () => {
	it.each<[string, Omit<Sharing, 'perMinute' | 'seed'>, number, number]>([
		['two', { processes: 2, windows: 'sliding', headers: 'epochSeconds' }, 0.08, 1.12],
		['ten', { processes: 10, windows: 'sliding', headers: 'seconds' }, 0.15, 1.12],
		[
			'five that begin one after the other',
			{ processes: 5, windows: 'fixed', headers: 'seconds', beginWithin: 40_000 },
			0.15,
			1.12,
		],
		['five without headers', { processes: 5, windows: 'sliding', headers: 'none' }, 0.25, 1.5],
	])('meet few 429s, lose little time and nothing else: %s', async (_, sharing, refused, time) => {
		const shared = await shareOften(sharing);

		expect(shared.refused).toBeLessThanOrEqual(refused);
		expect(shared.time).toBeLessThanOrEqual(time);
		expect(shared.lost).toBe(0);
	});
});

it.each<[number, Sharing['headers'], Sharing['windows'], number]>([
	[10, 'seconds', 'fixed', 0.9],
	[10, 'none', 'sliding', 0.6],
	[60, 'seconds', 'sliding', 0.65],
	[60, 'none', 'sliding', 0.6],
])(
	'ten processes get about as much of %s a minute, and lose nothing in 40 minutes (headers: %s, %s)',
	async (perMinute, headers, windows, part) => {
		const sharing = { processes: 10, perMinute, headers, windows, seed: 1 };
		const { lost, least, used } = await competeForLimit(sharing);

		expect(lost).toBe(0);
		expect(least).toBeGreaterThan(part);
		expect(used).toBeGreaterThan(0.95);
	},
);

it('a process alone is never refused and loses no time', async () => {
	const { refused, time } = await shareLimit({
		processes: 1,
		perMinute: 60,
		windows: 'sliding',
		headers: 'seconds',
		seed: 1,
	});

	expect(refused).toBe(0);
	expect(time).toBeLessThan(1.01);
});

it('stray 429s without headers hold nobody up for longer than about three seconds', async () => {
	for (let seed = 1; seed <= 5; seed += 1) {
		const { time, longestStandstill } = await meetStray429s(seed);

		expect(longestStandstill).toBeLessThanOrEqual(3_100);
		expect(time).toBeLessThan(15_000);
	}
});
