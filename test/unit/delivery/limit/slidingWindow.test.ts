import fc from 'fast-check';

import { SlidingWindow } from '../../../../nodes/MoEngage/delivery/limit/slidingWindow';

const MINUTE = 60_000;

it('counts what was sent within the last minute', () => {
	const window = new SlidingWindow(MINUTE);
	window.record(3, 0);
	window.record(4, 30_000);

	expect(window.count(59_999)).toBe(7);
	expect(window.count(60_000)).toBe(4);
	expect(window.count(90_000)).toBe(0);
	window.record(5, 90_000);
	expect(window.count(90_000)).toBe(5);
});

it('says when the oldest requests make room for new ones', () => {
	const window = new SlidingWindow(MINUTE);
	window.record(3, 0);
	window.record(4, 30_000);

	expect(window.timeUntil(7, 30_000)).toBe(0);
	expect(window.timeUntil(6, 30_000)).toBe(30_000);
	expect(window.timeUntil(4, 30_000)).toBe(30_000);
	expect(window.timeUntil(3, 30_000)).toBe(60_000);
	expect(window.timeUntil(0, 30_000)).toBe(60_000);
	expect(window.timeUntil(-1, 30_000)).toBe(Infinity);
	expect(window.timeUntil(-1, 90_000)).toBe(Infinity);
});

it('keeps a bounded number of records, however many requests leave', () => {
	const window = new SlidingWindow(MINUTE);
	for (let now = 0; now < 3 * MINUTE; now += 1) {
		window.record(1, now);
		window.count(now);
	}

	expect(JSON.stringify(window).length).toBeLessThan(100_000);
});

it('forgets a request never too early, and at most a thousandth of the window too late', () => {
	const steps = fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 50 })), {
		minLength: 1,
		maxLength: 60,
	});
	fc.assert(
		fc.property(steps, fc.nat(100), (records, room) => {
			const window = new SlidingWindow(MINUTE);
			const sent: Array<{ at: number; weight: number }> = [];
			const countSince = (start: number) =>
				sent.reduce((sum, { at, weight }) => (at > start ? sum + weight : sum), 0);
			let now = 0;
			for (const [pause, weight] of records) {
				now += pause;
				window.record(weight, now);
				sent.push({ at: now, weight });

				const counted = window.count(now);
				expect(counted).toBeGreaterThanOrEqual(countSince(now - MINUTE));
				expect(counted).toBeLessThanOrEqual(countSince(now - 1.001 * MINUTE));
				const free = now + window.timeUntil(room, now);
				expect(countSince(free - MINUTE)).toBeLessThanOrEqual(room);
				if (free > now) expect(countSince(free - 1 - 1.001 * MINUTE)).toBeGreaterThan(room);
			}
		}),
	);
});
