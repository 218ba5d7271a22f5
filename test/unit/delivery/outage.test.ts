import fc from 'fast-check';

import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { cases } from '../../quick';
import { takeTurns } from './arbitrary';
import { answer } from './fakeMoEngage';
import { broken, createDevices, ok, runDelivery } from './runDelivery';

const endpoint = { ...endpoints.trackDevice, perMinute: 1_000_000 };

/** More than any number of trials, and than requests in flight. */
const many = 2_000;

describe('while nothing succeeds', () => {
	it.each([1, 20, 100, 1_000])(
		`${many} items cost at most 180 requests beyond those in flight, %i at a time`,
		async (concurrency) => {
			const { sent, kinds } = await runDelivery({
				endpoint,
				records: createDevices(many),
				reply: () => answer(503),
				concurrency,
			});

			expect(sent.length).toBeLessThanOrEqual(180);
			expect(kinds()).toHaveLength(many);
			expect(kinds().filter((kind) => kind === 'outage').length).toBeGreaterThan(many - 200);
		},
	);

	it('also after it has worked for a while', async () => {
		const { sent, kinds } = await runDelivery({
			endpoint,
			records: createDevices(5_000),
			reply: (_, index) => (index < 1_000 ? ok : broken),
			concurrency: 100,
		});

		expect(sent.length).toBeLessThanOrEqual(1_000 + 100 + 180);
		expect(kinds().filter((kind) => kind === 'accepted')).toHaveLength(1_000);
	});

	it('also where a 429, which says nothing of an outage, comes in between', async () => {
		const { sent, kinds } = await runDelivery({
			endpoint,
			records: createDevices(1_000),
			reply: (_, index) =>
				index % 10 === 5 ? answer(429, {}, { 'retry-after': '1' }) : answer(503),
		});

		expect(sent.length).toBeLessThanOrEqual(180 / 0.9);
		expect(kinds().filter((kind) => kind === 'outage').length).toBeGreaterThan(800);
	});

	it.each([0, 1, 3])('it gives up after the trials that %i retries allow', async (maxRetries) => {
		const { sent } = await runDelivery({
			endpoint,
			records: createDevices(1_000),
			reply: () => answer(500),
			maxRetries,
		});

		expect(sent.length).toBeLessThanOrEqual(30 * (maxRetries + 1));
	});

	it('waits longer before each trial, and at least two seconds before the first', async () => {
		const { sent } = await runDelivery({
			endpoint,
			records: createDevices(1_000),
			reply: () => answer(500),
			latency: () => 1,
		});
		const trials = [0, 30, 60, 90, 120, 150].map((index) => sent[index]?.at ?? 0);
		const pauses = trials.slice(1).map((at, index) => at - (trials[index] ?? 0));

		for (const [index, pause] of pauses.entries()) {
			expect(pause).toBeGreaterThanOrEqual(2_000 * (index + 1));
		}
	});
});

describe('when MoEngage comes back', () => {
	it('nothing is lost, and everything is open again', async () => {
		const check = async (bad: number, concurrency: number, count: number) => {
			const { kinds, clock } = await runDelivery({
				endpoint,
				records: createDevices(count),
				reply: (_, index) => (index < bad ? answer(503) : ok),
				concurrency,
			});

			expect(kinds()).toEqual(new Array(count).fill('accepted'));
			expect(clock.now()).toBeLessThan(120_000 + (count / concurrency) * 20);
		};
		const bad = fc.integer({ min: 0, max: 60 });
		const concurrency = fc.integer({ min: 20, max: 200 });
		await fc.assert(
			fc.asyncProperty(bad, concurrency, fc.integer({ min: 100, max: 1_000 }), check),
			cases(20),
		);
	});
});

it('is not mistaken for a bad network, in which a fifth of the requests fails', async () => {
	const isBad = takeTurns([true, false, false, false, false]);
	const { kinds, sent } = await runDelivery({
		endpoint,
		records: createDevices(3_000),
		reply: () => (isBad() ? answer(502) : ok),
		concurrency: 100,
	});

	expect(kinds()).toEqual(new Array(3_000).fill('accepted'));
	expect(sent.length).toBeLessThan(3_900);
});

it('429s that name no time hold nobody up where most requests pass', async () => {
	const { kinds, sent, clock } = await runDelivery({
		endpoint,
		records: createDevices(2_000),
		reply: (_, index) => (index < 2_000 && index % 40 === 7 ? answer(429) : ok),
		concurrency: 200,
	});

	expect(kinds()).toEqual(new Array(2_000).fill('accepted'));
	expect(sent).toHaveLength(2_050);
	expect(clock.now()).toBeLessThan(4_000);
});

it('sends five requests until the first answer is in', async () => {
	const { sent } = await runDelivery({
		endpoint,
		records: createDevices(1_000),
		reply: () => answer(401, { error: { message: 'Wrong key' } }),
		concurrency: 500,
	});

	expect(sent).toHaveLength(5);
});
