import { DeliveryStats } from '../../../nodes/MoEngage/delivery';

const count = (...left: Array<[now: number, waited: number]>) => {
	const report = new DeliveryStats();
	for (const [now, waited] of left) report.noteRequest(now, waited);
	return report;
};

it('counts the requests, and none before the first', () => {
	expect(count()).toMatchObject({ planned: 0, requests: 0, retries: 0, waited: 0 });
	expect(count([10, 0], [20, 0])).toMatchObject({ requests: 2, waited: 0 });
});

it.each<[string, Array<[number, number]>, number]>([
	[
		'one after the other, each wait',
		[
			[1_000, 400],
			[2_000, 300],
		],
		700,
	],
	[
		'side by side, each moment once',
		[
			[1_000, 400],
			[1_100, 500],
		],
		500,
	],
	[
		'one within the other, the longer wait',
		[
			[1_000, 1_000],
			[1_000, 200],
		],
		1_000,
	],
	[
		'without a wait in between, no time',
		[
			[1_000, 400],
			[1_500, 0],
			[1_600, 50],
		],
		450,
	],
])('counts of requests that waited %s', (_, left, waited) => {
	expect(count(...left).waited).toBe(waited);
});
