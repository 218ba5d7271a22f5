import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import {
	OwnLimit,
	RateLimit,
	type Admission,
	type Claim,
	type Departure,
} from '../../../nodes/MoEngage/delivery/rateLimit';
import type { Documented } from '../../../nodes/MoEngage/delivery/limit/windows';
import { FakeClock } from './fakeClock';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clock: FakeClock;
let limit: RateLimit;
/** When each request left. */
let left: number[];

beforeEach(() => {
	clock = new FakeClock();
	limit = createLimit();
	left = [];
});

/** Half of all jitter. */
const createLimit = (documented: Partial<Documented> = {}) =>
	new RateLimit({ perMinute: 10, ...documented }, clock, () => 0.5);

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
const run = async (claim: Partial<Claim> = {}, rateLimitInfo: RateLimitInfo = {}, latency = 0) => {
	const departure = await depart(claim);
	await clock.sleep(latency);
	limit.answered(departure, rateLimitInfo);
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

	it('counts what a request weighs where each record counts', async () => {
		await clock.finish(Promise.all([run({ weight: 4 }), run({ weight: 6 }), run({ weight: 5 })]));

		expect(left).toEqual([0, 0, MINUTE]);
	});

	it('lets a request that alone is over the limit leave when nothing else counts', async () => {
		await clock.finish(Promise.all([run({ weight: 4 }), run({ weight: 11 }), run({ weight: 1 })]));

		expect(left).toEqual([0, MINUTE, 2 * MINUTE]);
	});

	it('counts a request without an answer too: MoEngage may have had it', async () => {
		limit = createLimit({ perMinute: 1 });
		limit.answered(await depart(), {});
		await clock.finish(run());

		expect(left).toEqual([0, MINUTE]);
	});

	it('does not count a request that did not leave after all', async () => {
		limit.withdrawn(await depart());
		await clock.finish(runMany(10));

		expect(countLeft(0)).toBe(11);
	});
});

describe('the first requests', () => {
	it.each([
		['three tenths of a small limit', 10, 10, [3, 7, 0]],
		['five', 100, 50, [5, 15, 30]],
		['a twentieth of a large limit', 1_000, 150, [50, 100, 0]],
	])(
		'are %s, and when they are answered three times as many may be under way',
		async (_, perMinute, count, rounds) => {
			limit = createLimit({ perMinute });
			await clock.finish(runMany(count, {}, {}, 200));

			expect([countLeft(0), countLeft(200), countLeft(400)]).toEqual(rounds);
		},
	);

	it('are as few again when nothing was sent for a minute', async () => {
		limit = createLimit({ perMinute: 100 });
		await clock.finish(runMany(30, {}, {}, 200));
		await clock.pass(2 * MINUTE);
		const start = clock.now();
		await clock.finish(runMany(20, {}, {}, 200));

		expect([countLeft(start), countLeft(start + 200)]).toEqual([5, 15]);
	});
});

it('more requests may be under way as long as something was sent within a minute', async () => {
	limit = createLimit({ perMinute: 100 });
	await clock.finish(runMany(5, {}, {}, 200));
	const start = clock.now();
	await clock.finish(runMany(15, {}, {}, 200));

	expect(countLeft(start)).toBe(15);
});

describe('the daily limit', () => {
	beforeEach(() => {
		limit = createLimit({ perMinute: 10, perDay: 15 });
	});

	it('ends the wait of a request that cannot leave in time, and says when it could', async () => {
		await clock.finish(runMany(15));
		const admission = await clock.finish(enter({ maxWait: 900_000 }));

		expect(admission.kind).toBe('outOfReach');
		expect('wait' in admission && admission.wait).toBeGreaterThan(DAY - 2 * MINUTE);
		expect('wait' in admission && admission.wait).toBeLessThanOrEqual(1.001 * DAY);
	});

	it('lets a request leave a day later that may wait for it', async () => {
		clock = new FakeClock(() => 10_000);
		limit = createLimit({ perMinute: 10, perDay: 15 });
		await clock.finish(runMany(16, { maxWait: 2 * DAY }));

		expect(left.at(-1)).toBeGreaterThanOrEqual(DAY);
		expect(left.at(-1)).toBeLessThan(1.002 * DAY);
	});

	it('is raised together with the limit per minute', async () => {
		const own = new OwnLimit(20, clock);
		await clock.finish(runMany(30, { own, maxWait: 900_000 }));

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
		limit = createLimit({ perMinute: 1 });
		const underWay = await depart();
		const entering = depart({ maxWait: MINUTE });
		await clock.pass(5 * MINUTE);
		limit.answered(underWay, {});

		expect([underWay, await clock.finish(entering)]).toMatchObject([
			{ waited: 0 },
			{ waited: MINUTE },
		]);
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
	it('stop a process at the room that others have left', async () => {
		const rateLimitInfo = { limit: 10, remaining: 0, resetsIn: 20_000 };
		await clock.finish(run({}, rateLimitInfo));
		await clock.finish(run({}, rateLimitInfo));

		expect(left).toEqual([0, 22_500]);
	});

	it('that come out of order do not promise more than the last of them', async () => {
		limit = createLimit({ perMinute: 100 });
		const [first, second] = [await depart(), await depart()];
		limit.answered(second, { limit: 100, remaining: 1, resetsIn: 20_000 });
		limit.answered(first, { limit: 100, remaining: 2, resetsIn: 20_000 });
		const all = runMany(3);
		await clock.pass(10_000);

		expect(left).toHaveLength(3);
		await clock.finish(all);
	});
});

describe('a 429', () => {
	const refuse = async (rateLimitInfo: RateLimitInfo = {}) => {
		const departure = await clock.finish(depart());
		limit.refused(departure, rateLimitInfo);
	};

	/** Half of a jitter of half the time comes on top of a wait that MoEngage does not name. */
	it.each<[string, RateLimitInfo[], number[]]>([
		[
			'until the time of Retry-After, which goes before the reset',
			[{ retryAfter: 7_000, remaining: 0, resetsIn: 2_000 }],
			[7_000],
		],
		['until the reset', [{ remaining: 0, resetsIn: 12_000 }], [12_000]],
		['for a second where Retry-After is 0', [{ retryAfter: 0 }], [1_000]],
		['for a second where the reset has passed', [{ remaining: 0, resetsIn: 0 }], [1_000]],
		[
			'for more than two seconds where it names no time, and each further one for twice as long',
			[{}, {}, {}],
			[2_500, 2_500 + 5_000, 2_500 + 5_000 + 10_000],
		],
		[
			'beyond the reset where it came right after another reset',
			[{ resetsIn: 12_000 }, { resetsIn: 5_000 }],
			[12_000, 12_000 + 5_000 + 2_500],
		],
	])('stops everyone %s', async (_, failures, leaves) => {
		for (const rateLimitInfo of failures) await refuse(rateLimitInfo);
		await clock.finish(runMany(2));

		expect(left.slice(1, 1 + leaves.length)).toEqual(leaves);
		expect(left).toHaveLength(failures.length + 2);
	});

	it('lets one request try alone, then three times as many with each round', async () => {
		limit = createLimit({ perMinute: 100 });
		await refuse({ retryAfter: 1_000 });
		await clock.finish(runMany(7, {}, {}, 100));

		expect(left.slice(1)).toEqual([1_000, 1_100, 1_100, 1_100, 1_200, 1_200, 1_200]);
	});

	it('of each request of one burst counts as one', async () => {
		limit = createLimit({ perMinute: 100 });
		const burst = await Promise.all([depart(), depart(), depart()]);
		for (const departure of burst) limit.refused(departure, {});
		limit.refused(await clock.finish(depart()), {});
		await clock.finish(run());

		expect(left.slice(-2)).toEqual([2_500, 2_500 + 5_000]);
	});

	it('is not forgotten because an older request is answered well', async () => {
		limit = createLimit({ perMinute: 100 });
		const [older, younger] = [await depart(), await depart()];
		limit.refused(younger, { retryAfter: 1_000 });
		limit.answered(older, {});
		await clock.finish(runMany(3, {}, {}, 100));

		expect(left.slice(2)).toEqual([1_000, 1_100, 1_100]);
	});

	it.each([
		['goes on at once, and takes as much, where most of it passes', 3, [0, 0, 0]],
		['waits, and takes less, where half of it does not pass', 2, []],
	])('that names no time asks what left after it: everyone %s', async (_, passing, leaves) => {
		limit = createLimit({ perMinute: 1_000 });
		await clock.finish(runMany(140));
		const burst = await Promise.all(Array.from({ length: 5 }, async () => await depart()));
		for (const each of burst.slice(0, -passing)) limit.refused(each, {});
		for (const each of burst.slice(-passing)) limit.answered(each, {});
		left = [];
		void runMany(3, {}, {}, MINUTE);
		await clock.pass(50_000);

		expect(left).toEqual(leaves);
	});

	it.each<[string, number, RateLimitInfo, number]>([
		['of a process that sends little makes it take less', 80, {}, 0],
		['of one that sends much does not, where it names no time', 120, {}, 40],
		['does not, where it names the reset', 80, { resetsIn: 1_000 }, 40],
		['does not, where it has a Retry-After', 80, { retryAfter: 1_000 }, 40],
	])('that comes alone %s', async (_, before, rateLimitInfo, after) => {
		limit = createLimit({ perMinute: 1_000 });
		await clock.finish(runMany(before));
		limit.refused(await depart(), rateLimitInfo);
		left = [];
		void runMany(40);
		await clock.pass(50_000);

		expect(left).toHaveLength(after);
	});

	it('that names no time makes everyone take less, and then slowly more', async () => {
		await clock.finish(runMany(8));
		limit.refused(await depart(), {});
		await clock.pass(10 * MINUTE);
		left = [];
		void runMany(10);
		await clock.pass(30_000);

		expect(left).toHaveLength(9);
	});

	it('is forgotten once a request passes', async () => {
		limit = createLimit({ perMinute: 100 });
		await refuse({ resetsIn: 12_000 });
		await clock.finish(run());
		await refuse({ resetsIn: 12_000 });
		await clock.finish(run());

		expect(left).toEqual([0, 12_000, 12_000, 24_000]);
	});
});

describe('a request that was refused before', () => {
	const inOrder = async () => {
		const order: string[] = [];
		await clock.finish(
			Promise.all(
				[0, 1].map(async (failures) => {
					await run({ failures });
					order.push(failures === 0 ? 'new' : 'refused before');
				}),
			),
		);
		return order;
	};

	it('leaves first where this process had as much a minute ago', async () => {
		await clock.finish(runMany(10));

		expect(await inOrder()).toEqual(['refused before', 'new']);
	});

	it('lets others try whether there is room', async () => {
		limit.refused(await depart(), {});

		expect(await inOrder()).toEqual(['new', 'refused before']);
	});
});

describe('the limit that a user gives an execution', () => {
	it('holds that execution up, and nobody else', async () => {
		limit = createLimit({ perMinute: 1_000 });
		const own = new OwnLimit(1, clock);
		const slow = runMany(3, { own });
		await clock.finish(runMany(20));

		expect(countLeft(0)).toBe(21);
		await clock.finish(slow);
		expect(left.slice(-2)).toEqual([MINUTE, 2 * MINUTE]);
	});

	it('may wait as long as it takes, since the user chose that pace', async () => {
		const own = new OwnLimit(1, clock);
		const waits = Promise.all([1, 2].map(async () => await depart({ own, maxWait: 0 })));
		await clock.settle();
		limit.answered({ ...(await clock.finish(depart())), own }, {});

		expect((await clock.finish(waits)).map(({ waited }) => waited)).toEqual([0, MINUTE]);
	});

	it('adds to the shared limit where it is smaller, and raises it where it is larger', async () => {
		const small = new OwnLimit(8, clock);
		const large = new OwnLimit(30, clock);
		await clock.finish(Promise.all([runMany(8, { own: small }), runMany(4, { own: small })]));
		expect([countLeft(0), countLeft(MINUTE)]).toEqual([8, 4]);

		await clock.pass(2 * MINUTE);
		const start = clock.now();
		await clock.finish(runMany(30, { own: large }));
		expect(countLeft(start)).toBe(30);
	});

	it('gives its room back when the shared limit is out of reach', async () => {
		const own = new OwnLimit(1, clock);
		await clock.finish(runMany(10));
		expect(await clock.finish(enter({ own, maxWait: 0 }))).toMatchObject({ kind: 'outOfReach' });

		await clock.pass(MINUTE);
		expect(await clock.finish(enter({ own, maxWait: 0 }))).toMatchObject({ kind: 'departure' });
	});

	it('ends the wait of a cancelled execution within a second', async () => {
		const own = new OwnLimit(1, clock);
		const execution = new AbortController();
		await clock.finish(run({ own }));
		const entering = enter({ own, signal: execution.signal });
		await clock.pass(1_000);
		expect(limit.isInUse()).toBe(true);

		execution.abort();
		expect(await clock.finish(entering)).toEqual({ kind: 'cancelled' });
		expect(clock.now()).toBeLessThan(2_000);
		expect(limit.isInUse()).toBe(false);

		await clock.finish(run({ own }));
		expect(left).toEqual([0, MINUTE]);
	});
});

describe('a turn behind others', () => {
	it('is no reason to give up: what counts is when the limit has room again', async () => {
		await clock.finish(runMany(60, { maxWait: MINUTE }));

		expect(left).toHaveLength(60);
		expect(left.at(-1)).toBeGreaterThanOrEqual(5 * MINUTE);
	});

	it('of somebody with little patience does not end that of the others', async () => {
		await clock.finish(runMany(10));
		const patient = run();

		expect(await clock.finish(enter({ maxWait: 1_000 }))).toMatchObject({ kind: 'outOfReach' });
		await clock.finish(patient);
		expect(left.at(-1)).toBe(MINUTE);
	});
});

describe('a block that MoEngage announces for long', () => {
	const BLOCKS: Array<[string, 'answered' | 'refused', RateLimitInfo]> = [
		['Retry-After', 'refused', { retryAfter: 86_000_000 }],
		['a reset', 'answered', { limit: 10, remaining: 0, resetsIn: 72_000_000 }],
	];

	it.each(BLOCKS)('by %s is tried again every five minutes', async (_, outcome, rateLimitInfo) => {
		for (let time = 0; time < 4; time += 1)
			limit[outcome](await clock.finish(depart()), rateLimitInfo);

		expect(left.map((at) => at / MINUTE)).toEqual(
			outcome === 'refused' ? [0, 5, 10, 15] : [0, 5, 5, 5],
		);
	});

	it.each(BLOCKS)(
		'by %s ends when such a request is accepted',
		async (_, outcome, rateLimitInfo) => {
			limit[outcome](await depart(), rateLimitInfo);
			await clock.finish(runMany(5, {}, {}, 100));

			expect(left[1]).toBe(5 * MINUTE);
			expect(left.at(-1)).toBeLessThan(5 * MINUTE + 1_000);
		},
	);

	it.each(BLOCKS)(
		'by %s turns away who cannot wait, but not before it was tried',
		async (_, outcome, rateLimitInfo) => {
			limit[outcome](await depart(), rateLimitInfo);
			expect(await clock.finish(enter({ maxWait: 900_000 }))).toMatchObject({ kind: 'outOfReach' });

			await clock.pass(6 * MINUTE);
			const [first, second] = [enter({ maxWait: 900_000 }), enter({ maxWait: 900_000 })];
			const probe = await clock.finish(first);
			if (probe.kind !== 'departure') throw new Error('It did not try');
			limit.refused(probe, { retryAfter: 80_000_000 });

			expect(await clock.finish(second)).toEqual({ kind: 'outOfReach', wait: 80_000_000 });
		},
	);
});

it('a long block is tried by a single request, again if that did not leave, and only when nothing is under way', async () => {
	const underWay = await depart();
	await clock.finish(run({}, { limit: 10, remaining: 0, resetsIn: 72_000_000 }));
	const trying = depart();
	await clock.pass(6 * MINUTE);
	expect(left).toEqual([0, 0]);

	limit.withdrawn(underWay);
	limit.withdrawn(await clock.finish(trying));
	expect(await clock.finish(depart())).toMatchObject({ isProbe: true });
	expect(left).toEqual([0, 0, 6 * MINUTE, 6 * MINUTE]);
});

it('tells when there is room again for anyone', async () => {
	expect(limit.timeUntilRoom()).toBe(0);
	await clock.finish(runMany(9));
	const last = await depart();
	expect(limit.timeUntilRoom()).toBe(MINUTE);

	limit.answered(last, {});
	await clock.pass(MINUTE - 1);
	expect(limit.timeUntilRoom()).toBe(1);
});

describe('headers that cannot be those of a minute', () => {
	it('are heeded for the second that they tell of, and do not slow the run to their number a minute', async () => {
		limit = createLimit({ perMinute: 1_000 });
		let sentThisSecond = 0;
		let second = 0;
		const sendOne = async () => {
			const departure = await depart();
			const now = Math.floor(clock.now() / 1_000);
			if (now > second) [second, sentThisSecond] = [now, 0];
			sentThisSecond += 1;
			// The first requests leave before anything is known.
			if (second > 0) expect(sentThisSecond).toBeLessThanOrEqual(10);
			const remaining = 10 - sentThisSecond;
			await clock.sleep(20);
			limit.answered(departure, { limit: 10, remaining, resetsIn: 1_000 });
		};
		await clock.finish(Promise.all(Array.from({ length: 300 }, sendOne)));

		expect(clock.now()).toBeLessThan(2 * MINUTE);
	});

	it.each<[string, RateLimitInfo]>([
		['of a day', { limit: 14_400, remaining: 14_399, resetsIn: DAY }],
		['of a day that is nearly over', { limit: 14_400, remaining: 9_000, resetsIn: 30_000 }],
		['without a reset', { limit: 14_400, remaining: 9_000 }],
	])('because they are those %s let out no burst', async (_, rateLimitInfo) => {
		await clock.finish(run({}, rateLimitInfo));
		await clock.finish(runMany(19, {}, rateLimitInfo));

		expect(countLeft(0)).toBe(10);
	});

	it('because a 429 contradicts them are forgotten', async () => {
		await clock.finish(run({}, { limit: 100, remaining: 99, resetsIn: MINUTE }));
		limit.refused(await depart(), { limit: 100, remaining: 98, resetsIn: MINUTE });
		await clock.finish(runMany(20));

		expect(countLeft(9_000, MINUTE - 1)).toBeLessThanOrEqual(9);
	});

	it('because they count requests where the limit counts records do not slow it to a crawl', async () => {
		limit = createLimit({
			perMinute: 60_000,
			batch: { list: 'elements', size: Infinity, countsRecords: true },
		});
		for (let request = 1; request <= 20; request += 1) {
			await clock.finish(
				run({ weight: 1_000 }, { limit: 100, remaining: 100 - request, resetsIn: MINUTE }),
			);
		}
		expect(countLeft(0)).toBe(20);

		await clock.finish(run({ weight: 1_000 }, { limit: 100, remaining: 0, resetsIn: 30_000 }));
		await clock.finish(run({ weight: 1_000 }));
		expect(left.slice(-2)).toEqual([0, 30_000]);
	});
});

it('tells whether a request had the whole limit to itself', async () => {
	limit = createLimit({ perMinute: 100 });
	const [alone, beside] = [await depart(), await depart()];
	limit.refused(alone, { retryAfter: 1_000 });
	limit.refused(beside, { retryAfter: 1_000 });
	const again = await clock.finish(depart({ weight: 101 }));

	expect([alone, beside, again].map(({ wasAlone }) => wasAlone)).toEqual([true, false, true]);
});

it('is in use while a request waits or is under way, and idle once nothing counts any more', async () => {
	limit = createLimit({ perMinute: 1 });
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
	const daily = createLimit({ perMinute: 10, perDay: 1_000 });
	const paused = createLimit({ perMinute: 10 });
	for (const each of [daily, paused]) {
		const admission = await each.enter({ weight: 1, maxWait: 0 });
		if (admission.kind !== 'departure') throw new Error('It did not leave');
		if (each === daily) each.answered(admission, {});
		else each.refused(admission, { retryAfter: 5 * MINUTE });
	}
	await clock.pass(2 * MINUTE);
	expect([daily.isIdle(), paused.isIdle()]).toEqual([false, false]);

	await clock.pass(5 * MINUTE);
	expect([daily.isIdle(), paused.isIdle()]).toEqual([false, true]);

	await clock.pass(DAY);
	expect(daily.isIdle()).toBe(true);
});
