import { Cap } from '../../../../nodes/MoEngage/delivery/limit/cap';

/** With half of all jitter: what got through is kept to for 150 s, and what comes after it for 75 s each. */
const createCap = () => new Cap(() => 0.5);

/** What a process may use at these times. */
const follow = (cap: Cap, limit: number, times: number[]) =>
	times.map((at) => {
		cap.tick(limit, at);
		return cap.use;
	});

it.each<[string, number, number, number[], number[]]>([
	['three quarters of what got through', 43, 100, [0, 149_999], [32, 32]],
	['a twentieth of the limit at least', 4, 100, [0], [5]],
	['one at least', 1, 10, [0], [1]],
	[
		'half as much again after a while, until that reaches the limit',
		40,
		100,
		[150_000, 224_999, 225_000, 299_999, 300_000, 375_000],
		[45, 45, 67, 67, Infinity, Infinity],
	],
	['one more after a while at least', 1, 10, [150_000], [2]],
	['all of it again, where it just reaches the limit', 40, 45, [150_000], [Infinity]],
])('after a 429 without headers, a process takes %s', (_, use, limit, times, taken) => {
	const cap = createCap();
	cap.refused(use, limit, false, 0);

	expect(follow(cap, limit, times)).toEqual(taken);
});

it.each([
	[99, true, 74],
	[100, true, Infinity],
	[100, false, 75],
])('a 429 after %i requests (a lone one: %s) leaves %d', (use, isLone, left) => {
	const cap = createCap();
	cap.refused(use, 1_000, isLone, 0);

	expect(cap.use).toBe(left);
});

it('a further 429 takes from what was left, and once it is taken back, that grows as before', () => {
	const cap = createCap();
	cap.refused(40, 100, false, 0);
	cap.refused(80, 100, false, 60_000);
	expect(cap.use).toBe(22);

	cap.restore();
	expect(follow(cap, 100, [60_000, 149_999, 150_000])).toEqual([30, 30, 45]);
});
