import { ReadyQueue, type Batch } from '../../../nodes/MoEngage/delivery/batch/readyQueue';

const createBatches = (count: number): Batch[] =>
	Array.from({ length: count }, (_, index) => ({
		records: [],
		index,
		predecessors: 0,
	}));

const takeAll = (queue: ReadyQueue): number[] => {
	const indexes: number[] = [];
	for (let batch = queue.take(); batch; batch = queue.take()) indexes.push(batch.index);
	return indexes;
};

it('hands out each batch once, in their order, and forgets it, so that memory is given back', () => {
	const queue = new ReadyQueue(createBatches(2_500));
	const held = () => JSON.stringify(queue).split('"index"').length - 1;
	const taken = Array.from({ length: 2_000 }, () => queue.take()?.index);

	expect(taken).toEqual(Array.from({ length: 2_000 }, (_, index) => index));
	expect(held()).toBe(500);
	expect(takeAll(queue)).toHaveLength(500);
	expect(held()).toBe(0);
	expect(queue.take()).toBeUndefined();
});
