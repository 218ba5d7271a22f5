import { ReadyQueue, type Batch } from '../../../nodes/MoEngage/delivery/batch/readyQueue';

const createBatches = (count: number): Batch[] =>
	Array.from({ length: count }, (_, index) => ({
		records: [],
		index,
		predecessors: 0,
	}));

/** Lets the second wait for the first. */
const follow = (first: Batch | undefined, second: Batch | undefined) => {
	if (first === undefined || second === undefined) throw new Error('No such batch');
	(first.successors ??= []).push(second);
	second.predecessors += 1;
};

const takeAll = (queue: ReadyQueue): number[] => {
	const indexes: number[] = [];
	for (let batch = queue.take(); batch; batch = queue.take()) indexes.push(batch.index);
	return indexes;
};

it('hands out in their order those that wait for nothing, thousands of them, each once', () => {
	const queue = new ReadyQueue(createBatches(2_500));

	expect(queue.length).toBe(2_500);
	expect(takeAll(queue)).toEqual(Array.from({ length: 2_500 }, (_, index) => index));
	expect(queue.take()).toBeUndefined();
});

it('hands out none before its predecessors are settled', () => {
	const batches = createBatches(4);
	const [first, second, third, fourth] = batches;
	follow(first, third);
	follow(second, third);
	follow(third, fourth);
	const queue = new ReadyQueue(batches);

	expect(takeAll(queue)).toEqual([0, 1]);
	for (const [settled, next] of [
		[first, []],
		[second, [2]],
		[third, [3]],
	] as const) {
		if (settled) queue.settled(settled);
		expect(takeAll(queue)).toEqual(next);
	}
});

it('forgets what it has handed out, so that memory is given back', () => {
	const queue = new ReadyQueue(createBatches(2_500));
	const held = () => JSON.stringify(queue).split('"index"').length - 1;
	for (let taken = 0; taken < 2_000; taken += 1) queue.take();

	expect(held()).toBe(500);
	takeAll(queue);
	expect(held()).toBe(0);
});
