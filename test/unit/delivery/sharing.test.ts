import { shareLimit, type Shared, type Sharing } from './sharing';

const SEEDS = [1, 2, 3, 4];

/** What comes of it on average, since one request that is late costs a tenth of the time. */
const shareOften = async (sharing: Omit<Sharing, 'perMinute' | 'seed'>): Promise<Shared> => {
	const sum = { refused: 0, time: 0, lost: 0, leastPart: 0 };
	for (const seed of SEEDS) {
		const shared = await shareLimit({ perMinute: 60, ...sharing, seed });
		sum.refused += shared.refused / SEEDS.length;
		sum.time += shared.time / SEEDS.length;
		sum.leastPart += shared.leastPart / SEEDS.length;
		sum.lost += shared.lost;
	}
	return sum;
};

describe('processes that share a limit of 60 a minute by its headers', () => {
	it.each<[number, Sharing['windows'], Sharing['headers']]>([
		[2, 'sliding', 'seconds'],
		[5, 'fixed', 'epochSeconds'],
		[10, 'sliding', 'seconds'],
	])(
		'are refused 15 %% at most and take 10 %% longer at most (%i, %s, %s)',
		async (processes, windows, headers) => {
			const { refused, time, lost } = await shareOften({ processes, windows, headers });

			expect(refused).toBeLessThanOrEqual(0.15);
			expect(time).toBeLessThanOrEqual(1.1);
			expect(lost).toBe(0);
		},
	);

	it('find into a limit that another one has taken before them', async () => {
		const { refused, time, lost } = await shareOften({
			processes: 5,
			windows: 'fixed',
			headers: 'seconds',
			beginWithin: 40_000,
		});

		expect(refused).toBeLessThanOrEqual(0.15);
		expect(time).toBeLessThanOrEqual(1.1);
		expect(lost).toBe(0);
	});
});

it.each<[number, Sharing['headers']]>([
	[10, 'seconds'],
	[10, 'none'],
	[60, 'none'],
])('ten processes lose nothing at %i a minute (headers: %s)', async (perMinute, headers) => {
	const sharing = { processes: 10, perMinute, windows: 'sliding', headers, seed: 1 } as const;

	expect((await shareLimit(sharing)).lost).toBe(0);
});

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
