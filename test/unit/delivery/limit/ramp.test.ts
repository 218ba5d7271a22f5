import type { RateLimitInfo } from '../../../../nodes/MoEngage/api/rateLimitHeaders';
import { Ramp } from '../../../../nodes/MoEngage/delivery/limit/ramp';

/** With half of all jitter: where MoEngage names no time, the pauses are 2.5 s, 5 s, and 10 s. */
const createRamp = () => new Ramp(() => 0.5);

/** Requests leave until no more may, or twenty have left; tells their numbers. */
const fill = (ramp: Ramp, from: number) => {
	const numbers: number[] = [];
	for (let number = from; !ramp.isFull() && numbers.length < 20; number += 1) {
		ramp.departed(number);
		numbers.push(number);
	}
	return numbers;
};

const answer = (ramp: Ramp, number: number) => {
	ramp.returned(number);
	return ramp.answered(number);
};

const refuse = (ramp: Ramp, number: number, rateLimitInfo: RateLimitInfo, now = 0) => {
	ramp.returned(number);
	return ramp.refused(number, rateLimitInfo, now);
};

it.each([
	['three tenths of a small limit', 10, 3],
	['three tenths, rounded up', 11, 4],
	['five', 50, 5],
	['a twentieth of a large limit', 301, 16],
])('lets %s leave first', (_, capacity, first) => {
	const ramp = createRamp();
	ramp.startWithFew(capacity);

	expect(fill(ramp, 1)).toHaveLength(first);
});

it('lets three times as many leave once so many are answered, and no more when few start anew', () => {
	const ramp = createRamp();
	expect([ramp.isFull(), ramp.timeUntilResumed(0)]).toEqual([false, 0]);
	ramp.startWithFew(10);
	fill(ramp, 1);
	answer(ramp, 1);
	answer(ramp, 2);
	expect(fill(ramp, 4)).toHaveLength(2);

	answer(ramp, 3);
	expect([ramp.underWay, fill(ramp, 6).length]).toEqual([2, 7]);
	ramp.startWithFew(1);
	ramp.startWithFew(1_000);
	for (let number = 4; number <= 12; number += 1) ramp.returned(number);
	expect(fill(ramp, 13)).toHaveLength(1);
});

it.each<[string, RateLimitInfo[], number]>([
	['as long as Retry-After says', [{ retryAfter: 7_000, resetsIn: 9_000 }], 7_000],
	['until the reset', [{ resetsIn: 9_000 }], 9_000],
	['a second at least', [{ retryAfter: 0 }], 1_000],
	['longer with each 429 that names no time', [{}, {}], 5_000],
	['longer still', [{}, {}, {}], 10_000],
	['beyond the reset of a further 429', [{ resetsIn: 9_000 }, { resetsIn: 9_000 }], 11_500],
	['as the last word says', [{ retryAfter: 90_000 }, { retryAfter: 7_000 }], 7_000],
])('pauses %s; then one request tries alone', (_, failures, pause) => {
	const ramp = createRamp();
	let number = 0;
	for (const rateLimitInfo of failures) {
		number += 1;
		ramp.departed(number);
		expect(refuse(ramp, number, rateLimitInfo)).toBe(true);
	}

	expect([0, pause - 1, pause, pause + 1].map((at) => ramp.timeUntilResumed(at))).toEqual([
		...[pause, 1, 0, 0],
	]);
	expect(fill(ramp, number + 1)).toHaveLength(1);
});

it.each<[string, RateLimitInfo, number]>([
	['a longer pause counts', { retryAfter: 9_000 }, 9_000],
	['a longer reset counts', { resetsIn: 9_000 }, 9_000],
	['Retry-After goes before the reset', { retryAfter: 8_000, resetsIn: 9_000 }, 8_000],
	['a shorter pause does not count', { retryAfter: 1_000 }, 3_000],
	['one without a time does not count', {}, 3_000],
])('is one 429 for all that left before it: of them, %s', (_, rateLimitInfo, pause) => {
	const ramp = createRamp();
	for (const number of [1, 2, 3]) ramp.departed(number);
	expect(refuse(ramp, 1, { retryAfter: 3_000 })).toBe(true);
	expect(refuse(ramp, 3, rateLimitInfo)).toBe(false);
	expect(ramp.timeUntilResumed(0)).toBe(pause);

	ramp.departed(4);
	expect(refuse(ramp, 4, {})).toBe(true);
	expect(ramp.timeUntilResumed(0)).toBe(5_000);
});

it('counts anew once a later request is answered, but not when an earlier one is', () => {
	const pauses = [2, 3].map((answered) => {
		const ramp = createRamp();
		for (const number of [1, 2]) ramp.departed(number);
		refuse(ramp, 1, { retryAfter: 1_000 });
		ramp.departed(3);
		answer(ramp, answered);
		const grown = fill(ramp, 4);
		refuse(ramp, grown.at(-1) ?? 3, {});
		return [grown.length, ramp.timeUntilResumed(0)];
	});

	expect(pauses).toEqual([
		[0, 5_000],
		[2, 2_500],
	]);
});

it('ends a pause on demand, and lets one request try alone', () => {
	const ramp = createRamp();
	ramp.departed(1);
	refuse(ramp, 1, { retryAfter: 60_000 });
	ramp.resume(5_000);
	expect([4_000, 5_000].map((at) => ramp.timeUntilResumed(at))).toEqual([1_000, 0]);
	expect(fill(ramp, 2)).toHaveLength(1);

	ramp.resume(7_000);
	expect(ramp.timeUntilResumed(4_000)).toBe(1_000);
});

describe('a 429 that names no time', () => {
	const refuseFirst = (rateLimitInfo: RateLimitInfo = {}) => {
		const ramp = createRamp();
		ramp.startWithFew(100);
		fill(ramp, 1);
		refuse(ramp, 1, rateLimitInfo);
		return ramp;
	};

	it('is taken back, with all that came of it, where most of what left after it passes', () => {
		const ramp = refuseFirst();
		expect([2, 3, 4, 5].map((number) => answer(ramp, number))).toEqual([false, false, true, false]);
		expect([ramp.timeUntilResumed(0), fill(ramp, 6).length]).toEqual([0, 5]);

		refuse(ramp, 6, {});
		expect(ramp.timeUntilResumed(0)).toBe(2_500);
	});

	it.each<RateLimitInfo>([{ retryAfter: 1_000 }, { resetsIn: 1_000 }])(
		'is not where one of its burst names one: %j',
		(rateLimitInfo) => {
			const ramp = refuseFirst();
			refuse(ramp, 2, rateLimitInfo);

			expect([3, 4, 5].map((number) => answer(ramp, number))).toEqual([false, false, false]);
		},
	);

	it('asks the same requests whatever else of its burst is refused', () => {
		const ramp = refuseFirst();
		refuse(ramp, 2, {});

		expect([3, 4, 5].map((number) => answer(ramp, number))).toEqual([false, false, true]);
	});

	it('is a lone one where nothing left after it and none came before it', () => {
		const ramp = createRamp();
		const seen = [ramp.isLoneRefusal];
		for (const [number, rateLimitInfo] of [
			[1, {}],
			[2, {}],
		] as const) {
			ramp.departed(number);
			refuse(ramp, number, rateLimitInfo);
			seen.push(ramp.isLoneRefusal);
		}

		expect(seen).toEqual([false, true, false]);
		expect(
			[refuseFirst(), refuseFirst({ retryAfter: 1 })].map((each) => each.isLoneRefusal),
		).toEqual([false, false]);
	});
});
