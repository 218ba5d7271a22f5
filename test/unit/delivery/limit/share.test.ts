import { Share } from '../../../../nodes/MoEngage/delivery/limit/share';

const MINUTE = 60_000;
const LIMIT = 10;

/** With half of all jitter: the last request of a minute leaves 6.25 s after the first. */
const createShare = () => new Share(() => 0.5);

/** An answer by which so much remains of a limit of ten a minute, where this process uses so much. */
const see = (share: Share, room: number, use: number, now: number, more = {}) => {
	const seen = { limit: LIMIT, remaining: room, room, use, resetsIn: 50_000 };
	share.notice({ ...seen, later: 0, underWay: 0, isSettled: false, ...more }, now);
};

/** A process that has sent three requests at once, when others had sent as many. */
const shareThree = () => {
	const share = createShare();
	for (const use of [1, 2, 3]) share.departed(1, use, 0);
	see(share, 4, 3, 100);
	return share;
};

/** The same in its second minute: it had a fourth, and of its four requests three have left. */
const shareAgain = () => {
	const share = shareThree();
	share.departed(1, 4, 1_350);
	for (const use of [1, 2, 3]) share.departed(1, use, MINUTE);
	return share;
};

it('takes what it likes as long as it sees nobody else', () => {
	const share = createShare();
	share.departed(1, 1, 0);
	see(share, 9, 1, 100);

	expect([share.isShared(100), share.findCeiling(100)]).toEqual([false, Infinity]);
	expect(share.timeUntilLast(1, 2, 100)).toBe(0);
	expect(share.timeUntilExtras(100)).toBe(Infinity);
});

it('keeps to what it has, and takes one more a little later, where it meets others', () => {
	const share = shareThree();

	expect(share.isShared(100)).toBe(true);
	expect([3, 4].map((use) => share.isHeld(use))).toEqual([true, false]);
	expect(share.timeUntilExtras(100)).toBe(1_250);
	expect([1_349, 1_350].map((at) => share.findCeiling(at))).toEqual([3, 4]);
	share.departed(1, 4, 1_350);
	expect([share.findCeiling(1_350), share.isHeld(4)]).toEqual([4, true]);
});

it('waits for the reset and a little longer where others have left nothing', () => {
	const share = createShare();
	for (const use of [1, 2, 3]) share.departed(1, use, 0);
	see(share, 0, 3, 100, { isSettled: true });

	expect(share.timeUntilExtras(100)).toBe(50_000 + 1_000 + 1_500);
});

describe('the last request', () => {
	it('of the first minute waits for a second after the one before it', () => {
		const share = shareThree();

		expect([600, 1_001].map((at) => share.timeUntilLast(1, 3, at))).toEqual([400, 0]);
		expect(share.timeUntilLast(1, 1, 600)).toBe(0);
	});

	it.each([
		[3, 999, false],
		[3, 1_000, true],
		[2, 1_000, false],
	])('of the first minute (number %i, at %i) shows what others leave: %s', (use, at, isSettled) => {
		expect(shareThree().departed(1, use, at)).toBe(isSettled);
	});

	it('of a later minute is not the first of several', () => {
		expect(shareThree().departed(1, 1, MINUTE)).toBe(false);
	});

	it('of a later minute leaves late in it', () => {
		const share = shareAgain();

		expect([0, 6_251].map((at) => share.timeUntilLast(1, 4, MINUTE + at))).toEqual([6_250, 0]);
		expect([4_999, 5_000].map((at) => share.departed(1, 4, MINUTE + at))).toEqual([false, true]);
	});

	it('comes later where one before it was refused', () => {
		const share = shareThree();
		share.departed(1, 4, 1_350);
		for (const use of [1, 2]) share.departed(1, use, MINUTE);
		share.refused(1);

		expect([1, 2].map((weight) => share.timeUntilLast(weight, 3, MINUTE))).toEqual([0, 6_250]);
	});

	it('shows what is left where it is the only one', () => {
		const share = createShare();
		share.departed(1, 1, 0);
		see(share, 4, 1, 100);

		expect(share.departed(1, 1, MINUTE)).toBe(true);
		expect(share.departed(1, 2, MINUTE)).toBe(false);
	});

	it('starts a minute exactly when the one before it is over', () => {
		const share = shareThree();
		share.departed(1, 3, MINUTE - 1);
		expect(share.timeUntilLast(1, 3, MINUTE - 1)).toBe(1_000);

		share.departed(1, 1, MINUTE);
		expect([2, 3].map((weight) => share.timeUntilLast(weight, 4, MINUTE))).toEqual([0, 6_250]);
	});
});

describe('what it had', () => {
	it('stays its own for twenty seconds', () => {
		const share = shareThree();
		share.tick(1, 20_000);
		expect(share.isHeld(3)).toBe(true);

		share.tick(3, 20_000);
		share.tick(1, 40_000);
		expect(share.isHeld(3)).toBe(true);

		share.tick(1, 40_001);
		expect([1, 2].map((use) => share.isHeld(use))).toEqual([true, false]);
		share.tick(2, 40_002);
		expect(share.isHeld(2)).toBe(true);
	});

	it('stays its own for twenty seconds after a request that used as much', () => {
		const share = shareThree();
		share.departed(1, 3, 15_000);
		share.tick(1, 35_000);

		expect(share.isHeld(3)).toBe(true);
	});

	it('is less by what was refused, and nothing more is taken until an answer tells', () => {
		const share = shareThree();
		share.refused(1);
		expect([2, 3].map((use) => share.isHeld(use))).toEqual([true, false]);
		expect(share.timeUntilExtras(100)).toBe(Infinity);
		expect(share.timeUntilLast(1, 3, 100)).toBe(900);

		share.refused(5);
		expect([share.isHeld(0), share.isHeld(1)]).toEqual([true, false]);
	});
});

describe('an answer', () => {
	const LATE = MINUTE + 6_250;

	it.each([
		['to a late request allows its part of what others leave over', 6, { isSettled: true }, 7],
		['allows nothing of what others are about to take', 1, { isSettled: true }, 4],
		['to an early request allows nothing', 6, { isSettled: false }, 4],
		['allows nothing while another one is due', 6, { isSettled: true, underWay: 1 }, 4],
	])('%s', (_, room, more, ceiling) => {
		const share = shareAgain();
		share.departed(1, 4, LATE);
		see(share, room, 4, LATE, more);

		expect(share.findCeiling(LATE + 10_000)).toBe(ceiling);
	});

	it.each([
		[4, 0, 5],
		[1, 2_500, 4],
	])(
		'in the first minute that shows %i left over allows some of it after %i ms',
		(room, wait, all) => {
			const share = createShare();
			for (const use of [1, 2, 3]) share.departed(1, use, 0);
			see(share, room, 3, 1_100, { isSettled: true });

			expect(share.timeUntilExtras(1_100)).toBe(wait);
			expect(share.findCeiling(1_100 + wait)).toBe(all);
		},
	);

	it('to an early request takes back what was allowed, but is not yet taken', () => {
		const share = shareThree();
		for (const use of [1, 2]) share.departed(1, use, MINUTE);
		see(share, 0, 3, MINUTE);

		expect(share.timeUntilExtras(MINUTE)).toBe(Infinity);
	});

	it('leaves what may be taken already, as far as there is room', () => {
		const share = shareThree();
		see(share, 1, 3, 1_350);

		expect(share.findCeiling(1_350)).toBe(4);
	});
});

describe('what others took after a look at the limit', () => {
	/** A look at so little left over that others take it. */
	const lookAt = (start: number, share: Share, room: number) => {
		for (const use of [1, 2, 3]) share.departed(1, use, start);
		share.departed(1, 4, start + 6_250);
		see(share, room, 4, start + 6_250, { isSettled: true });
	};

	const lookFirst = () => {
		const share = createShare();
		for (const use of [1, 2, 3]) share.departed(1, use, 0);
		see(share, 1, 3, 1_100, { isSettled: true });
		share.departed(1, 4, 3_600);
		return share;
	};

	const lookAgain = () => {
		const share = shareAgain();
		lookAt(MINUTE, share, 1);
		return share;
	};

	it.each([
		['is all that is expected of them a minute later', lookAgain, 2 * MINUTE, 5],
		['tells nothing two minutes later', lookAgain, 3 * MINUTE, 4],
		['tells nothing where they had only begun', lookFirst, MINUTE, 4],
	])('%s', (_, look, start, ceiling) => {
		const share = look();
		lookAt(start, share, 3);

		expect(share.findCeiling(start + 6_250)).toBe(ceiling);
	});
});
