import { Queue } from '../../../../nodes/MoEngage/delivery/limit/queue';
import { FakeClock } from '../fakeClock';

it.each([
	['lets others try first', false, ['new', 'newer', 'once', 'twice', 'twice too']],
	['goes first where it is sure to succeed', true, ['twice', 'twice too', 'once', 'new', 'newer']],
])('who was refused %s', async (_, isSure, order) => {
	const clock = new FakeClock();
	const passed: string[] = [];
	const queue = new Queue<{ name: string; failures?: number }, { kind: 'passed' }>(
		{
			tick: () => {},
			timeUntilTurn: (_claim, now) => Math.max(0, 1_000 - now),
			isSure: () => isSure,
			findTooLongWait: () => undefined,
			admit: ({ name }) => {
				passed.push(name);
				return { kind: 'passed' };
			},
		},
		clock,
	);
	const claims = [
		{ name: 'twice', failures: 2 },
		{ name: 'new' },
		{ name: 'once', failures: 1 },
		{ name: 'newer', failures: 0 },
		{ name: 'twice too', failures: 2 },
	];
	await clock.finish(Promise.all(claims.map(async (claim) => await queue.enter(claim))));

	expect(passed).toEqual(order);
});

describe('whoever waits', () => {
	const PASSED = { kind: 'passed', waited: 0 };

	/** A queue whose gate opens at a time that may change; no one knows of it until they look again. */
	const createQueue = () => {
		const clock = new FakeClock();
		const circuitBreaker = { opensAt: Infinity };
		const waitAt = (now: number) => Math.max(0, circuitBreaker.opensAt - now);
		const queue = new Queue<{ signal?: AbortSignal; patience?: number }, typeof PASSED>(
			{
				tick: () => {},
				timeUntilTurn: (_claim, now) => waitAt(now),
				isSure: () => false,
				findTooLongWait: ({ patience = Infinity }, now) =>
					waitAt(now) > patience ? waitAt(now) : undefined,
				admit: (_claim, waited) => ({ kind: 'passed', waited }),
			},
			clock,
		);
		const results: Array<[number, unknown]> = [];
		const enter = async (claim: Parameters<typeof queue.enter>[0] = {}) => {
			const result = await queue.enter(claim);
			results.push([clock.now(), result]);
		};
		return { clock, circuitBreaker, queue, enter, results };
	};

	it('passes as soon as something has changed, and has not waited for the limit until it was known', async () => {
		const { clock, circuitBreaker, queue, enter, results } = createQueue();
		const first = [enter(), enter()];
		await clock.pass(5_500);
		expect(queue.isEmpty).toBe(false);
		circuitBreaker.opensAt = 8_200;
		queue.wake();
		await clock.pass(1_000);
		await clock.finish(Promise.all([...first, enter()]));
		circuitBreaker.opensAt = 9_000;
		await clock.finish(enter());

		expect(queue.isEmpty).toBe(true);
		expect(results.map(([at]) => at)).toEqual([8_200, 8_200, 8_200, 9_000]);
		expect(results.map(([, result]) => result)).toMatchObject(
			[2_700, 2_700, 1_700, 800].map((waited) => ({ kind: 'passed', waited })),
		);
	});

	it('passes before those who come later, even if these could pass at once', async () => {
		const { clock, circuitBreaker, queue, enter, results } = createQueue();
		const first = enter();
		await clock.pass(100);
		circuitBreaker.opensAt = 0;
		const second = enter();
		await clock.settle();
		expect(results).toEqual([]);

		queue.wake();
		await clock.finish(Promise.all([first, second]));
		expect(results).toEqual([
			[100, PASSED],
			[100, PASSED],
		]);
	});

	it('leaves within a second of a cancellation, or at once where it would take too long', async () => {
		const { clock, circuitBreaker, enter, results } = createQueue();
		const execution = new AbortController();
		const waiting = [enter({ signal: execution.signal }), enter()];
		await clock.pass(500);
		execution.abort();
		await clock.pass(600);
		expect(results).toEqual([[750, { kind: 'cancelled' }]]);

		circuitBreaker.opensAt = 8_000;
		await clock.finish(enter({ patience: 1_000 }));
		await clock.finish(Promise.all(waiting));
		await clock.finish(enter({ signal: execution.signal }));
		expect(results.slice(1)).toMatchObject([
			[1_250, { kind: 'outOfReach', wait: 6_750 }],
			[8_000, { kind: 'passed', waited: 6_750 }],
			[8_000, { kind: 'cancelled' }],
		]);
	});
});
