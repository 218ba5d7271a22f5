import { Deadline, Deadlines } from '../../../nodes/MoEngage/api/deadline';

const never = new Promise<never>(() => {});

describe('an attempt', () => {
	it('is given up with its deadline although what it waits for goes on', async () => {
		const deadline = new Deadline(Infinity);
		const waiting = deadline.limit(never);
		deadline.abort();

		await expect(waiting).rejects.toThrow('The attempt was given up');
		await expect(deadline.limit(never)).rejects.toThrow('The attempt was given up');
		expect(deadline).toMatchObject({ isOver: true, isTimeUp: false });
	});

	it('comes to what it waits for, where that is in time', async () => {
		const deadline = new Deadline(Infinity);

		await expect(deadline.limit(Promise.resolve('answer'))).resolves.toBe('answer');
		await expect(deadline.limit(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
		expect(deadline).toMatchObject({ isOver: false, isTimeUp: false });
	});
});

describe('the attempts of an execution', () => {
	beforeEach(() => jest.useFakeTimers());

	afterEach(() => jest.useRealTimers());

	const [running, cancelled, timeUp] = [
		[false, false],
		[true, false],
		[true, true],
	];

	const statesOf = (deadlines: Deadline[]) =>
		deadlines.map(({ signal, isTimeUp }) => [signal.aborted, isTimeUp]);

	it('end when their time is up, each at its own', async () => {
		const deadlines = new Deadlines(300);
		const first = deadlines.start();
		await jest.advanceTimersByTimeAsync(100);
		const second = deadlines.start();

		await jest.advanceTimersByTimeAsync(199);
		expect(statesOf([first, second])).toEqual([running, running]);
		await jest.advanceTimersByTimeAsync(1);
		expect(statesOf([first, second])).toEqual([timeUp, running]);
		await jest.advanceTimersByTimeAsync(100);
		expect(statesOf([second])).toEqual([timeUp]);
	});

	it('are looked at together, and not any longer once all are over', async () => {
		const deadlines = new Deadlines(60_000);
		const started = [deadlines.start(), deadlines.start(), deadlines.start()];

		expect(jest.getTimerCount()).toBe(1);
		await jest.advanceTimersByTimeAsync(500);
		expect(jest.getTimerCount()).toBe(1);
		for (const deadline of started) deadline.isOver = true;
		await jest.advanceTimersByTimeAsync(100);
		expect(jest.getTimerCount()).toBe(0);
		expect(statesOf(started)).toEqual([running, running, running]);

		const later = deadlines.start();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(statesOf([later])).toEqual([timeUp]);
	});

	it('end soon after the execution is cancelled, and at once where it was before', async () => {
		const execution = new AbortController();
		const deadlines = new Deadlines(60_000, execution.signal);
		const first = deadlines.start();
		execution.abort();
		const second = deadlines.start();

		expect(statesOf([first, second])).toEqual([running, cancelled]);
		await jest.advanceTimersByTimeAsync(100);
		expect(statesOf([first])).toEqual([cancelled]);
	});
});
