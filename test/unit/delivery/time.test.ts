import {
	Cancelled,
	sleepUnlessCancelled,
	systemClock,
	TimeSlice,
} from '../../../nodes/MoEngage/delivery/time';
import { FakeClock } from './fakeClock';

it('sleeps as long as asked', async () => {
	const clock = new FakeClock();

	await clock.finish(sleepUnlessCancelled(61_234, new AbortController().signal, clock));

	expect(clock.now()).toBe(61_234);
});

it('ends within a second of a cancellation, however long it should sleep', async () => {
	const clock = new FakeClock();
	const execution = new AbortController();
	const sleeping = sleepUnlessCancelled(60_000, execution.signal, clock);
	await clock.pass(20_100);

	execution.abort();
	await clock.finish(sleeping);

	expect(clock.now()).toBeLessThan(21_100);
});

it('does not sleep at all in an execution that is cancelled already', async () => {
	const clock = new FakeClock();

	await clock.finish(sleepUnlessCancelled(60_000, AbortSignal.abort(), clock));

	expect(clock.now()).toBe(0);
});

it('takes its time from the system outside of tests', async () => {
	const start = systemClock.now();

	await systemClock.sleep(20);

	expect(systemClock.now() - start).toBeGreaterThanOrEqual(19);
});

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
			while (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			work(8);
			order.push('work');
		}),
	);
	clearInterval(tick);

	const slices = order.join(' ').split(/(?: ?others ?)+/);
	expect(slices.length).toBeGreaterThan(2);
	for (const together of slices) expect(together.split(' ').length).toBeLessThanOrEqual(4);
});

it('lets few requests be sent before others have had their turn', async () => {
	const timeSlice = new TimeSlice();
	let sent = 0;
	const sendAll = Promise.all(
		Array.from({ length: 60 }, async () => {
			await timeSlice.allowRequest();
			sent += 1;
		}),
	);
	const counts: number[] = [];
	while (sent < 60) {
		await new Promise(setImmediate);
		if (sent !== counts.at(-1)) counts.push(sent);
	}
	await sendAll;

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
