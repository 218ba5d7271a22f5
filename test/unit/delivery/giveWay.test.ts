import { Cancelled, Stretch } from '../../../nodes/MoEngage/delivery';

/** Keeps the event loop busy for so many milliseconds. */
const work = (milliseconds: number) => {
	const end = performance.now() + milliseconds;
	while (performance.now() < end);
};

it('lets others in between many that go on at the same time', async () => {
	const stretch = new Stretch();
	const order: string[] = [];
	const tick = setInterval(() => order.push('others'), 1);
	await Promise.all(
		Array.from({ length: 12 }, async () => {
			while (stretch.isOver) await stretch.rest();
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
	const stretch = new Stretch();
	let left = 0;
	const leaveAll = Promise.all(
		Array.from({ length: 60 }, async () => {
			await stretch.depart();
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
	const stretch = new Stretch(execution.signal);
	await stretch.giveWay();
	execution.abort();

	await expect(stretch.giveWay()).rejects.toBeInstanceOf(Cancelled);
});

it('lets a loop go on where nothing can cancel the execution', async () => {
	await expect(new Stretch().giveWay()).resolves.toBeUndefined();
});
