import { Extras } from '../../../../nodes/MoEngage/delivery/limit/extras';

const MINUTE = 60_000;

/** A look late in a minute that began at `since`, by a process that uses a tenth of a limit of 100. */
const look = (extras: Extras, room: number, since: number, at = since + 5_000) => {
	const sight = { limit: 100, remaining: room, room, resetsIn: 50_000, use: 10 };
	extras.allowFree({ ...sight, later: 0, underWay: 0, isSettled: true }, since, at);
};

/** What the process may take at once, and what later in the minute, after it saw so much left over. */
const takeAfter = (room: number, roomBefore: number, random: number) => {
	const extras = new Extras(() => random);
	look(extras, roomBefore, 0);
	extras.startMinute(true);
	look(extras, room, MINUTE);
	return [5_000, 8_900, 13_000].map((at) => extras.find(MINUTE + at));
};

it.each<[string, number, number, number, number[]]>([
	['its part of what others leave over, at once', 60, 0, 0.5, [15, 15, 15]],
	['nothing that others took a minute ago', 8, 8, 0.5, [0, 0, 0]],
	['its part of what is left beyond that', 55, 8, 0.5, [10, 10, 10]],
	['a single one after all the others have had time', 4, 0, 0.5, [0, 0, 1]],
	['now and then one that others seem to keep for later: they may have left', 8, 8, 0, [0, 0, 1]],
])('a process takes %s', (_, room, roomBefore, random, taken) => {
	expect(takeAfter(room, roomBefore, random)).toEqual(taken);
});

it('a process takes half of the rest where nobody else takes any', () => {
	const extras = new Extras(() => 0.5);
	extras.startMinute(true);
	look(extras, 60, 0);
	look(extras, 60, 0, 5_100);

	expect(extras.find(5_100)).toBe(25);
});
