import type { MoEngageResponse } from '../../../nodes/MoEngage/api/classifyResponse';
import {
	CircuitBreaker,
	type BreakerPermit,
} from '../../../nodes/MoEngage/delivery/send/circuitBreaker';
import { FakeClock } from './fakeClock';

const RESPONSES = {
	success: { kind: 'accepted', json: {}, rateLimitInfo: {} },
	failure: {
		kind: 'transient',
		ambiguous: false,
		failure: { message: 'Down', description: 'Wait' },
		rateLimitInfo: {},
	},
	tooMany: {
		kind: 'tooManyRequests',
		failure: { message: 'Full', description: 'Wait' },
		rateLimitInfo: {},
	},
	none: undefined,
} satisfies Record<string, MoEngageResponse | undefined>;

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
				if (isSent) result.noteSent();
			});
		}
		await clock.settle();
	};
	/** Answers all requests that are in flight. */
	const answer = async (how: keyof typeof RESPONSES) => {
		for (const permit of permits.splice(0)) permit.end(RESPONSES[how]);
		await clock.settle();
	};
	return { clock, permits, results, send, answer };
};

it.each(['tooMany', 'none'] as const)('takes %s for no sign of an outage', async (how) => {
	const { permits, send, answer } = openBreaker();
	await send(100);

	for (let round = 0; round < 3; round += 1) {
		expect(permits).toHaveLength(30);
		await answer(how);
	}
	expect(permits).toHaveLength(10);
});

it('lets thirty find out whether anything succeeds, then the next thirty after a wait', async () => {
	const { clock, permits, send, answer } = openBreaker(2);
	await clock.pass(10_000);
	await send(200);

	expect(permits).toHaveLength(30);
	await answer('failure');
	expect(permits).toHaveLength(0);
	await clock.pass(1_999);
	expect(permits).toHaveLength(0);
	await clock.pass(1_002);
	expect(permits).toHaveLength(30);
	await answer('failure');
	await clock.pass(3_999);
	expect(permits).toHaveLength(0);
	await clock.pass(2_002);
	expect(permits).toHaveLength(30);
});

it('opens at once when one succeeds, and forgets the failures before', async () => {
	const { clock, permits, send, answer } = openBreaker(1);
	await send(100);
	await answer('failure');
	await clock.pass(3_001);
	await answer('success');

	expect(permits).toHaveLength(40);
	await send(29);
	permits.splice(29);
	await answer('failure');
	await send(100);
	expect(permits).toHaveLength(100);
});

it('takes the answers of an earlier trial for nothing new', async () => {
	const { clock, permits, send, answer } = openBreaker(1);
	await send(10);
	await answer('success');
	await send(60);
	await answer('failure');
	await send(30);
	await clock.pass(3_001);

	expect(permits).toHaveLength(30);
	permits.splice(29);
	await answer('failure');
	await send(1);
	expect(permits).toHaveLength(0);
});

it('makes no room in a trial for a request of an earlier one', async () => {
	const { clock, permits, send, answer } = openBreaker(1);
	await send(10);
	await answer('success');
	await send(60);
	const late = permits.splice(59);
	await answer('failure');
	await send(50);
	await clock.pass(3_001);

	expect(permits).toHaveLength(30);
	for (const permit of late) permit.end();
	await clock.settle();
	expect(permits).toHaveLength(30);
});

it('waits for the requests of a trial that are yet to be sent', async () => {
	const { clock, permits, send } = openBreaker();
	await send(50, false);
	await clock.pass(60_000);

	expect(permits).toHaveLength(30);
	permits[0]?.end();
	for (const permit of permits.slice(1)) permit.noteSent();
	await clock.pass(9_000);
	expect(permits).toHaveLength(31);
});

it('begins the next trial ten seconds after one of which nothing is answered', async () => {
	const { clock, permits, results, send, answer } = openBreaker(1);
	await send(200);
	for (const permit of permits.splice(0, 1)) permit.end(RESPONSES.failure);
	await clock.settle();

	expect(permits).toHaveLength(29);
	await clock.pass(9_999);
	expect(permits).toHaveLength(29);
	await clock.pass(2);
	expect(permits).toHaveLength(59);
	// What is answered late says nothing of the second trial, and that is the last one.
	for (const permit of permits.splice(0, 29)) permit.end(RESPONSES.failure);
	await clock.pass(9_998);
	expect(permits).toHaveLength(30);
	expect(results).not.toContain('outage');
	await clock.pass(3);
	expect(results.filter((kind) => kind === 'outage')).toHaveLength(140);
	await answer('success');
	await send(100);
	expect(permits).toHaveLength(100);
});
