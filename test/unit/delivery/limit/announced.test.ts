import type { RateLimitInfo } from '../../../../nodes/MoEngage/api/rateLimitHeaders';
import { Announced } from '../../../../nodes/MoEngage/delivery/limit/announced';

const NOW = 1_000;

/** What is known of a limit that is documented as 100, after a lone request (the first) was answered. */
const hear = (rateLimitInfo: RateLimitInfo) => {
	const announced = new Announced(100);
	announced.departed(1, 1);
	announced.returned(1);
	announced.notice(1, 1, 1, rateLimitInfo, NOW);
	return announced;
};

const told = (remaining: number, resetsIn: number, limit?: number) => ({
	limit,
	remaining,
	resetsIn,
});

it.each<[string, RateLimitInfo, number | undefined, boolean, number, number]>([
	['a minute', told(3, 20_000, 50), 50, true, 3, Infinity],
	['a minute, rounded up', told(3, 62_000, 50), 50, true, 3, Infinity],
	['more than a minute', told(3, 62_001, 50), undefined, false, 3, 50],
	['the end of a minute', told(3, 2_001, 50), 50, true, 3, Infinity],
	['a second', told(3, 2_000, 50), undefined, false, 3, 50],
	['the end of the minute that is documented', told(3, 2_000, 100), undefined, true, 3, Infinity],
	['a raised limit', told(99, 20_000, 200), 200, true, 99, Infinity],
	['a day that is nearly over', told(98, 20_000, 200), undefined, false, 98, 200],
	['a reset without a limit', told(3, 20_000), undefined, true, 3, Infinity],
	['a long reset without a limit', told(3, 70_000), undefined, false, 3, Infinity],
	['a limit without a room', { limit: 50, resetsIn: 20_000 }, undefined, false, Infinity, Infinity],
	['a limit without a reset', { limit: 50, remaining: 3 }, undefined, false, Infinity, Infinity],
])('hears of %s', (_, rateLimitInfo, limit, isOfMinute, remaining, refill) => {
	const announced = hear(rateLimitInfo);

	expect(announced.limit).toBe(limit);
	expect(announced.isOfMinute(NOW)).toBe(isOfMinute);
	expect(announced.findRemaining(NOW)).toBe(remaining);
	expect(announced.findRemaining(NOW + 80_000)).toBe(refill);
});

it('waits for the reset where too little remains, and for an answer where it is under way', () => {
	const announced = hear(told(3, 20_000, 100));
	announced.departed(1, 2);

	expect([2, 3, 4].map((cost) => announced.timeUntilRoom(cost, NOW))).toEqual([
		0,
		Infinity,
		20_000,
	]);
	expect(announced.timeUntilRoom(4, NOW + 19_999)).toBe(1);
	expect(announced.timeUntilRoom(4, NOW + 20_000)).toBe(0);
	expect(announced.timeUntilReset(NOW + 20_001)).toBe(0);
	expect(announced.isOfMinute(NOW + 20_000)).toBe(false);
	expect(announced.findRemaining(NOW + 20_000)).toBe(Infinity);

	announced.returned(1);
	expect(announced.timeUntilRoom(3, NOW)).toBe(0);
});

it('counts on its own what an answer without headers has used', () => {
	const announced = hear(told(3, 20_000, 100));
	announced.notice(2, 2, 1, {}, NOW);

	expect(announced.findRemaining(NOW)).toBe(1);
});

it('believes, of answers that overtake each other, the least until one that left later is back', () => {
	const announced = new Announced(100);
	for (const number of [1, 2, 3]) announced.departed(1, number);
	const hears = (number: number, remaining: number, at = NOW) => {
		announced.notice(1, number, 1, told(remaining, 20_000, 100), at);
		return announced.findRemaining(at);
	};

	expect([hears(2, 5), hears(1, 7), hears(3, 4)]).toEqual([5, 5, 4]);
	announced.departed(1, 4);
	expect([hears(3, 6), hears(4, 9), hears(3, 10)]).toEqual([4, 9, 9]);
	expect(hears(3, 10, NOW + 20_000)).toBe(10);
});

it('does not believe a limit again that a 429 has contradicted', () => {
	const announced = hear(told(3, 20_000, 50));
	announced.doubtLimit(50);
	expect([announced.limit, announced.findRemaining(NOW)]).toEqual([undefined, Infinity]);

	announced.notice(1, 1, 1, told(3, 20_000, 50), NOW);
	expect(announced.limit).toBeUndefined();
	announced.notice(1, 1, 1, told(3, 20_000, 40), NOW);
	expect(announced.limit).toBe(40);
});

it('does not believe a long reset again in spite of which MoEngage accepted a request', () => {
	const announced = hear(told(0, 80_000, 50));
	announced.doubtLongReset();
	expect(announced.timeUntilReset(NOW)).toBe(0);

	announced.notice(1, 1, 1, told(0, 62_001, 50), NOW);
	expect(announced.timeUntilReset(NOW)).toBe(0);
	announced.notice(1, 1, 1, told(0, 62_000, 50), NOW);
	expect(announced.timeUntilReset(NOW)).toBe(62_000);
});
