import { Others } from '../../../../nodes/MoEngage/delivery/limit/others';

const MINUTE = 60_000;

/** An answer to the last of `use` requests in a limit of 100. */
const sight = (use: number, remaining: number, { later = 0, room = remaining } = {}) => ({
	...{ limit: 100, remaining, room, use, later },
	...{ resetsIn: MINUTE, underWay: 0, isSettled: true },
});

const see = (...sights: Array<ReturnType<typeof sight>>) => {
	const others = new Others();
	for (const each of sights) others.notice(each, 0);
	return others.arePresent(0);
};

it.each([
	['nobody else where all of the use is one’s own', [sight(10, 90)], false],
	['others where less is left than that', [sight(10, 89)], true],
	['others where an answer has told before that less is left', [sight(10, 90, { room: 89 })], true],
	[
		'nobody else where requests that left later are not counted yet',
		new Array(5).fill(sight(10, 91, { later: 1 })),
		false,
	],
	[
		'others where five answers in a row leave out what left later, and still tell of more use',
		new Array(5).fill(sight(10, 90, { later: 1 })),
		true,
	],
	['nobody yet where it is only four', new Array(4).fill(sight(10, 90, { later: 1 })), false],
	[
		'nobody else where five answers tell of too much and of too little in turn',
		[...new Array(4).fill(sight(10, 90, { later: 1 })), sight(10, 91)],
		false,
	],
])('sees %s', (_, sights, arePresent) => {
	expect(see(...sights)).toBe(arePresent);
});

it('remembers others for two minutes, and adds up the answers of one minute only', () => {
	const others = new Others();
	expect(others.arePresent(0)).toBe(false);
	others.notice(sight(10, 89), 0);
	expect([0, 119_999, 120_000].map((at) => others.arePresent(at))).toEqual([true, true, false]);

	others.startMinute();
	for (let answer = 0; answer < 4; answer += 1) {
		others.notice(sight(10, 90, { later: 1 }), 200_000);
	}
	expect(others.arePresent(200_000)).toBe(false);
	others.notice(sight(10, 90, { later: 1 }), 200_000);
	expect(others.arePresent(200_000)).toBe(true);
});
