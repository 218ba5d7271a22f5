import { shareLimit, type Shared, type Sharing } from './sharing';

const runTwice = async (sharing: Omit<Sharing, 'seed'>): Promise<Shared[]> => {
	const shared: Shared[] = [];
	for (const seed of [1, 2]) shared.push(await shareLimit({ ...sharing, seed }));
	return shared;
};

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('workers that share a limit of 60 a minute by its headers', () => {
	const cases: Array<[number, Sharing['windows'], Sharing['headers']]> = [
		[2, 'sliding', 'seconds'],
		[10, 'sliding', 'seconds'],
		[10, 'fixed', 'epochSeconds'],
	];

	it.each(cases)(
		'are refused 5 %% at most and take 5 %% longer at most (%i, %s, %s)',
		async (workers, windows, headers) => {
			const shared = await runTwice({ workers, perMinute: 60, windows, headers });

			expect(average(shared.map(({ refused }) => refused))).toBeLessThanOrEqual(0.05);
			expect(average(shared.map(({ time }) => time))).toBeLessThanOrEqual(1.05);
			expect(shared.map(({ lost }) => lost)).toEqual([0, 0]);
		},
	);
});

it.each<[number, Sharing['headers']]>([
	[10, 'seconds'],
	[10, 'none'],
	[60, 'none'],
	[100, 'none'],
])('ten workers lose nothing at %i a minute (headers: %s)', async (perMinute, headers) => {
	const sharing = { workers: 10, perMinute, windows: 'sliding', headers, seed: 1 } as const;

	expect((await shareLimit(sharing)).lost).toBe(0);
});

it('a worker alone loses no time', async () => {
	const { refused, time } = await shareLimit({
		workers: 1,
		perMinute: 60,
		windows: 'sliding',
		headers: 'seconds',
		seed: 1,
	});

	expect(refused).toBe(0);
	expect(time).toBeLessThan(1.01);
});
