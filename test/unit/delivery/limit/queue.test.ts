import { Queue } from '../../../../nodes/MoEngage/delivery/limit/queue';
import { FakeClock } from '../fakeClock';

it.each([
	['lets others try first', false, ['new', 'newer', 'once', 'twice', 'twice too']],
	['goes first where it is sure to succeed', true, ['twice', 'twice too', 'once', 'new', 'newer']],
])('who was refused %s', async (_, isSure, order) => {
	const clock = new FakeClock();
	const passed: string[] = [];
	const queue = new Queue<{ name: string; refusals?: number }, { kind: 'passed' }>(
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
		{ name: 'twice', refusals: 2 },
		{ name: 'new' },
		{ name: 'once', refusals: 1 },
		{ name: 'newer', refusals: 0 },
		{ name: 'twice too', refusals: 2 },
	];
	await clock.finish(Promise.all(claims.map(async (claim) => await queue.enter(claim))));

	expect(passed).toEqual(order);
});
