import { Extras } from '../../../../nodes/MoEngage/delivery/limit/extras';

const MINUTE = 60_000;

/** An answer in a limit of 100, of which so much is left; this process uses a tenth unless told. */
const sight = (room: number, use = 10) => ({
	...{ limit: 100, remaining: room, room, resetsIn: 50_000, use },
	...{ later: 0, underWay: 0, isSettled: true },
});

/** A look late in a minute that began at `since`. */
const look = (extras: Extras, room: number, since: number, at = since + 5_000, use = 10) => {
	extras.allowFree(sight(room, use), since, at);
};

/** What the process may take at once, and what later in the minute, after it saw so much left over. */
const takeAfter = (room: number, roomBefore: number, random: number, taken = 0) => {
	const extras = new Extras(() => random);
	look(extras, roomBefore, 0);
	extras.startMinute(true);
	if (taken > 0) extras.taken(taken);
	look(extras, room, MINUTE);
	return [5_000, 8_900, 13_000].map((at) => extras.find(MINUTE + at));
};

it.each<[string, Parameters<typeof takeAfter>, number[]]>([
	['its part of what others leave over, at once', [60, 0, 0.5], [15, 15, 15]],
	['nothing that others took a minute ago', [8, 8, 0.5], [0, 0, 0]],
	['its part of what is left beyond that', [55, 8, 0.5], [10, 10, 10]],
	['a single one after all the others have had time', [4, 0, 0.5], [0, 0, 1]],
	[
		'now and then one that others seem to keep for later: they may have left',
		[8, 8, 0.005],
		[0, 0, 1],
	],
	['it no more often than one of all of them in ten minutes', [8, 8, 0.05], [0, 0, 0]],
	['it always where somebody has left, as it took some this minute', [1, 8, 0.5, 1], [0, 0, 1]],
	['its chance where nothing is left any more after it took some', [0, 8, 0.05, 1], [0, 0, 1]],
	['no more than its chance then', [0, 8, 0.5, 1], [0, 0, 0]],
])('a process takes %s', (_, seen, taken) => {
	expect(takeAfter(...seen)).toEqual(taken);
});

it.each<[string, Array<[number, number, number]>, number, number]>([
	[
		'half of the rest where nobody else takes any',
		[
			[60, 10, 5_000],
			[60, 10, 5_100],
		],
		25,
		25,
	],
	[
		'half of the rest where only it took some',
		[
			[60, 10, 5_000],
			[56, 14, 5_100],
		],
		23,
		23,
	],
	[
		'its part where others took some, of which it expects less then',
		[
			[60, 10, 5_000],
			[56, 10, 5_100],
		],
		11,
		11,
	],
	[
		'half of all where others have had their time',
		[
			[60, 10, 5_000],
			[60, 10, 8_000],
		],
		30,
		30,
	],
	[
		'nothing more where others took all of it',
		[
			[60, 10, 5_000],
			[0, 10, 5_100],
		],
		0,
		0,
	],
	['the last one later', [[1, 10, 8_000]], 0, 1],
	[
		'one of the last two at once where nobody else takes any',
		[
			[2, 10, 5_000],
			[2, 10, 8_000],
		],
		1,
		1,
	],
])('a process takes %s', (_, looks, atOnce, later) => {
	const extras = new Extras(() => 0.5);
	extras.startMinute(true);
	let last = 0;
	for (const [room, use, at] of looks) {
		look(extras, room, 0, at, use);
		last = at;
	}

	expect([extras.find(last), extras.find(13_000)]).toEqual([atOnce, later]);
});

it('a process takes its first one a little later, or after the reset where nothing is left', () => {
	const times = [1, 0].map((room) => {
		const extras = new Extras(() => 0.5);
		extras.allowFirst(sight(room), 0);
		return extras.timeUntil(0);
	});

	expect(times).toEqual([1_250, 50_000 + 2_500]);
});

it('a process keeps to what is left while it takes some', () => {
	const extras = new Extras(() => 0.5);
	expect([extras.timeUntil(0), extras.keepTo(5, 0)]).toEqual([Infinity, false]);
	look(extras, 60, 0);

	const steps = [20, 0, 5].map((room) => [extras.keepTo(room, 5_000), extras.find(5_000)]);
	expect(steps).toEqual([
		[true, 12],
		[false, 12],
		[true, 5],
	]);
	extras.taken(2);
	expect([extras.find(5_000), extras.timeUntil(5_000)]).toEqual([3, 0]);
	extras.taken(4);
	expect([extras.find(5_000), extras.timeUntil(5_000)]).toEqual([0, Infinity]);
});

it('what a process may take later does not depend on what is left now', () => {
	const extras = new Extras(() => 0.5);
	extras.allowFirst(sight(1), 0);

	expect([extras.keepTo(0, 0), extras.timeUntil(0)]).toEqual([false, 1_250]);
});
