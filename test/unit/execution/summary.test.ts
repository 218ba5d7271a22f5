import { DeliveryStats } from '../../../nodes/MoEngage/delivery';
import { summarizeDelivery, writeProgress } from '../../../nodes/MoEngage/execution/summary';

const report = (told: Partial<DeliveryStats>) => Object.assign(new DeliveryStats(), told);

const summarizeAs = (told: Partial<DeliveryStats>) => summarizeDelivery(report(told));

it('says nothing of a run that needed no patience', () => {
	expect(summarizeAs({ requests: 5, waited: 499 })).toEqual([]);
});

it.each([
	[{ requests: 2, retries: 1 }, 'Sent 2 requests, including 1 retry.'],
	[{ requests: 1_200, retries: 20 }, 'Sent 1,200 requests, including 20 retries.'],
	[{ requests: 1, waited: 600 }, 'Sent 1 request, waited 1 second for the rate limit.'],
	[
		{ requests: 9, retries: 2, waited: 61_000 },
		'Sent 9 requests, including 2 retries, waited 61 seconds for the rate limit.',
	],
])('says what a run took: %j', (told, message) => {
	expect(summarizeAs(told)).toEqual([message]);
});

describe('the line in the log', () => {
	const sent = report({ planned: 5_000, done: 1_200, retries: 0 });

	const waiting = (wait: number) => {
		const limiters = [0, wait].map((time) => ({ timeUntilQuota: () => time }));
		return report({ ...sent, limiters });
	};

	it('says how far the run has come', () => {
		expect(writeProgress(sent)).toBe('MoEngage: 1,200 of 5,000 requests done');
	});

	it('names no time where an answer will tell', () => {
		expect(writeProgress(waiting(Infinity))).toBe('MoEngage: 1,200 of 5,000 requests done');
	});

	it('counts what was sent again apart', () => {
		expect(writeProgress(report({ planned: 9, done: 4, retries: 2 }))).toBe(
			'MoEngage: 4 of 9 requests done, plus 2 sent again',
		);
	});

	it('names the time until which the run waits', () => {
		jest.useFakeTimers({ now: new Date('2026-05-17T09:30:00Z') });
		const line = writeProgress(waiting(1_000));
		jest.useRealTimers();

		expect(line).toBe(
			'MoEngage: 1,200 of 5,000 requests done, waiting for the rate limit until 2026-05-17T09:30:01.000Z',
		);
	});
});
