import { sleepUnlessCancelled, systemClock } from '../../../nodes/MoEngage/delivery/clock';
import { FakeClock } from './fakeClock';

it('sleeps as long as asked', async () => {
	const clock = new FakeClock();

	await clock.finish(sleepUnlessCancelled(61_234, clock, undefined));

	expect(clock.now()).toBe(61_234);
});

it('ends within a second of a cancellation, however long it should sleep', async () => {
	const clock = new FakeClock();
	const execution = new AbortController();
	const sleeping = sleepUnlessCancelled(60_000, clock, execution.signal);
	await clock.pass(20_100);

	execution.abort();
	await clock.finish(sleeping);

	expect(clock.now()).toBeLessThan(21_100);
});

it('does not sleep at all in an execution that is cancelled already', async () => {
	const clock = new FakeClock();

	await clock.finish(sleepUnlessCancelled(60_000, clock, AbortSignal.abort()));

	expect(clock.now()).toBe(0);
});

it('takes its time from the system outside of tests', async () => {
	const start = systemClock.now();

	await systemClock.sleep(20);

	expect(systemClock.now() - start).toBeGreaterThanOrEqual(19);
});
