import fc from 'fast-check';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import { Cancelled, measureAlone, TimeSlice } from '../../../nodes/MoEngage/delivery';
import { composeRequest } from '../../../nodes/MoEngage/delivery/batch/composeRequest';
import { createBatches } from '../../../nodes/MoEngage/delivery/batch/createBatches';
import type { Batch } from '../../../nodes/MoEngage/delivery/batch/readyQueue';
import { createAddresses, createDevices } from './runDelivery';

const { bulkImport, bulkResubscribe, bulkUpdatePreferences } = endpoints;

const fill = async (
	records: MoEngageRecord[],
	rules: Partial<Parameters<typeof createBatches>[0]> = {},
): Promise<Batch[]> =>
	await createBatches(
		{ endpoint: bulkResubscribe, batchSize: Infinity, requestId: 'id', ...rules },
		records,
		new TimeSlice(),
	);

const itemIndexes = (batches: Batch[]) =>
	batches.map(({ records }) => records.map((one) => one.itemIndexes[0]));

const sizes = (batches: Batch[]) => batches.map(({ records }) => records.length);

const compose = (batch: Batch | undefined, endpoint: Endpoint = bulkResubscribe, id?: string) => {
	if (batch === undefined) throw new Error('No such batch');
	return composeRequest(endpoint, batch.records, { requestId: id });
};

it.each([
	['MoEngage takes, across items', bulkResubscribe, Infinity, [100, 50]],
	['the user wants', bulkResubscribe, 60, [60, 60, 30]],
	['MoEngage takes, whatever the user wants', bulkUpdatePreferences, 1_000, [50, 50, 50]],
])('fills requests as far as %s', async (_, endpoint, size, expected) => {
	expect(sizes(await fill(createAddresses(150), { endpoint, batchSize: size }))).toEqual(expected);
});

it('keeps apart what differs in more than the entry', async () => {
	const differences = [
		{},
		{ body: { esp: 'SES', update_esp: true } },
		{ headers: { 'X-Forwarded-For': '203.0.113.7' } },
		{ query: { channel: 'email' } },
	];
	const records = createAddresses(8).map((record, index) => ({
		...record,
		...differences[index % 4],
	}));

	expect(itemIndexes(await fill(records))).toEqual([0, 1, 2, 3].map((index) => [index, index + 4]));
});

it('gives each record a request of its own where MoEngage takes one at a time', async () => {
	const { trackDevice: endpoint } = endpoints;
	expect(itemIndexes(await fill(createDevices(3), { endpoint }))).toEqual([[0], [1], [2]]);
});

it('never puts a record ahead of an earlier one of the same ordering key', async () => {
	const orderingKey = fc.constantFrom('ada', 'bob', 'cy');
	const kind = fc.constantFrom('SENDGRID', 'SES');
	const items = fc.array(fc.tuple(orderingKey, kind), { maxLength: 40 });
	await fc.assert(
		fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (given, size) => {
			const records = given.map(([name, esp], index) => ({
				itemIndexes: [index],
				orderingKeys: [name],
				body: { esp },
				entry: name,
			}));
			const batches = await fill(records, { batchSize: size });
			const order = batches.flatMap(({ records: batched }) => batched);
			for (const name of ['ada', 'bob', 'cy']) {
				const ofName = order.filter(({ orderingKeys }) => orderingKeys.includes(name));
				const indexes = ofName.map(({ itemIndexes: [first = -1] }) => first);
				expect(indexes).toEqual([...indexes].sort((one, other) => one - other));
			}
			expect(order).toHaveLength(given.length);
		}),
	);
});

const createEntry = (index: number, entry: object): MoEngageRecord => ({
	itemIndexes: [index],
	orderingKeys: [],
	body: { type: 'transition' },
	entry: { ...entry },
});

it('keeps every request below the size limit in UTF-8, and fills it as far as it can', async () => {
	const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
	const texts = fc.array(text, { minLength: 1, maxLength: 40 });
	const endpoint = { ...bulkImport, maxBytes: 600 };
	await fc.assert(
		fc.asyncProperty(texts, async (given) => {
			const records = given
				.map((name, index) => createEntry(index, { name }))
				.filter((record) => measureAlone(endpoint, record) < endpoint.maxBytes);
			const batches = await fill(records, { endpoint, requestId: undefined });
			const bytes = batches.map((batch) => Buffer.byteLength(compose(batch, endpoint).body ?? ''));
			for (const [index, size] of bytes.entries()) {
				expect(size).toBeLessThan(endpoint.maxBytes);
				const next = batches[index + 1]?.records[0];
				if (next === undefined) continue;
				const added = Buffer.byteLength(JSON.stringify(next.entry)) + 1;
				expect(size + added).toBeGreaterThanOrEqual(endpoint.maxBytes - 1);
			}
			expect(itemIndexes(batches).flat()).toEqual(records.map(({ itemIndexes: [first] }) => first));
		}),
	);
});

it.each([
	[65, [2, 2, 2, 1]],
	[66, [3, 3, 1]],
])('fills a request to the last byte below %i', async (maxBytes, expected) => {
	const records = Array.from({ length: 7 }, (_, index) => createEntry(index, { t: 'x' }));
	const endpoint = { ...bulkImport, maxBytes };

	expect(sizes(await fill(records, { endpoint, requestId: undefined }))).toEqual(expected);
});

describe('records of one ordering key', () => {
	const about = (...names: string[]) =>
		createAddresses(names.length).map((record, index) => ({
			...record,
			orderingKeys: (names[index] ?? '').split('+'),
		}));

	it('share a request where its list has an order, and else never', async () => {
		const records = about('ada', 'bob', 'ada', 'cy');

		expect(itemIndexes(await fill(records))).toEqual([[0, 1, 2, 3]]);
		expect(itemIndexes(await fill(records, { endpoint: bulkUpdatePreferences }))).toEqual([
			[0, 1],
			[2, 3],
		]);
	});

	it('make a request wait for the one before it, and never for itself', async () => {
		const batches = await fill(about('ada+bob', 'ada', 'ada+bob', 'bob'), { batchSize: 2 });
		const [first, second] = batches;

		expect(batches.map(({ predecessors }) => predecessors)).toEqual([0, 1]);
		expect(first?.successors).toEqual([second]);
		expect(second?.successors).toBeUndefined();
	});
});

it('ends when the execution is cancelled, however many records there are', async () => {
	const timeSlice = new TimeSlice(AbortSignal.abort());
	while (!timeSlice.isOver);

	await expect(
		createBatches({ endpoint: bulkResubscribe, batchSize: 1 }, createAddresses(1), timeSlice),
	).rejects.toBeInstanceOf(Cancelled);
});
