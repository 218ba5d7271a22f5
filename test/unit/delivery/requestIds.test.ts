import {
	createRequestIds,
	LONGEST_SUFFIX,
} from '../../../nodes/MoEngage/delivery/batch/requestIds';

it('gives a single request the id as the user wrote it, and numbers its parts', () => {
	const ids = createRequestIds('sale', 1);

	expect(ids.ofBatch(0)).toBe('sale');
	expect([ids.next(), ids.next()]).toEqual(['sale-1', 'sale-2']);
});

it('numbers several requests, and goes on after them with their parts', () => {
	const ids = createRequestIds('sale', 3);

	expect([ids.ofBatch(0), ids.ofBatch(1), ids.ofBatch(2)]).toEqual(['sale-1', 'sale-2', 'sale-3']);
	expect(ids.next()).toBe('sale-4');
});

it.each([1, 2])('gives no id where requests carry none (%i)', (batches) => {
	const ids = createRequestIds(undefined, batches);

	expect([ids.ofBatch(0), ids.next()]).toEqual([undefined, undefined]);
});

it('leaves room for the numbers of millions of requests', () => {
	const id = createRequestIds('', 9_999_999).ofBatch(9_999_998) ?? '';

	expect(id.length).toBeLessThanOrEqual(LONGEST_SUFFIX.length);
});
