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

const left = (now: number, waited: number): [now: number, waited: number] => [now, waited];

it.each([
	['one after the other, each wait', [left(1_000, 400), left(2_000, 300)], 700],
	['side by side, each moment once', [left(1_000, 400), left(1_100, 500)], 500],
	['one within the other, the longer wait', [left(1_000, 1_000), left(1_000, 200)], 1_000],
	['next to one that did not, all of it', [left(900, 0), left(1_000, 1_000)], 1_000],
	['without a wait in between, no time', [left(1_000, 400), left(1_500, 0), left(1_600, 50)], 450],
])('counts of requests that waited %s', (_, requests, waited) => {
	expect(count(...requests).waited).toBe(waited);
});
