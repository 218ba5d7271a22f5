import { inspect } from 'node:util';

import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import { acquireAll, acquireOwn } from '../../../nodes/MoEngage/delivery/limit/limiters';
import {
	RateLimiter,
	type Acquired,
	type AcquireRequest,
	type Documented,
	type Permit,
} from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { FakeClock } from './fakeClock';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clock: FakeClock;
let limiter: RateLimiter;
/** When each request got its permit. */
let sent: number[];

beforeEach(() => {
	clock = new FakeClock();
	limiter = createLimiter();
	sent = [];
});

/** Half of all jitter. */
const createLimiter = (documented: Partial<Documented> = {}) =>
	new RateLimiter({ perMinute: 10, ...documented }, clock, () => 0.5);

interface Request extends Partial<AcquireRequest> {
	/** A second limit, which counts two for each request. */
	second?: RateLimiter;
	executionLimit?: ReturnType<typeof limitExecution>;
}

const limitExecution = (perMinute: number) => ({ perMinute, own: createLimiter({ perMinute }) });

const acquire = async ({ second, executionLimit, ...some }: Request = {}): Promise<Acquired> => {
	const request = { weight: 1, maxWait: Infinity, ...some };
	const shared = { ...request, ownPerMinute: executionLimit?.perMinute };
	const acquires = [async () => await limiter.acquire(shared)];
	if (executionLimit) acquires.unshift(async () => await acquireOwn(executionLimit.own, request));
	if (second) acquires.push(async () => await second.acquire({ ...request, weight: 2 }));
	const acquired = await acquireAll(acquires);
	if (acquired.kind === 'permit') sent.push(clock.now());
	return acquired;
};

const acquirePermit = async (request: Request = {}): Promise<Permit> => {
	const acquired = await acquire(request);
	if (acquired.kind !== 'permit') throw new Error(`There is no permit: ${acquired.kind}`);
	return acquired;
};

/** A request and its answer, which comes after `latency` milliseconds. */
const run = async (request: Request = {}, info: RateLimitInfo = {}, latency = 0) => {
	const permit = await acquirePermit(request);
	await clock.sleep(latency);
	permit.complete(info);
};

const runMany = async (count: number, ...parameters: Parameters<typeof run>) =>
	await Promise.all(Array.from({ length: count }, async () => await run(...parameters)));

const countSent = (from: number, to = from) => sent.filter((at) => at >= from && at <= to).length;

/** How many requests were sent at each of these times. */
const countSentAt = (...times: number[]) =>
	Object.fromEntries(times.map((time) => [time, countSent(time)]));

describe('the documented limit', () => {
	/** Requests that are made at that time, and what each of them weighs. */
	const at = (time: number, ...weights: number[]) => weights.map((weight) => ({ time, weight }));

	it.each<[string, Array<{ time: number; weight: number }>, number, number[]]>([
		['a minute from the answer', at(0, 6, 4, 1), 2_000, [0, 0, 2_000 + MINUTE]],
		[
			'each request for a minute of its own',
			[...at(0, 5), ...at(20_000, 5, 5, 5)],
			0,
			[0, 20_000, MINUTE, 20_000 + MINUTE],
		],
		['what a request weighs where each record counts', at(0, 4, 6, 5), 0, [0, 0, MINUTE]],
		[
			'one that alone is over the limit when nothing else counts',
			at(0, 4, 11, 1),
			0,
			[0, MINUTE, 2 * MINUTE],
		],
	])('counts %s', async (_, requests, latency, times) => {
		await clock.finish(
			Promise.all(
				requests.map(async ({ time, weight }) => {
					await clock.sleep(time);
					await run({ weight }, {}, latency);
				}),
			),
		);

		expect(sent).toEqual(times);
	});

	it('counts a request without an answer too: MoEngage may have had it', async () => {
		limiter = createLimiter({ perMinute: 1 });
		(await acquirePermit()).complete();
		await clock.finish(run());

		expect(sent).toEqual([0, MINUTE]);
	});

	it('does not count a request that was not sent after all', async () => {
		(await acquirePermit()).cancel();
		await clock.finish(runMany(10));

		expect(countSent(0)).toBe(11);
	});
});

describe('the first requests', () => {
	it.each([
		['a quarter of a small limit', 10, 10, { 0: 3, 200: 7, 400: 0 }],
		['five', 100, 50, { 0: 5, 200: 15, 400: 30 }],
		['five of a large limit', 1_000_000, 100, { 0: 5, 200: 15, 400: 45 }],
	])(
		'are %s, and when they are answered three times as many may be in flight',
		async (_, perMinute, count, rounds) => {
			limiter = createLimiter({ perMinute });
			await clock.finish(runMany(count, {}, {}, 200));

			expect(countSentAt(0, 200, 400)).toEqual(rounds);
		},
	);

	it('are as few again when nothing was sent for a minute', async () => {
		limiter = createLimiter({ perMinute: 100 });
		await clock.finish(runMany(30, {}, {}, 200));
		const end = clock.now();
		await clock.finish(runMany(15, {}, {}, 200));
		expect(countSent(end)).toBe(15);

		await clock.pass(MINUTE);
		const start = clock.now();
		await clock.finish(runMany(20, {}, {}, 200));
		expect(countSent(start)).toBe(5);
		expect(countSent(start + 200)).toBe(15);
	});

	it('are no more after requests that ended without an answer', async () => {
		limiter = createLimiter({ perMinute: 100 });
		for (let time = 0; time < 5; time += 1) (await acquirePermit()).complete();
		sent = [];
		void runMany(20, {}, {}, 200);
		await clock.pass(100);

		expect(sent).toHaveLength(5);
	});

	it('hold nobody up for longer than ten seconds if they are not answered', async () => {
		limiter = createLimiter({ perMinute: 100 });
		const hung = runMany(4, {}, {}, 10 * MINUTE);
		await clock.pass(2_000);
		void runMany(9, {}, {}, 60 * MINUTE);
		await clock.pass(9_000);

		// The fifth, then one for each of the four, and then four for the fifth and those after it.
		expect(countSentAt(0, 2_000, 10_000)).toEqual({ 0: 4, 2_000: 1, 10_000: 4 });
		await clock.pass(2_000);
		expect(countSent(12_000)).toBe(1);
		await clock.finish(hung);
	});
});

describe('the daily limit', () => {
	beforeEach(() => {
		limiter = createLimiter({ perMinute: 10, perDay: 15 });
	});

	it('ends the wait of a request that cannot be sent in time, and says when it could', async () => {
		await clock.finish(runMany(15));
		const acquired = await clock.finish(acquire({ maxWait: 900_000 }));

		expect(acquired.kind).toBe('limitUsedUp');
		expect('wait' in acquired && acquired.wait).toBeGreaterThan(DAY - 2 * MINUTE);
		expect('wait' in acquired && acquired.wait).toBeLessThanOrEqual(1.001 * DAY);
	});

	it('sends a request a day later if it may wait so long', async () => {
		clock = new FakeClock(() => 10_000);
		limiter = createLimiter({ perMinute: 10, perDay: 15 });
		await clock.finish(runMany(16, { maxWait: 2 * DAY }));

		expect(sent.at(-1)).toBeGreaterThanOrEqual(DAY);
		expect(sent.at(-1)).toBeLessThan(1.002 * DAY);
	});

	it('is raised together with the limit per minute', async () => {
		const executionLimit = limitExecution(20);
		await clock.finish(runMany(30, { executionLimit, maxWait: 900_000 }));

		expect(sent).toHaveLength(30);
	});

	it('does not keep a request waiting behind one that may wait longer', async () => {
		await clock.finish(runMany(15));
		void acquire({ maxWait: 2 * DAY });
		const start = clock.now();
		const acquired = await clock.finish(acquire({ maxWait: 900_000 }));

		expect(acquired.kind).toBe('limitUsedUp');
		expect(clock.now() - start).toBeLessThan(1_000);
	});
});

describe('a wait', () => {
	it('that is too long for a heavy request does not end that of a light one behind it', async () => {
		await clock.finish(run({ weight: 6 }));
		const [heavy, light] = [acquire({ weight: 5, maxWait: 0 }), acquire({ weight: 4, maxWait: 0 })];

		expect(await clock.finish(heavy)).toMatchObject({ kind: 'limitUsedUp' });
		expect(await clock.finish(light)).toMatchObject({ kind: 'permit' });
	});

	it('ends at once if nothing may wait', async () => {
		await clock.finish(runMany(10));

		expect(await clock.finish(acquire({ maxWait: 0 }))).toEqual({
			kind: 'limitUsedUp',
			wait: MINUTE,
		});
	});

	it('for answers in flight is none for a limit', async () => {
		limiter = createLimiter({ perMinute: 1 });
		const inFlight = await acquirePermit();
		const acquiring = acquirePermit({ maxWait: MINUTE });
		await clock.pass(5 * MINUTE);
		inFlight.complete({});

		expect(inFlight.waited).toBe(0);
		expect((await clock.finish(acquiring)).waited).toBe(MINUTE);
		expect(sent.at(-1)).toBe(6 * MINUTE);
	});

	it('of a cancelled execution does not hold up the others behind it', async () => {
		await clock.finish(runMany(10));
		const execution = new AbortController();
		const cancelled = Array.from(
			{ length: 10 },
			async () => await acquire({ signal: execution.signal }),
		);
		const staying = run();
		await clock.pass(1_000);
		execution.abort();
		await clock.finish(Promise.all([...cancelled, staying]));

		expect(sent.at(-1)).toBe(MINUTE);
	});

	it('does not even begin in an execution that is cancelled already', async () => {
		expect(await acquire({ signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
	});
});

describe('a 429', () => {
	const refuse = async (info: RateLimitInfo = {}) =>
		(await clock.finish(acquirePermit())).onTooManyRequests(info);

	/** Half of a jitter of half the time comes on top of a wait that MoEngage does not name. */
	it.each<[string, RateLimitInfo[], number[]]>([
		[
			'until the time of Retry-After, which takes precedence over the reset',
			[{ retryAfter: 7_000, remaining: 0, resetsIn: 2_000 }],
			[7_000],
		],
		['until the reset', [{ remaining: 0, resetsIn: 12_000 }], [12_000]],
		['for a second if Retry-After is 0', [{ retryAfter: 0 }], [1_000]],
		['for a second if the reset has passed', [{ remaining: 0, resetsIn: 0 }], [1_000]],
		[
			'for more than two seconds if it names no time, and twice as long each time, up to 12',
			[{}, {}, {}, {}, {}, {}],
			[2_500, 7_500, 17_500, 30_000, 42_500, 55_000],
		],
		[
			'until the next reset if it came right after another one',
			[{ resetsIn: 12_000 }, { resetsIn: 5_000 }],
			[12_000, 17_000],
		],
	])('stops everyone %s', async (_, answers, times) => {
		for (const info of answers) await refuse(info);
		await clock.finish(runMany(2));

		expect(sent.slice(1, 1 + times.length)).toEqual(times);
		expect(sent).toHaveLength(answers.length + 2);
	});

	it('lets one request try alone, then three times as many with each round', async () => {
		limiter = createLimiter({ perMinute: 100 });
		await refuse({ retryAfter: 1_000 });
		await clock.finish(runMany(7, {}, {}, 100));

		expect(sent.slice(1)).toEqual([1_000, 1_100, 1_100, 1_100, 1_200, 1_200, 1_200]);
	});

	it('lets the next one try if the first is not answered within ten seconds', async () => {
		limiter = createLimiter({ perMinute: 100 });
		await refuse({ retryAfter: 1_000 });
		const hung = runMany(3, {}, {}, 10 * MINUTE);
		await clock.pass(22_000);

		expect(sent.slice(1)).toEqual([1_000, 11_000, 21_000]);
		await clock.finish(hung);
	});

	it('of each request of one burst counts as one, and the longest time counts', async () => {
		limiter = createLimiter({ perMinute: 100 });
		const burst = await Promise.all([acquirePermit(), acquirePermit(), acquirePermit()]);
		for (const permit of burst) permit.onTooManyRequests({});
		await refuse();
		await clock.finish(run());
		expect(sent.slice(-2)).toEqual([2_500, 7_500]);

		const later = await Promise.all([acquirePermit(), acquirePermit()]);
		(later[0] ?? fail()).onTooManyRequests({ retryAfter: 9_000 });
		(later[1] ?? fail()).onTooManyRequests({ retryAfter: 3_000 });
		await clock.finish(run());
		expect(sent.at(-1)).toBe(7_500 + 9_000);
	});

	it('is not forgotten because an older request is answered well', async () => {
		limiter = createLimiter({ perMinute: 100 });
		const [older, younger] = [await acquirePermit(), await acquirePermit()];
		younger.onTooManyRequests({ retryAfter: 1_000 });
		older.complete({});
		await clock.finish(runMany(3, {}, {}, 100));

		expect(sent.slice(2)).toEqual([1_000, 1_100, 1_100]);
	});

	it.each<[string, RateLimitInfo]>([
		['without a time', {}],
		['with a time', { retryAfter: 30_000 }],
	])('%s holds up only half of the others once a later request passes', async (_, info) => {
		limiter = createLimiter({ perMinute: 1_000 });
		await clock.finish(runMany(20));
		const flight = await Promise.all(Array.from({ length: 8 }, async () => await acquirePermit()));
		const [refused = fail(), second = fail(), passed = fail()] = flight;
		refused.onTooManyRequests(info);
		passed.complete({});
		second.onTooManyRequests({});
		for (const permit of flight.slice(3)) permit.cancel();
		sent = [];
		void runMany(9, {}, {}, MINUTE);
		await clock.pass(100);

		expect(sent).toHaveLength(4);
	});

	it('is not over because a later request ended without an answer', async () => {
		await clock.finish(runMany(5));
		const [first, second] = [await acquirePermit(), await acquirePermit()];
		first.onTooManyRequests({});
		second.complete();

		expect(limiter.timeUntilQuota()).toBe(2_500);
	});

	it('says nothing if a request that was sent later has passed', async () => {
		await clock.finish(runMany(5));
		const [older, younger] = [await acquirePermit(), await acquirePermit()];
		younger.complete({});
		older.onTooManyRequests({});

		expect(limiter.timeUntilQuota()).toBe(0);
	});

	it('does not end by a request that was sent between two that were refused', async () => {
		await clock.finish(runMany(3));
		const [first, second, third] = [
			await acquirePermit(),
			await acquirePermit(),
			await acquirePermit(),
		];
		third.onTooManyRequests({ retryAfter: 5_000 });
		first.onTooManyRequests({ retryAfter: 5_000 });
		second.complete({});

		expect(limiter.timeUntilQuota()).toBe(5_000);
	});

	it('with a time counts more than one of its burst without', async () => {
		await clock.finish(runMany(3));
		const [first, second] = [await acquirePermit(), await acquirePermit()];
		first.onTooManyRequests({});
		second.onTooManyRequests({ retryAfter: 20 * MINUTE });

		expect(await clock.finish(acquire({ maxWait: MINUTE }))).toEqual({
			kind: 'limitUsedUp',
			wait: 20 * MINUTE,
		});
	});

	it('is forgotten when nothing was sent for a minute', async () => {
		await refuse();
		await clock.pass(MINUTE);
		await refuse();
		await clock.finish(run());

		expect(sent).toEqual([0, MINUTE, MINUTE + 2_500]);
	});

	it('does not shorten the patience of those who come after a request has passed', async () => {
		for (let time = 0; time < 5; time += 1) await refuse({ retryAfter: MINUTE });
		await clock.finish(runMany(10));
		await clock.finish(run({ maxWait: MINUTE }));
		await refuse({ retryAfter: MINUTE });
		await clock.finish(run({ maxWait: MINUTE }));

		expect(clock.now()).toBe(7 * MINUTE);
	});

	it('is forgotten once a request passes', async () => {
		limiter = createLimiter({ perMinute: 100 });
		await refuse();
		await clock.finish(run());
		await refuse();
		await clock.finish(run());

		expect(sent).toEqual([0, 2_500, 2_500, 5_000]);
	});

	it('lets the request that comes back from it stand in front of the others', async () => {
		await clock.finish(runMany(10));
		const order: string[] = [];
		const waitAs = async (name: string, goesFirst: boolean) => {
			await run({ goesFirst });
			order.push(name);
		};
		await clock.finish(
			Promise.all([
				waitAs('new', false),
				waitAs('first to come back', true),
				waitAs('second to come back', true),
			]),
		);

		expect(order).toEqual(['first to come back', 'second to come back', 'new']);
	});

	it('without a time ends the wait of a request when nothing has passed for as long as it may wait', async () => {
		const results: Array<[string, number]> = [];
		for (;;) {
			const acquired = await clock.finish(acquire({ maxWait: 5 * MINUTE, goesFirst: true }));
			if (acquired.kind !== 'permit') {
				expect(acquired).toEqual({ kind: 'limitUsedUp', wait: undefined });
				break;
			}
			acquired.onTooManyRequests({});
			results.push(['429', clock.now()]);
		}

		expect(results.length).toBeGreaterThan(8);
		expect(clock.now()).toBeGreaterThan(4 * MINUTE);
		expect(clock.now()).toBeLessThanOrEqual(5 * MINUTE);
	});
});

describe('the limit that a user gives an execution', () => {
	it('holds that execution up, and nobody else', async () => {
		limiter = createLimiter({ perMinute: 1_000 });
		const executionLimit = limitExecution(1);
		const slow = runMany(3, { executionLimit });
		await clock.finish(runMany(20));

		expect(countSent(0)).toBe(21);
		await clock.finish(slow);
		expect(sent.slice(-2)).toEqual([MINUTE, 2 * MINUTE]);
	});

	it('is not what MoEngage speaks of', async () => {
		const executionLimit = limitExecution(3);
		const info = { limit: 10, remaining: 9, resetsIn: 50_000 };
		await clock.finish(runMany(4, { executionLimit }, info));

		expect(countSentAt(0, MINUTE)).toEqual({ 0: 3, [MINUTE]: 1 });
	});

	it('may wait as long as it takes, since the user chose that pace', async () => {
		const executionLimit = limitExecution(1);
		const first = await acquirePermit({ executionLimit, maxWait: 0 });
		const second = acquirePermit({ executionLimit, maxWait: 0 });
		first.complete({});

		expect(first.waited).toBe(0);
		expect((await clock.finish(second)).waited).toBe(MINUTE);
	});

	it('adds to the shared limit if it is smaller, and raises it if it is larger', async () => {
		const small = limitExecution(8);
		const large = limitExecution(30);
		await clock.finish(
			Promise.all([runMany(8, { executionLimit: small }), runMany(4, { executionLimit: small })]),
		);
		expect(countSentAt(0, MINUTE)).toEqual({ 0: 8, [MINUTE]: 4 });

		await clock.pass(2 * MINUTE);
		const start = clock.now();
		await clock.finish(runMany(30, { executionLimit: large }));
		expect(countSent(start)).toBe(30);
	});

	it('holds up no other execution if it is larger, as long as its requests count', async () => {
		const info = { limit: 10, remaining: 9, resetsIn: 50_000 };
		await clock.finish(runMany(20, { executionLimit: limitExecution(30) }, info));
		await clock.finish(runMany(11));
		expect(countSentAt(0, MINUTE)).toEqual({ 0: 30, [MINUTE]: 1 });

		await clock.pass(2 * MINUTE);
		const start = clock.now();
		await clock.finish(runMany(11));
		expect(countSent(start)).toBe(10);
	});

	it('gives its place back when the shared limit is out of reach', async () => {
		const executionLimit = limitExecution(1);
		await clock.finish(runMany(10));
		expect(await clock.finish(acquire({ executionLimit, maxWait: 0 }))).toMatchObject({
			kind: 'limitUsedUp',
		});

		await clock.pass(MINUTE);
		expect(await clock.finish(acquire({ executionLimit, maxWait: 0 }))).toMatchObject({
			kind: 'permit',
		});
	});

	it('ends the wait of a cancelled execution within a second', async () => {
		const executionLimit = limitExecution(1);
		const execution = new AbortController();
		await clock.finish(run({ executionLimit }));
		const acquiring = acquire({ executionLimit, signal: execution.signal });
		await clock.pass(1_000);

		execution.abort();
		expect(await clock.finish(acquiring)).toEqual({ kind: 'cancelled' });
		expect(clock.now()).toBeLessThan(2_000);

		await clock.finish(run({ executionLimit }));
		expect(sent).toEqual([0, MINUTE]);
	});
});

describe('a permit', () => {
	it('tells whether nothing else of this process counts', async () => {
		const first = await acquirePermit();
		const inFlight = await acquirePermit();
		[first, inFlight].forEach((permit) => permit.complete({}));
		const answered = await acquirePermit();
		answered.complete({});
		await clock.pass(MINUTE);
		const second = createLimiter();
		const isAlone = await acquirePermit({ second });
		isAlone.cancel();
		await second.acquire({ weight: 1, maxWait: 0 });
		const isSecondUsed = await acquirePermit({ second });

		const all = { first, inFlight, answered, isAlone, isSecondUsed };
		expect(Object.entries(all).flatMap(([name, one]) => (one.wasAlone ? [name] : []))).toEqual([
			'first',
			'isAlone',
		]);
	});

	it('tells how long its own request waited for a limit', async () => {
		await clock.finish(runMany(11));
		await clock.finish(runMany(9));
		const late = await clock.finish(acquirePermit());

		expect(late.waited).toBe(MINUTE);
	});
});

describe('a turn behind others', () => {
	it('is no reason to give up: what counts is when there is quota again', async () => {
		await clock.finish(runMany(60, { maxWait: MINUTE }));

		expect(sent).toHaveLength(60);
		expect(sent.at(-1)).toBeGreaterThanOrEqual(5 * MINUTE);
	});

	it('of somebody with little patience does not end that of the others', async () => {
		await clock.finish(runMany(10));
		const patient = run();

		expect(await clock.finish(acquire({ maxWait: 1_000 }))).toMatchObject({ kind: 'limitUsedUp' });
		await clock.finish(patient);
		expect(sent.at(-1)).toBe(MINUTE);
	});
});

describe('a block for long', () => {
	const blocks: Array<[string, RateLimitInfo]> = [
		['Retry-After', { retryAfter: 86_000_000 }],
		['the reset', { limit: 10, remaining: 0, resetsIn: 72_000_000 }],
	];

	const block = async (info: RateLimitInfo) =>
		(await clock.finish(acquirePermit())).onTooManyRequests(info);

	it.each(blocks)('that a 429 names by %s is tried every five minutes', async (_, info) => {
		for (let time = 0; time < 4; time += 1) await block(info);

		expect(sent.map((at) => at / MINUTE)).toEqual([0, 5, 10, 15]);
	});

	it.each(blocks)('that a 429 names by %s ends once a request passes', async (_, info) => {
		await block(info);
		await clock.finish(runMany(5, {}, {}, 100));

		// One, then one more, then three.
		expect(sent.slice(1).map((at) => at - 5 * MINUTE)).toEqual([0, 100, 200, 200, 200]);
	});

	it.each(blocks)(
		'that a 429 names by %s turns away who cannot wait, but not before it was tried',
		async (_, info) => {
			await block(info);
			expect(await clock.finish(acquire({ maxWait: 900_000 }))).toMatchObject({
				kind: 'limitUsedUp',
			});

			await clock.pass(6 * MINUTE);
			const [first, second] = [acquirePermit({ maxWait: 900_000 }), acquire({ maxWait: 900_000 })];
			(await clock.finish(first)).onTooManyRequests({ retryAfter: 80_000_000 });

			expect(await clock.finish(second)).toEqual({ kind: 'limitUsedUp', wait: 80_000_000 });
		},
	);

	it('is tried by one request at a time, and by the next one if the first is not answered', async () => {
		await block({ retryAfter: 86_000_000 });
		const hung = runMany(3, {}, {}, 10 * MINUTE);
		await clock.pass(5 * MINUTE + 11_000);

		expect(sent).toEqual([0, 5 * MINUTE, 5 * MINUTE + 10_000]);
		await clock.finish(hung);
	});

	it('is tried five minutes after the last answer to any request', async () => {
		const older = await acquirePermit();
		await block({ retryAfter: 86_000_000 });
		await clock.pass(4 * MINUTE);
		older.complete({});
		await clock.finish(run());

		expect(sent).toEqual([0, 0, 9 * MINUTE]);
	});

	it('does not turn away who comes when it is nearly over', async () => {
		await block({ retryAfter: 4 * MINUTE });
		void run();
		await clock.pass(3 * MINUTE + 1_000);

		expect((await clock.finish(acquire({ maxWait: MINUTE }))).kind).toBe('permit');
	});

	it('is not believed if an accepted request names it', async () => {
		await clock.finish(run({}, { limit: 10, remaining: 0, resetsIn: 72_000_000 }));
		await clock.finish(run());

		expect(sent).toEqual([0, 0]);
	});
});

it('remembers no more after hours than after a minute, so that memory stays bounded', async () => {
	const measure = () => inspect(limiter, { depth: null, maxArrayLength: null }).length;
	limiter = createLimiter({ perMinute: 100, perDay: 1_000 });
	await clock.finish(runMany(20));
	const first = measure();
	for (let hour = 0; hour < 48; hour += 1) {
		await clock.pass(60 * MINUTE);
		for (let count = 0; count < 15; count += 1) (await acquirePermit()).complete({});
	}

	expect(measure()).toBeLessThan(2 * first);
});

it('tells when there is quota again for anyone', async () => {
	expect(limiter.timeUntilQuota()).toBe(0);
	await clock.finish(runMany(9));
	const last = await acquirePermit();
	expect(limiter.timeUntilQuota()).toBe(MINUTE);

	last.complete({});
	await clock.pass(MINUTE - 1);
	expect(limiter.timeUntilQuota()).toBe(1);
});

describe('other processes', () => {
	beforeEach(() => {
		limiter = createLimiter({ perMinute: 100 });
	});

	/** Lets `count` requests pass, the last of them with the headers of that answer. */
	const pass = async (count: number, info: RateLimitInfo) => {
		await clock.finish(runMany(count - 1));
		await clock.finish(run({}, info));
	};

	/** How many of 100 more requests are sent until the first ones no longer count. */
	const countMore = async (latency = 0) => {
		sent = [];
		void runMany(100, {}, {}, latency);
		await clock.pass(MINUTE - 1_000 - (clock.now() % MINUTE));
		return sent.length;
	};

	const minute = (remaining: number): RateLimitInfo => ({
		limit: 100,
		remaining,
		resetsIn: 40_000,
	});

	it.each<[string, number, RateLimitInfo, number]>([
		['nothing as long as nobody else shows', 20, minute(80), 80],
		['as large a part of the rest as of the use', 8, minute(40), 5],
		['a tenth of the limit at most', 40, minute(55), 10],
		['only one more if this process has but one', 1, minute(50), 1],
		['one more by chance if its part is less than one', 17, minute(2), 1],
		['nothing if the chance is small', 15, minute(2), 0],
		['nothing if nothing remains', 20, minute(0), 0],
	])('leave to this process %s', async (_, use, info, more) => {
		await pass(use, info);

		expect(await countMore()).toBe(more);
	});

	it.each([
		['have yet to take what is theirs if a minute has just begun', 83, 0],
		['leave something over later in it', 82, 10],
	])('%s', async (_, remaining, more) => {
		await pass(20, minute(0));
		await clock.pass(MINUTE - 1_000);
		await pass(20, minute(remaining));

		expect(await countMore()).toBe(more);
	});

	it("get their turn, because what is one's own is spread over eight seconds", async () => {
		await pass(20, minute(0));
		sent = [];
		void runMany(100);
		await clock.pass(70_000);

		expect(sent).toHaveLength(20);
		for (const [index, at] of sent.entries()) expect(at).toBe(MINUTE + 400 * index);
	});

	it.each<[string, RateLimitInfo]>([
		['by a 429 with the headers of the minute', { limit: 100, remaining: 0, resetsIn: 2_500 }],
		['not by one whose headers are those of a second', { limit: 9, remaining: 0, resetsIn: 900 }],
		['not by one that names another time', { retryAfter: 2_000 }],
		['not by one that names no time', {}],
	])('show %s', async (name, info) => {
		await clock.finish(runMany(20));
		(await acquirePermit()).onTooManyRequests(info);

		expect(await countMore()).toBe(name.startsWith('by') ? 0 : 80);
	});

	it("show by three 429s in a row that name no time, and a tenth less is one's own from then on", async () => {
		await clock.finish(runMany(20));
		for (let time = 0; time < 3; time += 1) {
			(await clock.finish(acquirePermit())).onTooManyRequests({});
		}
		expect(await countMore()).toBe(0);

		await clock.pass(11_000);
		expect(sent).toHaveLength(18);
	});

	it("may have left: what is one's own doubles when there was no 429 for two minutes", async () => {
		await clock.finish(runMany(20));
		for (let time = 0; time < 3; time += 1) {
			(await clock.finish(acquirePermit())).onTooManyRequests({});
		}
		const start = clock.now();
		const all = clock.finish(runMany(300));
		await all;
		const countFrom = (minutes: number) =>
			countSent(start + minutes * MINUTE, start + (minutes + 1) * MINUTE - 1);

		expect(sent.filter((at) => at > start && at < start + 112_500).length).toBeLessThanOrEqual(36);
		expect(countFrom(2)).toBeGreaterThan(20);
		expect(countFrom(2)).toBeLessThanOrEqual(36 + 18);
		expect(clock.now() - start).toBeLessThan(8 * MINUTE);
	});

	it("leave what was this process's own, whatever the headers say before all of that is used", async () => {
		await pass(20, minute(0));
		await clock.pass(MINUTE - 1_000);
		await pass(6, minute(50));

		expect(await countMore()).toBe(14);
	});

	it('stay, as long as the headers show them', async () => {
		await pass(20, minute(0));
		void runMany(100, {}, minute(0));
		await clock.pass(4 * MINUTE - 1_000);

		expect(sent).toHaveLength(80);
	});

	it('leave one of a small limit', async () => {
		limiter = createLimiter({ perMinute: 5 });
		await pass(1, { limit: 5, remaining: 3, resetsIn: 40_000 });

		expect(await countMore()).toBe(1);
	});

	it('have used what is missing if a single 429 comes after they have shown', async () => {
		await pass(20, minute(0));
		await clock.pass(MINUTE - 1_000);
		await clock.finish(runMany(20));
		(await clock.finish(acquirePermit())).onTooManyRequests({});
		sent = [];
		void runMany(100);
		await clock.pass(MINUTE - 2_000);

		expect(sent).toHaveLength(18);
	});

	it("may have left although nothing has passed: what is one's own doubles all the same", async () => {
		limiter = createLimiter({ perMinute: 10 });
		for (let time = 0; time < 3; time += 1) {
			(await clock.finish(acquirePermit())).onTooManyRequests({});
		}
		await clock.finish(runMany(100));

		expect(clock.now()).toBeLessThan(18 * MINUTE);
	});

	it('are forgotten when nothing was sent for a minute', async () => {
		await pass(20, minute(0));
		await clock.pass(MINUTE);

		await clock.finish(runMany(80));
		expect(clock.now()).toBe(MINUTE);
	});
});

describe('the limit that headers name', () => {
	it.each<[string, RateLimitInfo, number]>([
		['a lower one', { limit: 4, remaining: 3, resetsIn: 50_000 }, 4],
		['a higher one', { limit: 15, remaining: 14, resetsIn: 50_000 }, 15],
		['none', { remaining: 9, resetsIn: 50_000 }, 10],
	])('counts until a minute after its reset: %s', async (_, info, expected) => {
		await clock.finish(run({}, info));
		const all = runMany(100);
		await clock.pass(2 * MINUTE - 11_000);
		expect(countSent(0, MINUTE - 1)).toBe(expected);
		expect(countSent(MINUTE, 2 * MINUTE - 11_000)).toBe(expected);

		await clock.pass(MINUTE);
		expect(countSent(2 * MINUTE - 11_000, 3 * MINUTE - 11_000)).toBe(10);
		await clock.finish(all);
	});
});

describe('a request that counts in two limits', () => {
	let second: RateLimiter;

	beforeEach(() => {
		second = createLimiter({ perMinute: 6 });
	});

	const acquireBoth = async (request: Request = {}) =>
		await acquirePermit({ second, maxWait: 0, ...request });

	it('is sent when both have quota, and waits for each', async () => {
		for (let time = 0; time < 3; time += 1) (await acquireBoth()).complete({});
		const waiting = acquireBoth({ maxWait: Infinity });
		await clock.pass(MINUTE - 1);
		expect(limiter.isInUse()).toBe(true);

		expect(await clock.finish(waiting)).toMatchObject({ waited: MINUTE });
	});

	it('holds nothing of the first if the second is out of reach', async () => {
		for (let time = 0; time < 3; time += 1) (await acquireBoth()).complete({});
		const acquired = await clock.finish(acquire({ second, maxWait: 0 }));

		expect(acquired).toEqual({ kind: 'limitUsedUp', wait: MINUTE });
		expect(limiter.isInUse()).toBe(false);
	});

	it('keeps its own execution limit to what the first counts', async () => {
		const executionLimit = limitExecution(1);

		(await acquireBoth({ executionLimit })).complete({});
		const started = clock.now();
		await clock.finish(acquireBoth({ executionLimit, maxWait: Infinity }));
		expect(clock.now() - started).toBe(MINUTE);
	});

	it.each<[string, (permit: Permit) => void, number, number]>([
		['counts in both once it is answered', (permit) => permit.complete({}), 9, 4],
		['counts in none if it is not sent', (permit) => permit.cancel(), 10, 6],
	])('%s', async (_, tell, ofFirst, ofSecond) => {
		tell(await acquireBoth());

		expect(limiter.isInUse()).toBe(false);
		expect(second.isInUse()).toBe(false);
		await clock.finish(runMany(ofFirst));
		expect((await clock.finish(acquire({ maxWait: 0 }))).kind).toBe('limitUsedUp');
		limiter = second;
		await clock.finish(runMany(ofSecond));
		expect((await clock.finish(acquire({ maxWait: 0 }))).kind).toBe('limitUsedUp');
		expect(clock.now()).toBe(0);
	});

	it('makes both pause after a 429, since it does not tell which of them it is about', async () => {
		(await acquireBoth()).onTooManyRequests({ retryAfter: 5_000 });

		expect(limiter.timeUntilQuota()).toBe(5_000);
		expect(second.timeUntilQuota()).toBe(5_000);
	});
});

describe('headers that cannot be those of a minute', () => {
	it('are heeded for the second that they tell of, and do not slow the run to their number a minute', async () => {
		limiter = createLimiter({ perMinute: 1_000 });
		let sentThisSecond = 0;
		let second = 0;
		const sendOne = async () => {
			const permit = await acquirePermit();
			const now = Math.floor(clock.now() / 1_000);
			if (now > second) [second, sentThisSecond] = [now, 0];
			sentThisSecond += 1;
			// The first requests are sent before anything is known.
			if (second > 0) expect(sentThisSecond).toBeLessThanOrEqual(10);
			const remaining = 10 - sentThisSecond;
			await clock.sleep(20);
			permit.complete({ limit: 10, remaining, resetsIn: 1_000 });
		};
		await clock.finish(Promise.all(Array.from({ length: 300 }, sendOne)));

		expect(clock.now()).toBeLessThan(2 * MINUTE);
	});

	it.each<[string, RateLimitInfo]>([
		['of a day', { limit: 14_400, remaining: 14_399, resetsIn: DAY }],
		['of a day that is nearly over', { limit: 14_400, remaining: 9_000, resetsIn: 30_000 }],
		['without a reset', { limit: 14_400, remaining: 9_000 }],
	])('because they are those %s let out no burst', async (_, info) => {
		await clock.finish(run({}, info));
		await clock.finish(runMany(19, {}, info));

		expect(countSent(0)).toBe(10);
	});

	it('of a 429 that does not contradict them go on to count', async () => {
		await clock.finish(run({}, { limit: 4, remaining: 3, resetsIn: 50_000 }));
		const refused = { limit: 4, remaining: 0, resetsIn: 10_000 };
		(await clock.finish(acquirePermit())).onTooManyRequests(refused);
		const start = clock.now();
		await clock.finish(runMany(8));

		expect(countSent(start, start + 40_000)).toBeLessThanOrEqual(4);
	});

	it('of a 429 that contradicts itself tell nothing but when to try again', async () => {
		const refused = { limit: 4, remaining: 3, resetsIn: 10_000, retryAfter: 30_000 };
		(await clock.finish(acquirePermit())).onTooManyRequests(refused);
		await clock.finish(run());

		expect(sent).toEqual([0, 30_000]);
	});

	it('because a 429 contradicts them are forgotten for good', async () => {
		const info = { limit: 100, remaining: 99, resetsIn: 50_000 };
		await clock.finish(run({}, info));
		(await acquirePermit()).onTooManyRequests(info);
		void runMany(30, {}, info);
		await clock.pass(MINUTE - 1);

		expect(sent).toHaveLength(1 + 10);
	});

	it('are believed no longer than a minute after their reset', async () => {
		limiter = createLimiter({ perMinute: 100 });
		await clock.finish(run({}, { limit: 1, remaining: 1, resetsIn: 1_000 }));
		void runMany(3, {}, {}, 5_000);
		await clock.settle();
		expect(sent).toHaveLength(2);

		await clock.pass(3 * MINUTE);
		sent = [];
		void runMany(3, {}, {}, 5_000);
		await clock.settle();
		expect(sent).toHaveLength(3);
	});

	it('because they count requests where the limit counts records do not slow it to a crawl', async () => {
		limiter = createLimiter({
			perMinute: 60_000,
			batch: { list: 'elements', size: Infinity, countsRecords: true },
		});
		for (let request = 1; request <= 20; request += 1) {
			await clock.finish(
				run({ weight: 1_000 }, { limit: 100, remaining: 100 - request, resetsIn: MINUTE }),
			);
		}
		expect(countSent(0)).toBe(20);

		await clock.finish(run({ weight: 1_000 }, { limit: 100, remaining: 0, resetsIn: 30_000 }));
		await clock.finish(run({ weight: 1_000 }));
		expect(sent.slice(-2)).toEqual([0, 30_000]);
	});
});
