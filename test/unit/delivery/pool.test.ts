import fc from 'fast-check';

import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { composeBody, poolRecords } from '../../../nodes/MoEngage/delivery/pool';
import type { DeliveryRecord } from '../../../nodes/MoEngage/delivery/records';

const { bulkImport, bulkResubscribe, bulkUpdatePreferences, trackDevice, getPreferences } =
	endpoints;

const sendgrid = { esp: 'SENDGRID', update_esp: true };

const addresses = (count: number, body = sendgrid): DeliveryRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		owners: [index],
		body,
		entry: `user${index}@example.com`,
	}));

const sizes = (requests: DeliveryRecord[][]) => requests.map(({ length }) => length);

it('fills requests with as many addresses as MoEngage takes, across items', () => {
	const { requests, tooLarge } = poolRecords(bulkResubscribe, addresses(250), Infinity, 'id');

	expect(sizes(requests)).toEqual([100, 100, 50]);
	expect(requests.flat().map(({ owners }) => owners[0])).toEqual([...Array(250).keys()]);
	expect(tooLarge).toEqual([]);
});

it('fills them only as far as the user wants', () => {
	expect(sizes(poolRecords(bulkResubscribe, addresses(50), 20, 'id').requests)).toEqual([
		20, 20, 10,
	]);
});

it('never asks for more than MoEngage takes, whatever the user wants', () => {
	expect(sizes(poolRecords(bulkUpdatePreferences, addresses(51), 1_000).requests)).toEqual([50, 1]);
});

it('keeps apart what differs in more than the address', () => {
	const records = addresses(4).map((record, index) =>
		index % 2 === 0 ? record : { ...record, body: { esp: 'SES', update_esp: true } },
	);
	const { requests } = poolRecords(bulkResubscribe, records, Infinity, 'id');

	expect(requests.map((pool) => pool.map(({ owners }) => owners[0]))).toEqual([
		[0, 2],
		[1, 3],
	]);
});

it('keeps apart what differs in its headers or its query', () => {
	const [one, other, third, fourth] = addresses(4);
	const records = [
		one!,
		{ ...other!, headers: { 'X-Forwarded-For': '203.0.113.7' } },
		third!,
		{ ...fourth!, query: { channel: 'email' } },
	];

	expect(sizes(poolRecords(bulkResubscribe, records, Infinity, 'id').requests)).toEqual([2, 1, 1]);
});

it('writes the list beside what the records share, and the id of the request', () => {
	expect(composeBody(bulkResubscribe, addresses(2), 'id-1')).toEqual({
		...sendgrid,
		request_id: 'id-1',
		recipients: ['user0@example.com', 'user1@example.com'],
	});
});

it('gives each record a request of its own where MoEngage takes one at a time', () => {
	const records = [{ owners: [0], body: { customer_id: 'a' } }, { owners: [1] }];
	const { requests } = poolRecords(trackDevice, records, Infinity);

	expect(requests).toEqual([[records[0]], [records[1]]]);
	expect(composeBody(trackDevice, [records[0]!])).toEqual({ customer_id: 'a' });
	expect(composeBody(getPreferences, [records[1]!])).toBeUndefined();
});

it('tells which records are too large for any request, and how large, and sends the others', () => {
	const large = { owners: [1], entry: { model: 'é'.repeat(60_000) } };
	const single = { owners: [1], body: { model: 'x'.repeat(128_000) } };
	const small = { owners: [0], entry: { model: 'x' }, body: undefined };

	const bulk = poolRecords(bulkImport, [small, large], Infinity);
	expect(bulk.requests).toEqual([[small]]);
	expect(bulk.tooLarge.map(({ record }) => record)).toEqual([large]);
	expect(bulk.tooLarge[0]?.bytes).toBeGreaterThan(120_000);

	const one = poolRecords(trackDevice, [single], Infinity);
	expect(one.requests).toEqual([]);
	expect(one.tooLarge).toEqual([{ record: single, bytes: 128_012 }]);
});

it('leaves room for the number that a request id gets', () => {
	const endpoint = { ...bulkResubscribe, maxBytes: 1_000 };
	const { requests } = poolRecords(endpoint, addresses(100), Infinity, 'id');

	for (const pool of requests) {
		const body = composeBody(endpoint, pool, 'id-1234567');
		expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(1_000);
	}
	const [first = []] = requests;
	const oneMore = [...first, ...addresses(1)];
	expect(JSON.stringify(composeBody(endpoint, oneMore, 'id-1234567')).length).toBeGreaterThan(999);
});

it('sends a single record of any size below the largest, and none of that size', () => {
	const { maxBytes } = trackDevice;
	const ofSize = (bytes: number) => ({ owners: [0], body: { model: 'x'.repeat(bytes - 12) } });

	expect(poolRecords(trackDevice, [ofSize(maxBytes - 1)], Infinity).tooLarge).toEqual([]);
	expect(poolRecords(trackDevice, [ofSize(maxBytes)], Infinity).requests).toEqual([]);
});

it('counts what stands beside the list when a record is alone too large', () => {
	const endpoint = { ...bulkResubscribe, maxBytes: 1_000 };
	const records = [{ owners: [0], body: sendgrid, entry: 'x'.repeat(960) }];

	expect(poolRecords(endpoint, records, Infinity, 'id').tooLarge).toHaveLength(1);
});

it('never exceeds the number or the bytes of a request, and never leaves room for one more', () => {
	/** Letters of one to four bytes, and what JSON has to escape. */
	const text = fc.string({
		unit: fc.constantFrom('a', 'é', '€', '😀', '"', '\\', '\n', '\u2028'),
		maxLength: 4_000,
	});
	const record = fc.record({ key: fc.constantFrom('SENDGRID', 'SES'), entry: text });
	const size = fc.integer({ min: 1, max: 150 });
	const requestId = fc.option(fc.string({ unit: 'grapheme', maxLength: 200 }), { nil: undefined });

	fc.assert(
		fc.property(fc.array(record, { maxLength: 150 }), size, requestId, (given, most, id) => {
			const endpoint = { ...bulkResubscribe, maxBytes: 20_000 };
			const records = given.map(({ key, entry }, index) => ({
				owners: [index],
				body: { esp: key, update_esp: true },
				entry,
			}));
			const { requests, tooLarge } = poolRecords(endpoint, records, most, id);
			const measure = (pool: DeliveryRecord[]) => {
				const name = id === undefined ? undefined : `${id}-9999999`;
				return Buffer.byteLength(JSON.stringify(composeBody(endpoint, pool, name)), 'utf8');
			};

			const placed = [...requests.flat(), ...tooLarge.map(({ record: large }) => large)];
			expect(placed.map(({ owners }) => owners[0]).sort((a, b) => a! - b!)).toEqual([
				...records.keys(),
			]);
			for (const pool of requests) {
				expect(pool.length).toBeLessThanOrEqual(Math.min(most, 100));
				expect(measure(pool)).toBeLessThan(20_000);
				expect(new Set(pool.map(({ body }) => JSON.stringify(body))).size).toBe(1);
			}
			for (const [index, pool] of requests.entries()) {
				const next = requests
					.slice(index + 1)
					.find(([first]) => JSON.stringify(first?.body) === JSON.stringify(pool[0]?.body));
				const isFull = pool.length === Math.min(most, 100);
				// One comma more or less decides nothing.
				if (next && !isFull) expect(measure([...pool, next[0]!])).toBeGreaterThanOrEqual(19_999);
			}
			for (const { record: large } of tooLarge) expect(measure([large])).toBeGreaterThan(19_990);
		}),
	);
});
