import { Cancelled, TimeSlice } from '../../../nodes/MoEngage/delivery';

/** Keeps the event loop busy for so many milliseconds. */
const work = (milliseconds: number) => {
	const end = performance.now() + milliseconds;
	while (performance.now() < end);
};

it('lets others in between many that go on at the same time', async () => {
	const timeSlice = new TimeSlice();
	const order: string[] = [];
	const tick = setInterval(() => order.push('others'), 1);
	await Promise.all(
		Array.from({ length: 12 }, async () => {
			while (timeSlice.isOver) await timeSlice.rest();
			work(8);
			order.push('work');
		}),
	);
	clearInterval(tick);

	const stretches = order.join(' ').split(/(?: ?others ?)+/);
	expect(stretches.length).toBeGreaterThan(2);
	for (const together of stretches) expect(together.split(' ').length).toBeLessThanOrEqual(4);
});

it('lets few requests leave before others have had their turn', async () => {
	const timeSlice = new TimeSlice();
	let left = 0;
	const leaveAll = Promise.all(
		Array.from({ length: 60 }, async () => {
			await timeSlice.depart();
			left += 1;
		}),
	);
	const counts: number[] = [];
	while (left < 60) {
		await new Promise(setImmediate);
		if (left !== counts.at(-1)) counts.push(left);
	}
	await leaveAll;

	expect(counts).toEqual([25, 50, 60]);
});

it('ends a long loop when the execution is cancelled', async () => {
	const execution = new AbortController();
	const timeSlice = new TimeSlice(execution.signal);
	await timeSlice.yieldToEventLoop();
	execution.abort();

	await expect(timeSlice.yieldToEventLoop()).rejects.toBeInstanceOf(Cancelled);
});

it('lets a loop go on where nothing can cancel the execution', async () => {
	await expect(new TimeSlice().yieldToEventLoop()).resolves.toBeUndefined();
});
