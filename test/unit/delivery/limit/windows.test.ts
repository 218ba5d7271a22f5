import { DAY, MINUTE, Windows } from '../../../../nodes/MoEngage/delivery/limit/windows';

/** A limit of ten a minute, and of twenty a day unless it has none, of which seven have been sent. */
const sendSeven = (perDay?: number) => {
	const windows = new Windows({ perMinute: 10, perDay });
	windows.departed(7);
	windows.returned(7, 0);
	return windows;
};

it('counts what is under way, and what was answered within a minute and a day', () => {
	const windows = new Windows({ perMinute: 10, perDay: 20 });
	const seen = () => [windows.underWay, windows.countMinute(1)];
	windows.departed(3);
	windows.departed(4);
	expect(seen()).toEqual([7, 7]);
	windows.returned(3, 0);
	expect(seen()).toEqual([4, 7]);
	windows.withdrawn(4);
	expect(seen()).toEqual([0, 3]);

	const times = [1, MINUTE, DAY];
	expect(times.map((at) => windows.isMinuteEmpty(at))).toEqual([false, true, true]);
	expect(times.map((at) => windows.isEmpty(at))).toEqual([false, false, true]);
	expect(times.map((at) => sendSeven().isEmpty(at))).toEqual([false, true, true]);
});

it.each<[string, number, number, number, number]>([
	['that fits leaves at once', 3, 10, 0, 0],
	['that does not waits until the minute is over', 4, 10, 0, MINUTE],
	['that is over the limit alone leaves when nothing else counts', 11, 10, 0, MINUTE],
	['waits for answers where what is under way is too much already', 4, 10, 7, Infinity],
])('a request %s', (_, weight, capacity, underWay, wait) => {
	const windows = sendSeven();
	windows.departed(underWay);

	expect(windows.timeUntilMinute(weight, capacity, 0)).toBe(wait);
});

it.each<[string, number | undefined, number, number, number]>([
	['as the day has room', 20, 13, 10, 0],
	['a day later where it has none', 20, 14, 10, DAY],
	['as it has more room in a workspace whose limit was raised', 20, 33, 20, 0],
	['a day later where even that is used up', 20, 34, 20, DAY],
	['as it has no less room where the limit per minute is lower', 20, 13, 5, 0],
	['as there is no limit of a day', undefined, 1_000, 10, 0],
])('a request leaves %s', (_, perDay, weight, capacity, wait) => {
	expect(sendSeven(perDay).timeUntilDay(weight, capacity, 0)).toBe(wait);
});
