import { ReadyQueue } from '../../../nodes/MoEngage/delivery';
import type { Batch } from '../../../nodes/MoEngage/delivery/readyQueue';

const createPools = (count: number): Batch[] =>
	Array.from({ length: count }, (_, place) => ({
		records: [],
		place,
		predecessors: 0,
	}));

/** Lets the second wait for the first. */
const follow = (first: Batch | undefined, second: Batch | undefined) => {
	if (first === undefined || second === undefined) throw new Error('No such pool');
	(first.successors ??= []).push(second);
	second.predecessors += 1;
};

const takeAll = (line: ReadyQueue): number[] => {
	const places: number[] = [];
	for (let batch = line.take(); batch; batch = line.take()) places.push(batch.place);
	return places;
};

it('lets those leave in their order who wait for nobody, thousands of them, each once', () => {
	const line = new ReadyQueue(createPools(2_500));

	expect(line.length).toBe(2_500);
	expect(takeAll(line)).toEqual(Array.from({ length: 2_500 }, (_, place) => place));
	expect(line.take()).toBeUndefined();
});

it('lets nobody leave before all of those ahead are settled', () => {
	const batches = createPools(4);
	const [first, second, third, fourth] = batches;
	follow(first, third);
	follow(second, third);
	follow(third, fourth);
	const line = new ReadyQueue(batches);

	expect(takeAll(line)).toEqual([0, 1]);
	for (const [settled, next] of [
		[first, []],
		[second, [2]],
		[third, [3]],
	] as const) {
		if (settled) line.settled(settled);
		expect(takeAll(line)).toEqual(next);
	}
});

it('forgets what it has handed out, so that memory is given back', () => {
	const line = new ReadyQueue(createPools(2_500));
	const held = () => JSON.stringify(line).split('"place"').length - 1;
	for (let taken = 0; taken < 2_000; taken += 1) line.take();

	expect(held()).toBe(500);
	takeAll(line);
	expect(held()).toBe(0);
});
