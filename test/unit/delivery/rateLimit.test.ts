import type { RateLimitNews } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import {
	RateLimit,
	type Claim,
	type Departure,
	type Admission,
} from '../../../nodes/MoEngage/delivery/rateLimit';
import { OwnLimit } from '../../../nodes/MoEngage/delivery/limit/ownLimit';
import { FakeClock } from './fakeClock';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clock: FakeClock;
let limit: RateLimit;
/** When each request left. */
let left: number[];

beforeEach(() => {
	clock = new FakeClock();
	limit = new RateLimit({ perMinute: 10 }, clock);
	left = [];
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => jest.restoreAllMocks());

const enter = async (claim: Partial<Claim> = {}): Promise<Admission> => {
	const admission = await limit.enter({ weight: 1, maxWait: Infinity, ...claim });
	if (admission.kind === 'departure') left.push(clock.now());
	return admission;
};

const depart = async (claim: Partial<Claim> = {}): Promise<Departure> => {
	const admission = await enter(claim);
	if (admission.kind !== 'departure') throw new Error(`It did not leave: ${admission.kind}`);
	return admission;
};

/** A request and its answer, which comes after `latency` milliseconds. */
const run = async (claim: Partial<Claim> = {}, news: RateLimitNews = {}, latency = 0) => {
	const departure = await depart(claim);
	await clock.sleep(latency);
	limit.answered(departure, news);
};

const runMany = async (count: number, ...parameters: Parameters<typeof run>) =>
	await Promise.all(Array.from({ length: count }, async () => await run(...parameters)));

const countLeft = (from: number, to = from) => left.filter((at) => at >= from && at <= to).length;

describe('the documented limit', () => {
	it('lets ten requests leave at once and the next ten a minute later', async () => {
		await clock.finish(runMany(25));

		expect(countLeft(0)).toBe(10);
		expect(countLeft(MINUTE, MINUTE + 100)).toBe(10);
		expect(countLeft(2 * MINUTE, 2 * MINUTE + 200)).toBe(5);
	});

	it('counts a minute from the answer, since MoEngage counts at any time before it', async () => {
		await clock.finish(runMany(11, {}, {}, 2_000));

		expect(left.at(-1)).toBe(2_000 + MINUTE);
	});

	it('lets the next leave as soon as the first of them is a minute old', async () => {
		const start = clock.now();
		await clock.finish(run());
		await clock.pass(20_000);
		await clock.finish(runMany(10));

		expect(countLeft(start)).toBe(1);
		expect(countLeft(20_000)).toBe(9);
		expect(countLeft(MINUTE)).toBe(1);
	});

	it('is shared by all who send', async () => {
		const one = runMany(6);
		const other = runMany(6);
		await clock.finish(Promise.all([one, other]));

		expect(countLeft(0)).toBe(10);
	});

	it('counts what a request weighs where each record counts', async () => {
		await clock.finish(Promise.all([run({ weight: 4 }), run({ weight: 6 }), run({ weight: 5 })]));

		expect(left).toEqual([0, 0, MINUTE]);
	});

	it('lets a request that alone is over the limit leave when nothing else counts', async () => {
		await clock.finish(Promise.all([run({ weight: 4 }), run({ weight: 11 }), run({ weight: 1 })]));

		expect(left).toEqual([0, MINUTE, 2 * MINUTE]);
	});

	it('lets nobody overtake the first, so that a heavy request gets its turn', async () => {
		const order: number[] = [];
		const note = async (weight: number) => {
			await run({ weight });
			order.push(weight);
		};
		await clock.finish(Promise.all([7, 8, 1, 2].map(note)));

		expect(order).toEqual([7, 8, 1, 2]);
		expect(left).toEqual([0, MINUTE, MINUTE, 2 * MINUTE]);
	});

	it('counts a request without an answer too: MoEngage may have had it', async () => {
		const departures = await clock.finish(
			Promise.all(Array.from({ length: 10 }, async () => await depart())),
		);
		for (const departure of departures) limit.answered(departure, {});
		await clock.finish(run());

		expect(left.at(-1)).toBe(MINUTE);
	});

	it('does not count a request that did not leave after all', async () => {
		limit.withdrawn(await depart());
		await clock.finish(runMany(10));

		expect(countLeft(0)).toBe(11);
	});

	it('gives way to the number that the user agreed with MoEngage', async () => {
		await clock.finish(runMany(40, { own: new OwnLimit(30, clock) }));

		expect(countLeft(0)).toBe(30);
	});
});

describe('the first requests', () => {
	it('of a limit are ten, and each answer that tells of no other sender lets one more go along', async () => {
		limit = new RateLimit({ perMinute: 100 }, clock);
		await clock.finish(runMany(50, {}, {}, 200));

		expect([countLeft(0), countLeft(200), countLeft(400)]).toEqual([10, 20, 20]);
	});

	it('of a large limit are a tenth of it', async () => {
		limit = new RateLimit({ perMinute: 1_000 }, clock);
		await clock.finish(runMany(150, {}, {}, 200));

		expect([countLeft(0), countLeft(200)]).toEqual([100, 50]);
	});

	it('of a limit that the user gives are a tenth of that', async () => {
		await clock.finish(runMany(50, { own: new OwnLimit(300, clock) }, {}, 200));

		expect([countLeft(0), countLeft(200)]).toEqual([30, 20]);
	});

	it('are as few again when nothing was sent for a minute', async () => {
		limit = new RateLimit({ perMinute: 100 }, clock);
		await clock.finish(runMany(30, {}, {}, 200));
		await clock.pass(2 * MINUTE);
		const start = clock.now();
		await clock.finish(runMany(30, {}, {}, 200));

		expect([countLeft(start), countLeft(start + 200)]).toEqual([10, 20]);
	});
});

describe('the daily limit', () => {
	beforeEach(() => {
		limit = new RateLimit({ perMinute: 10, perDay: 15 }, clock);
	});

	it('ends the wait of a request that cannot leave in time, and says when it could', async () => {
		await clock.finish(runMany(15));
		const admission = await clock.finish(enter({ maxWait: 900_000 }));

		expect(admission.kind).toBe('outOfReach');
		expect('wait' in admission && admission.wait).toBeGreaterThan(DAY - 2 * MINUTE);
		expect('wait' in admission && admission.wait).toBeLessThanOrEqual(1.001 * DAY);
	});

	it('lets a request leave a day later that may wait for it', async () => {
		clock = new FakeClock(() => 1_000);
		limit = new RateLimit({ perMinute: 10, perDay: 15 }, clock);
		await clock.finish(runMany(16, { maxWait: 2 * DAY }));

		expect(left.at(-1)).toBeGreaterThanOrEqual(DAY);
		expect(left.at(-1)).toBeLessThan(1.002 * DAY);
	});

	it('is raised together with the limit per minute', async () => {
		await clock.finish(runMany(30, { own: new OwnLimit(20, clock), maxWait: 900_000 }));

		expect(left).toHaveLength(30);
	});

	it('does not keep a request waiting behind one that may wait longer', async () => {
		await clock.finish(runMany(15));
		void enter({ maxWait: 2 * DAY });
		const start = clock.now();
		const admission = await clock.finish(enter({ maxWait: 900_000 }));

		expect(admission.kind).toBe('outOfReach');
		expect(clock.now() - start).toBeLessThan(1_000);
	});
});

describe('a wait', () => {
	it('that is too long for a heavy request does not end that of a light one behind it', async () => {
		await clock.finish(run({ weight: 6 }));
		const [heavy, light] = [enter({ weight: 5, maxWait: 0 }), enter({ weight: 4, maxWait: 0 })];

		expect(await clock.finish(heavy)).toMatchObject({ kind: 'outOfReach' });
		expect(await clock.finish(light)).toMatchObject({ kind: 'departure' });
	});

	it('ends at once where nothing may wait', async () => {
		await clock.finish(runMany(10));

		expect(await clock.finish(enter({ maxWait: 0 }))).toEqual({
			kind: 'outOfReach',
			wait: MINUTE,
		});
	});

	it('for the answers under way is none for a limit', async () => {
		const departures = await Promise.all(Array.from({ length: 10 }, async () => await depart()));
		const entering = enter({ maxWait: MINUTE });
		await clock.pass(5 * MINUTE);
		for (const departure of departures) limit.answered(departure, {});
		await clock.finish(entering);

		expect(left.at(-1)).toBe(6 * MINUTE);
	});

	it('ends within a second of the cancellation of the execution', async () => {
		await clock.finish(runMany(10));
		const execution = new AbortController();
		const entering = enter({ signal: execution.signal });
		await clock.pass(30_000);

		execution.abort();
		expect(await clock.finish(entering)).toEqual({ kind: 'cancelled' });
		expect(clock.now()).toBeLessThan(31_000);
	});

	it('of a cancelled execution does not hold up the others behind it', async () => {
		await clock.finish(runMany(10));
		const execution = new AbortController();
		const cancelled = Array.from(
			{ length: 10 },
			async () => await enter({ signal: execution.signal }),
		);
		const staying = run();
		await clock.pass(1_000);
		execution.abort();
		await clock.finish(Promise.all([...cancelled, staying]));

		expect(left.at(-1)).toBe(MINUTE);
	});

	it('does not even begin in an execution that is cancelled already', async () => {
		expect(await enter({ signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
	});
});

describe('the headers of an answer', () => {
	it('raise the limit where MoEngage has raised it', async () => {
		await clock.finish(run({}, { limit: 50, remaining: 49, resetsIn: MINUTE }));
		await clock.finish(runMany(60));

		expect(countLeft(0)).toBe(50);
	});

	it('lower the limit where MoEngage has lowered it', async () => {
		await clock.finish(run({}, { limit: 3, remaining: 2, resetsIn: MINUTE }));
		await clock.finish(runMany(5));

		expect(countLeft(0)).toBe(3);
		expect(countLeft(MINUTE)).toBe(3);
	});

	it('do not overrule the number that the user gives', async () => {
		await clock.finish(run({}, { limit: 50, remaining: 49, resetsIn: MINUTE }));
		await clock.finish(runMany(9, { own: new OwnLimit(5, clock) }));

		expect(countLeft(0)).toBe(5);
	});

	it('leave room for what other workers have sent', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 3, resetsIn: 20_000 }));
		await clock.finish(runMany(5));

		expect(countLeft(0)).toBe(4);
		expect(countLeft(20_000, 20_001)).toBeGreaterThan(0);
	});

	it('let a quarter of the room be taken at a time where others send too', async () => {
		limit = new RateLimit({ perMinute: 100 }, clock);
		await clock.finish(run({}, { limit: 100, remaining: 40, resetsIn: 20_000 }));
		await clock.pass(100);
		await clock.finish(runMany(40, {}, {}, 200));

		expect([countLeft(100), countLeft(300), countLeft(500)]).toEqual([10, 7, 5]);
		expect(countLeft(0, 19_999)).toBe(1 + 40);
	});

	it('do not turn away who only waits for an answer, however soon it has to leave', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 4, resetsIn: 20_000 }));
		const underWay = await depart();
		const entering = enter({ maxWait: 0 });
		await clock.pass(100);
		limit.answered(underWay, {});

		expect(await clock.finish(entering)).toMatchObject({ kind: 'departure' });
	});

	it('are heeded also where the user gives a larger number than MoEngage takes', async () => {
		const news = { limit: 10, remaining: 0, resetsIn: 20_000 };
		await clock.finish(runMany(10, { own: new OwnLimit(100, clock) }, news));
		await clock.finish(run({ own: new OwnLimit(100, clock) }));

		expect(countLeft(0)).toBe(10);
		expect(left.at(-1)).toBe(20_000);
	});

	it('of a day that is used up are no limit per minute', async () => {
		await clock.finish(run({}, { limit: 14_400, remaining: 14_399, resetsIn: DAY }));
		await clock.finish(runMany(19));

		expect(countLeft(0)).toBe(10);
	});

	it('that come out of order do not promise more than the last of them', async () => {
		limit = new RateLimit({ perMinute: 100 }, clock);
		const [first, second] = [await depart(), await depart()];
		limit.answered(second, { remaining: 1, resetsIn: 20_000 });
		limit.answered(first, { remaining: 2, resetsIn: 20_000 });
		await clock.finish(runMany(3));

		expect(countLeft(0)).toBe(3);
	});

	it('give room again when what others sent no longer counts', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 1, resetsIn: 50_000 }));
		await clock.pass(20_000);
		await clock.finish(run({}, { limit: 10, remaining: 4, resetsIn: 40_000 }));
		await clock.finish(runMany(5));

		expect(countLeft(20_000)).toBe(5);
	});

	it('that tell of others once are remembered until the limit starts anew', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 5, resetsIn: 20_000 }));
		// What the others had sent counts no longer.
		await clock.finish(run({}, { limit: 10, remaining: 8, resetsIn: 20_000 }));
		await clock.pass(100);
		await clock.finish(runMany(5, {}, {}, 200));

		expect([countLeft(100), countLeft(300), countLeft(500)]).toEqual([2, 1, 1]);
	});

	it('let one request try alone when a limit that others share starts anew', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 0, resetsIn: 20_000 }));
		await clock.finish(runMany(5, {}, {}, 100));

		expect(left).toEqual([0, 20_000, 20_100, 20_100, 20_200, 20_200]);
	});
});

describe('a 429', () => {
	const refuse = async (news: RateLimitNews = {}) => {
		const departure = await clock.finish(depart());
		limit.refused(departure, news);
	};

	it('stops everyone until the time of Retry-After, which goes before the reset', async () => {
		await refuse({ retryAfter: 7_000, remaining: 0, resetsIn: 2_000 });
		await clock.finish(runMany(2));

		expect(left[1]).toBe(7_000);
	});

	it('stops everyone until the reset', async () => {
		await refuse({ remaining: 0, resetsIn: 12_000 });
		await clock.finish(runMany(2));

		expect(left[1]).toBe(12_000);
	});

	it('that names no time stops everyone twice as long each time, with jitter', async () => {
		const pauses: number[] = [];
		limit = new RateLimit({ perMinute: 100 }, clock);
		for (let time = 0; time < 5; time += 1) {
			const before = clock.now();
			await refuse();
			pauses.push(clock.now() - before);
		}

		expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
	});

	it('right after the reset that MoEngage named makes everyone back off from there', async () => {
		await refuse({ resetsIn: 12_000 });
		await refuse({ resetsIn: 5_000 });
		await clock.finish(run());

		expect(left).toEqual([0, 12_000, 12_000 + 5_000 + 1_000]);
	});

	it('lets one request try alone and each answer one more go along', async () => {
		limit = new RateLimit({ perMinute: 100 }, clock);
		await refuse({ retryAfter: 1_000 });
		await clock.finish(runMany(7, {}, {}, 100));

		expect(left.slice(1)).toEqual([1_000, 1_100, 1_100, 1_200, 1_200, 1_200, 1_200]);
	});

	it('of each request of one burst counts as one', async () => {
		const burst = await Promise.all([depart(), depart(), depart()]);
		for (const departure of burst) limit.refused(departure, {});
		limit.refused(await clock.finish(depart()), {});
		await clock.finish(run());

		expect(left.slice(-2)).toEqual([1_000, 1_000 + 2_000]);
	});

	it('is not forgotten because an older request is answered well', async () => {
		const [older, younger] = [await depart(), await depart()];
		limit.refused(younger, {});
		limit.answered(older, {});
		await clock.finish(runMany(3, {}, {}, 100));

		expect(left.slice(2)).toEqual([1_000, 1_100, 1_100]);
	});

	it('is forgotten once a request passes', async () => {
		await refuse();
		await clock.finish(run());
		const before = clock.now();
		await refuse();
		await clock.finish(run());

		expect(clock.now() - before).toBe(1_000);
	});
});

it('is in use while a request waits or is under way, and idle once nothing counts any more', async () => {
	limit = new RateLimit({ perMinute: 1 }, clock);
	expect(limit.isIdle()).toBe(true);

	const departure = await depart();
	expect([limit.isIdle(), limit.isInUse()]).toEqual([false, true]);

	limit.answered(departure, {});
	expect([limit.isIdle(), limit.isInUse()]).toEqual([false, false]);

	const waiting = depart();
	expect([limit.isIdle(), limit.isInUse()]).toEqual([false, true]);

	limit.answered(await clock.finish(waiting), {});
	await clock.pass(MINUTE);
	expect([limit.isIdle(), limit.isInUse()]).toEqual([true, false]);
});

it('is not idle while a day counts, or while MoEngage has asked to pause', async () => {
	const daily = new RateLimit({ perMinute: 10, perDay: 1_000 }, clock);
	const paused = new RateLimit({ perMinute: 10 }, clock);
	for (const each of [daily, paused]) {
		const admission = await each.enter({ weight: 1, maxWait: 0 });
		if (admission.kind === 'departure') each.refused(admission, { retryAfter: 5 * MINUTE });
	}
	await clock.pass(2 * MINUTE);
	expect([daily.isIdle(), paused.isIdle()]).toEqual([false, false]);

	await clock.pass(5 * MINUTE);
	expect([daily.isIdle(), paused.isIdle()]).toEqual([false, true]);

	await clock.pass(DAY);
	expect(daily.isIdle()).toBe(true);
});
