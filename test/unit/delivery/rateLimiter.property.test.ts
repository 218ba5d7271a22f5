import fc from 'fast-check';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { cases } from '../../quick';
import { headerForms, latencies, stalls, takeTurns } from './arbitrary';
import { FakeClock } from './fakeClock';
import { FakeMoEngage, type FakeSettings } from './fakeMoEngage';
import { createProcess as createSender } from './sharing';

const MINUTE = 60_000;

const limited = (perMinute: number): Endpoint => ({ ...endpoints.manageDevices, perMinute });

/** One n8n process: its limit, and requests that it sends as they come up. */
const createProcess = (
	clock: FakeClock,
	moengage: FakeMoEngage,
	documented: number,
	maxRetries?: number,
) => {
	const send = createSender(clock, limited(documented), moengage.send, { maxRetries });
	const sendAt = async (start: number, index: number) => {
		await clock.sleep(start);
		return await send({ index });
	};
	return {
		/** Each request comes up so many milliseconds after the one before it. */
		sendAll: async (pauses: number[]) => {
			const sum = (index: number) =>
				pauses.slice(0, index + 1).reduce((total, pause) => total + pause, 0);
			return await Promise.all(pauses.map(async (_, index) => await sendAt(sum(index), index)));
		},
	};
};

const atOnce = (count: number) => new Array<number>(count).fill(0);

const pauses = fc.array(fc.oneof(fc.constant(0), fc.nat(200), fc.nat(30_000)), {
	minLength: 1,
	maxLength: 40,
});

/** A limit, and so many requests that a few minutes are enough for them. */
const loads = fc.integer({ min: 1, max: 20 }).chain((perMinute) =>
	fc.record({
		perMinute: fc.constant(perMinute),
		count: fc.integer({ min: 1, max: 4 * perMinute }),
	}),
);

/** Each of these runs lets many minutes pass. */
const few = cases(30);

describe('alone in a workspace', () => {
	it('never sends more in any minute than MoEngage takes, however it is counted on the way', async () => {
		const check = async (
			perMinute: number,
			headers: FakeSettings['headers'],
			latency: FakeSettings['latency'],
			stall: () => number,
			waits: number[],
		) => {
			const clock = new FakeClock(stall);
			const moengage = new FakeMoEngage(clock, { perMinute, headers, latency });
			const answers = await clock.finish(createProcess(clock, moengage, perMinute).sendAll(waits));

			expect(moengage.countMost()).toBeLessThanOrEqual(perMinute);
			expect(moengage.refused).toBe(0);
			expect(answers).toEqual(waits.map(() => 'accepted'));
		};
		const limits = fc.integer({ min: 1, max: 20 });
		await fc.assert(fc.asyncProperty(limits, headerForms, latencies, stalls, pauses, check));
	});

	it('sends first what came first', async () => {
		const check = async (
			{ perMinute, count }: { perMinute: number; count: number },
			headers: FakeSettings['headers'],
			latency: FakeSettings['latency'],
		) => {
			const clock = new FakeClock();
			const moengage = new FakeMoEngage(clock, { perMinute, headers, latency });
			const process = createProcess(clock, moengage, perMinute);
			await clock.finish(process.sendAll(new Array<number>(count).fill(7)));

			expect(moengage.left).toEqual(
				Array.from({ length: count }, (_, index) => JSON.stringify({ index })),
			);
		};
		await fc.assert(fc.asyncProperty(loads, headerForms, latencies, check), few);
	});

	it('uses all that MoEngage takes, minute after minute, and waits for one answer at most', async () => {
		const check = async (
			{ perMinute, count }: { perMinute: number; count: number },
			headers: FakeSettings['headers'],
			way: number,
		) => {
			const clock = new FakeClock();
			const latency = (): [number, number] => [way, way];
			const moengage = new FakeMoEngage(clock, { perMinute, headers, latency });
			await clock.finish(createProcess(clock, moengage, perMinute).sendAll(atOnce(count)));

			const waits = Math.ceil(count / perMinute) - 1;
			expect(clock.now()).toBeLessThanOrEqual(waits * (1.002 * MINUTE + 2 * way) + 4 * way);
		};
		await fc.assert(fc.asyncProperty(loads, headerForms, fc.nat(2_000), check), few);
	});
});

describe('in a workspace with another limit than the documented', () => {
	it('heeds a tighter one and uses a raised one, from the first answer on', async () => {
		const check = async (
			documented: number,
			{ perMinute, count }: { perMinute: number; count: number },
			headers: FakeSettings['headers'],
			way: number,
		) => {
			const clock = new FakeClock();
			const latency = (): [number, number] => [way, way];
			const moengage = new FakeMoEngage(clock, { perMinute, headers, latency });
			const process = createProcess(clock, moengage, documented);
			const answers = await clock.finish(process.sendAll(atOnce(count)));

			expect(answers).toEqual(answers.map(() => 'accepted'));
			expect(moengage.refused).toBeLessThanOrEqual(Math.max(0, documented - perMinute));
			expect(moengage.countMost(2 * way + 1)).toBeLessThanOrEqual(perMinute);
			const minutes = Math.ceil(count / perMinute);
			expect(clock.now()).toBeLessThanOrEqual(minutes * (MINUTE + 3_000 + 10 * way));
		};
		const documented = fc.integer({ min: 1, max: 20 });
		const forms = fc.constantFrom('seconds', 'epochSeconds');
		const ways = fc.integer({ min: 1, max: 500 });
		await fc.assert(fc.asyncProperty(documented, loads, forms, ways, check), few);
	});
});

describe('several n8n processes in one workspace', () => {
	const share = async (
		workers: number,
		perMinute: number,
		headers: FakeSettings['headers'],
		count: number,
		latency: FakeSettings['latency'],
		maxRetries: number,
	) => {
		const clock = new FakeClock();
		const moengage = new FakeMoEngage(clock, { perMinute, headers, latency });
		const processes = Array.from({ length: workers }, () =>
			createProcess(clock, moengage, perMinute, maxRetries).sendAll(atOnce(count)),
		);
		const answers = (await clock.finish(Promise.all(processes))).flat();
		const fullMinutes = Math.ceil((workers * count) / perMinute) - 1;
		// The first ten of each cannot know of the others.
		const firstBursts = Math.max(0, workers * Math.min(count, perMinute, 10) - perMinute);
		return {
			answers,
			best: fullMinutes * MINUTE,
			took: clock.now(),
			refusedPerMinute: (moengage.refused - firstBursts) / workers / (fullMinutes + 1),
		};
	};
	const workers = fc.integer({ min: 2, max: 3 });
	const limits = fc.integer({ min: 5, max: 12 });
	const counts = fc.integer({ min: 1, max: 12 });

	it('find into one shared limit by its headers', async () => {
		const forms = fc.constantFrom('seconds', 'epochSeconds');
		await fc.assert(
			fc.asyncProperty(workers, limits, forms, counts, latencies, async (...parameters) => {
				const { answers, best, took, refusedPerMinute } = await share(...parameters, 5);

				expect(answers).toEqual(answers.map(() => 'accepted'));
				// Of a limit this small, each request is much, and one may find its place a few minutes late.
				expect(took).toBeLessThan(1.3 * best + 6 * MINUTE);
				expect(refusedPerMinute).toBeLessThanOrEqual(1);
			}),
			few,
		);
	});

	it('share it also without any header, at the price of some more tries', async () => {
		const forms = fc.constant<'none'>('none');
		await fc.assert(
			fc.asyncProperty(workers, limits, forms, counts, latencies, async (...parameters) => {
				const { answers, best, took, refusedPerMinute } = await share(...parameters, 20);

				expect(answers).toEqual(answers.map(() => 'accepted'));
				expect(took).toBeLessThan(1.5 * best + 4 * MINUTE);
				expect(refusedPerMinute).toBeLessThanOrEqual(8);
			}),
			few,
		);
	});
});

describe('whatever MoEngage answers', () => {
	const time = fc.oneof(fc.nat(100), fc.nat(MINUTE), fc.nat(60 * MINUTE));
	const number = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.nat(1e9));
	const info: fc.Arbitrary<RateLimitInfo> = fc.record(
		{
			limit: number.map((limit) => Math.max(1, limit)),
			remaining: number,
			resetsIn: time,
			retryAfter: time,
		},
		{ requiredKeys: [] },
	);
	const reply = fc.tuple(fc.constantFrom('complete', 'onTooManyRequests'), info, time);
	const replies = fc.array(reply, { minLength: 1, maxLength: 20 });
	const claims = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(5_000)), {
		minLength: 1,
		maxLength: 40,
	});

	it('every request gets its turn, in the order in which they came', async () => {
		const check = async (
			given: Array<['complete' | 'onTooManyRequests', RateLimitInfo, number]>,
			asked: Array<[number, number]>,
		) => {
			const clock = new FakeClock(() => 45_000);
			const limiter = new RateLimiter({ perMinute: 10, perDay: 100_000 }, clock);
			const draw = takeTurns(given);
			const order: number[] = [];
			const ask = async (weight: number, pause: number, index: number) => {
				await clock.sleep(index * pause);
				requests.push(index);
				const entry = await limiter.acquire({ weight, maxWait: Infinity });
				if (entry.kind !== 'permit') throw new Error(`There is no permit: ${entry.kind}`);
				order.push(index);
				const [outcome, told, latency] = draw();
				await clock.sleep(latency);
				entry[outcome](told);
			};
			const requests: number[] = [];
			await clock.finish(
				Promise.all(asked.map(async ([weight, pause], index) => await ask(weight, pause, index))),
			);

			expect(order).toEqual(requests);
		};
		await fc.assert(fc.asyncProperty(replies, claims, check));
	});
});
