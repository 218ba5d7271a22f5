import { CircuitBreaker } from '../../../nodes/MoEngage/delivery';
import type { Pass } from '../../../nodes/MoEngage/delivery/circuitBreaker';
import { FakeClock } from './fakeClock';

const failure = { message: 'Down', description: 'Wait' };

const { signal } = new AbortController();

/** A gate, and a count of who has passed it so far. */
const openGate = (maxRetries = 1) => {
	const clock = new FakeClock();
	const circuitBreaker = new CircuitBreaker(clock, {
		maxRetries,
		maxWait: 900_000,
		repeatsAmbiguous: true,
	});
	const passes: Pass[] = [];
	const results: string[] = [];
	const send = async (count: number, isProbe = false) => {
		for (let index = 0; index < count; index += 1) {
			void circuitBreaker.enter(signal, isProbe).then((result) => {
				results.push(result.kind);
				if (result.kind === 'pass') passes.push(result);
			});
		}
		await clock.settle();
	};
	/** All who are under way are answered. */
	const answer = async (how: 'succeeded' | 'failed' | 'returned') => {
		for (const pass of passes.splice(0)) circuitBreaker[how](pass, failure);
		await clock.settle();
	};
	return { clock, circuitBreaker, passes, results, send, answer };
};

it('lets ten pass until the first answer is there, and then all', async () => {
	const { passes, send, answer } = openGate();
	await send(50);

	expect(passes).toHaveLength(10);
	await answer('succeeded');
	expect(passes).toHaveLength(40);
});

it('counts nobody who came back without an answer', async () => {
	const { passes, send, answer } = openGate();
	await send(50);
	await answer('returned');
	await answer('returned');

	expect(passes).toHaveLength(10);
	await answer('failed');
	expect(passes).toHaveLength(20);
});

it('lets thirty find out whether anything succeeds, then the next thirty after a wait', async () => {
	const { clock, passes, send, answer } = openGate(2);
	await clock.pass(10_000);
	await send(200);
	await answer('failed');

	expect(passes).toHaveLength(20);
	await answer('failed');
	expect(passes).toHaveLength(0);
	await clock.pass(1_999);
	expect(passes).toHaveLength(0);
	await clock.pass(1_002);
	expect(passes).toHaveLength(30);
	await answer('failed');
	await clock.pass(3_999);
	expect(passes).toHaveLength(0);
	await clock.pass(2_002);
	expect(passes).toHaveLength(30);
});

it('is an outage for all others once the rounds are used up', async () => {
	const { clock, circuitBreaker, results, send, answer } = openGate(1);
	await send(100);
	await answer('failed');
	await answer('failed');
	await clock.pass(3_001);
	await answer('failed');

	expect(results.filter((kind) => kind === 'outage')).toHaveLength(40);
	expect(await circuitBreaker.enter(signal, false)).toEqual({ kind: 'outage', rounds: 2, failure });
});

it('opens at once when one succeeds, and forgets the failures before', async () => {
	const { clock, passes, send, answer } = openGate(1);
	await send(100);
	await answer('failed');
	await answer('failed');
	await clock.pass(3_001);
	await answer('succeeded');

	expect(passes).toHaveLength(40);
	await send(29);
	passes.splice(29);
	await answer('failed');
	await send(100);
	expect(passes).toHaveLength(100);
});

it('closes after thirty failures in a row, however well it went before', async () => {
	const { clock, passes, send, answer } = openGate(1);
	await send(10);
	await answer('succeeded');
	await send(30);
	await answer('failed');
	await send(30);

	expect(passes).toHaveLength(0);
	await clock.pass(3_001);
	expect(passes).toHaveLength(30);
});

it('takes the answers of an earlier round for nothing new', async () => {
	const { clock, passes, send, answer } = openGate(1);
	await send(10);
	await answer('succeeded');
	await send(60);
	await answer('failed');
	await send(30);
	await clock.pass(3_001);

	expect(passes).toHaveLength(30);
	passes.splice(29);
	await answer('failed');
	await send(1);
	expect(passes).toHaveLength(0);
});

it('makes no room in a round for who comes back from an earlier one', async () => {
	const { clock, circuitBreaker, passes, send, answer } = openGate(1);
	await send(10);
	await answer('succeeded');
	await send(60);
	const late = passes.splice(59);
	await answer('failed');
	await send(50);
	await clock.pass(3_001);

	expect(passes).toHaveLength(30);
	for (const pass of late) circuitBreaker.returned(pass);
	await clock.settle();
	expect(passes).toHaveLength(30);
});

it('holds all but probes back while it is doubtful whether any can pass', async () => {
	const { clock, circuitBreaker, passes, send, answer } = openGate();
	await send(1);
	await answer('succeeded');
	circuitBreaker.hold('these');
	circuitBreaker.hold('those');
	await send(5);
	await send(2, true);

	expect(passes).toHaveLength(2);
	expect([circuitBreaker.isHeldFrom(false), circuitBreaker.isHeldFrom(true)]).toEqual([
		true,
		false,
	]);
	circuitBreaker.release('these');
	await clock.settle();
	expect(passes).toHaveLength(2);
	circuitBreaker.release('those');
	await clock.settle();
	expect(passes).toHaveLength(7);
	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
});

it('lets go of who is cancelled', async () => {
	const { clock, circuitBreaker } = openGate();
	const execution = new AbortController();
	circuitBreaker.hold('these');
	const waiting = circuitBreaker.enter(execution.signal, false);
	execution.abort();

	expect((await clock.finish(waiting)).kind).toBe('cancelled');
});
