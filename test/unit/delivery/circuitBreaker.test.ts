import {
	CircuitBreaker,
	type BreakerPermit,
} from '../../../nodes/MoEngage/delivery/send/circuitBreaker';
import { FakeClock } from './fakeClock';

const failure = { message: 'Down', description: 'Wait' };

const { signal } = new AbortController();

/** A circuit breaker, and the permits that it has given so far. */
const openBreaker = (maxRetries = 1) => {
	const clock = new FakeClock();
	const circuitBreaker = new CircuitBreaker(clock, {
		maxRetries,
		maxWait: 900_000,
	});
	const permits: BreakerPermit[] = [];
	const results: string[] = [];
	const send = async (count: number, isSent = true) => {
		for (let index = 0; index < count; index += 1) {
			void circuitBreaker.acquire(signal).then((result) => {
				results.push(result.kind);
				if (result.kind !== 'permit') return;
				permits.push(result);
				if (isSent) circuitBreaker.noteSent(result);
			});
		}
		await clock.settle();
	};
	/** Answers all requests that are in flight. */
	const answer = async (how: 'onSuccess' | 'onFailure' | 'release') => {
		for (const permit of permits.splice(0)) circuitBreaker[how](permit, failure);
		await clock.settle();
	};
	return { clock, circuitBreaker, permits, results, send, answer };
};

it('lets ten requests pass until the first answer is there, and then all', async () => {
	const { permits, send, answer } = openBreaker();
	await send(50);

	expect(permits).toHaveLength(10);
	await answer('onSuccess');
	expect(permits).toHaveLength(40);
});

it('lets thirty find out whether anything succeeds, then the next thirty after a wait', async () => {
	const { clock, permits, send, answer } = openBreaker(2);
	await clock.pass(10_000);
	await send(200);
	await answer('onFailure');

	expect(permits).toHaveLength(20);
	await answer('onFailure');
	expect(permits).toHaveLength(0);
	await clock.pass(1_999);
	expect(permits).toHaveLength(0);
	await clock.pass(1_002);
	expect(permits).toHaveLength(30);
	await answer('onFailure');
	await clock.pass(3_999);
	expect(permits).toHaveLength(0);
	await clock.pass(2_002);
	expect(permits).toHaveLength(30);
});

it('opens at once when one succeeds, and forgets the failures before', async () => {
	const { clock, permits, send, answer } = openBreaker(1);
	await send(100);
	await answer('onFailure');
	await answer('onFailure');
	await clock.pass(3_001);
	await answer('onSuccess');

	expect(permits).toHaveLength(40);
	await send(29);
	permits.splice(29);
	await answer('onFailure');
	await send(100);
	expect(permits).toHaveLength(100);
});

it('takes the answers of an earlier trial for nothing new', async () => {
	const { clock, permits, send, answer } = openBreaker(1);
	await send(10);
	await answer('onSuccess');
	await send(60);
	await answer('onFailure');
	await send(30);
	await clock.pass(3_001);

	expect(permits).toHaveLength(30);
	permits.splice(29);
	await answer('onFailure');
	await send(1);
	expect(permits).toHaveLength(0);
});

it('makes no room in a trial for a request of an earlier one', async () => {
	const { clock, circuitBreaker, permits, send, answer } = openBreaker(1);
	await send(10);
	await answer('onSuccess');
	await send(60);
	const late = permits.splice(59);
	await answer('onFailure');
	await send(50);
	await clock.pass(3_001);

	expect(permits).toHaveLength(30);
	for (const permit of late) circuitBreaker.release(permit);
	await clock.settle();
	expect(permits).toHaveLength(30);
});

it('waits no longer than ten seconds for the first answer, once the requests are sent', async () => {
	const { clock, permits, send } = openBreaker();
	await send(50);
	await clock.pass(9_999);

	expect(permits).toHaveLength(10);
	await clock.pass(2);
	expect(permits).toHaveLength(20);

	const unsent = openBreaker();
	await unsent.send(50, false);
	await unsent.clock.pass(60_000);
	expect(unsent.permits).toHaveLength(10);
});

it('begins the next trial ten seconds after one of which nothing is answered', async () => {
	const { clock, circuitBreaker, permits, results, send, answer } = openBreaker(1);
	await send(200);
	for (const permit of permits.splice(0, 1)) circuitBreaker.onFailure(permit, failure);
	await clock.settle();

	expect(permits).toHaveLength(29);
	await clock.pass(9_999);
	expect(permits).toHaveLength(29);
	await clock.pass(2);
	expect(permits).toHaveLength(59);
	// What is answered late says nothing of the second trial, and that is the last one.
	for (const permit of permits.splice(0, 29)) circuitBreaker.onFailure(permit, failure);
	await clock.pass(9_998);
	expect([permits.length, results.includes('outage')]).toEqual([30, false]);
	await clock.pass(3);
	expect(results.filter((kind) => kind === 'outage')).toHaveLength(140);
	await answer('onSuccess');
	await send(100);
	expect(permits).toHaveLength(100);
});
