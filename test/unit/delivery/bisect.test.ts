import fc from 'fast-check';

import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { cases } from '../../quick';
import { answer } from './fakeMoEngage';
import {
	createAddresses,
	ok,
	readRecipients,
	rejectAny,
	runDelivery,
	timedOut,
	type Scenario,
} from './runDelivery';

const endpoint = { ...endpoints.bulkResubscribe, perMinute: 1_000_000, perDay: undefined };

const run = async (count: number, reply: Scenario['reply'], more: Partial<Scenario> = {}) =>
	await runDelivery({
		endpoint,
		records: createAddresses(count),
		reply,
		requestId: 'run',
		concurrency: 1,
		...more,
	});

const readId = (body: string): string => JSON.parse(body).request_id;

const writeNumbers = (batch: string[]): string =>
	batch.map((address) => /\d+/.exec(address)?.[0]).join(' ');

describe('a batch that MoEngage rejects as a whole', () => {
	it('costs at most 10 further requests for one poison record among a hundred, from the first to the last', async () => {
		for (let scope = 0; scope < 100; scope += 9) {
			const { sent, failedItems } = await run(100, rejectAny([scope]));

			expect(failedItems()).toEqual([scope]);
			expect(sent.length - 1).toBeLessThanOrEqual(10);
		}
	});

	it('is divided until up to nine poison records are found, also side by side, and all others are sent', async () => {
		const poison = fc.oneof(
			fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 9 }),
			fc
				.tuple(fc.nat(91), fc.integer({ min: 1, max: 9 }))
				.map(([first, count]) => Array.from({ length: count }, (_, index) => first + index)),
		);
		await fc.assert(
			fc.asyncProperty(poison, async (guilty) => {
				const { failedItems, outcomes } = await run(100, rejectAny(guilty));

				expect(failedItems()).toEqual([...guilty].sort((one, other) => one - other));
				expect([...outcomes.values()].filter(({ length }) => length !== 1)).toEqual([]);
			}),
			cases(60),
		);
	});

	it('never costs more than about two requests a record, however many poison records there are', async () => {
		const odd = Array.from({ length: 50 }, (_, index) => 2 * index + 1);
		const { sent, failedItems } = await run(100, rejectAny(odd));

		expect(failedItems()).toEqual(odd);
		expect(sent.length).toBeLessThan(200);
	});

	it.each([
		[9, 'together', 90],
		[10, 'one by one', 1],
	])('whose first %i records are poison gets the others sent %s', async (poison, _, size) => {
		const { sent, failedItems } = await run(100, rejectAny([...Array(poison).keys()]));

		expect(failedItems()).toHaveLength(poison);
		expect(sent.map((request) => readRecipients(request).length).at(-1)).toBe(size);
	});

	it('goes on with the others when one of its requests does not get through', async () => {
		const reply: Scenario['reply'] = (request, index) =>
			index === 3 ? answer(503) : rejectAny([7])(request);
		const { kinds } = await run(20, reply, { maxRetries: 0 });

		expect(kinds().filter((kind) => kind === 'accepted').length).toBeGreaterThan(10);
		expect(kinds()).toHaveLength(20);
	});

	it('has the rest sent together after its poison record, sent alone, does not get through', async () => {
		const reply: Scenario['reply'] = (request) =>
			readRecipients(request).length === 1 ? answer(503) : rejectAny([8])(request);
		const { sent, failedItems } = await run(12, reply, { batchSize: 6, maxRetries: 0 });

		expect(sent.map(readRecipients).map(writeNumbers)).toEqual([
			...['0 1 2 3 4 5', '6 7 8 9 10 11'],
			...['6 7 8', '6 7', '8', '9 10 11'],
		]);
		expect(failedItems()).toEqual([8]);
	});

	it('is not sent again if it holds only one record', async () => {
		const { sent, kinds } = await run(1, rejectAny([0]));

		expect(sent).toHaveLength(1);
		expect(kinds()).toEqual(['failed']);
	});

	it('is divided without samples if a request like it was accepted, and sends no record alone twice', async () => {
		const { sent, failedItems } = await run(8, rejectAny([4, 6, 7]), { batchSize: 4 });

		expect(sent.map(readRecipients).map(writeNumbers)).toEqual([
			...['0 1 2 3', '4 5 6 7'],
			...['4 5', '4'],
			...['5 6 7', '5 6', '5', '6'],
			'7',
		]);
		expect(failedItems()).toEqual([4, 6, 7]);
	});

	it.each<[number, string[]]>([
		[100, ['run', 'run-1', 'run-2']],
		[40, ['run-1', 'run-2', 'run-3', 'run-4']],
	])('gives every request an id of its own, in batches of %i', async (batchSize, first) => {
		const { sent } = await run(100, rejectAny([14, 90]), { batchSize, concurrency: 3 });
		const ids = sent.map(({ body }) => readId(body));

		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.slice(0, first.length)).toEqual(first);
	});

	it.each([
		['it is too large', 413, 10, 7],
		['it alone is over the limit', 429, 20, 4],
	])('is halved where %s', async (_, status, most, requests) => {
		const weighty = { ...endpoint, batch: { ...endpoint.batch, countsRecords: true } };
		const reply: Scenario['reply'] = (request) =>
			readRecipients(request).length > most ? answer(status) : ok;
		const { sent, kinds } = await run(40, reply, { endpoint: weighty });

		expect(kinds()).toEqual(new Array(40).fill('accepted'));
		expect(sent).toHaveLength(requests);
	});

	it.each([404, 415, 422])('is rejected without further requests for a %i', async (status) => {
		const { sent, kinds } = await run(100, () => answer(status, { message: 'No' }));

		expect(sent).toHaveLength(1);
		expect(kinds()).toEqual(new Array(100).fill('failed'));
	});
});

describe('a rejection of every request', () => {
	const twoBatches = { endpoint: { ...endpoint, perMinute: 1 }, batchSize: 2, concurrency: 2 };
	const reject = () => answer(400, { error: { message: 'Not in this workspace', err_code: 'X' } });

	it('is recognized after ten further requests of the run beyond those in flight', async () => {
		const concurrencies = fc.integer({ min: 1, max: 20 });
		const check = async (count: number, concurrency: number, latency: number) => {
			const { sent, outcomes, kinds } = await run(count, reject, {
				concurrency,
				latency: () => latency,
			});
			const inFlight = Math.min(Math.ceil(count / 100), concurrency, 10);

			expect(sent.length).toBeLessThanOrEqual(inFlight + 10);
			expect(kinds()).toEqual(new Array(count).fill('failed'));
			const reasons = [...outcomes.values()].map(([outcome, ...more]) =>
				more.length === 0 && outcome?.kind === 'failed' ? outcome.failure.message : outcome,
			);
			expect(reasons).toEqual(new Array(count).fill('Not in this workspace'));
		};
		// Twelve batches are more than are ever in flight before the first answer.
		const counts = fc.integer({ min: 100, max: 1_200 });
		await fc.assert(fc.asyncProperty(counts, concurrencies, fc.nat(500), check), cases(40));
	});

	it.each([
		['quotes the record', (name: string) => `Recipient "${name}" is not accepted here`],
		[
			'has an apostrophe',
			(name: string) => `Can't find customer '${'abcdefghij'[Number(name[4])]}'`,
		],
		['names the record', (name: string) => `No sender for ${name} in this workspace`],
		[
			'has a reference',
			(name: string) => `Internal reference ${name.length}f-${name[4]} (see log)`,
		],
	])('is recognized also where its message %s', async (_, write) => {
		const reply: Scenario['reply'] = (request) =>
			answer(400, { error: { message: write(readRecipients(request)[0] ?? ''), err_code: 'X' } });
		const { sent, kinds } = await run(600, reply);

		expect(sent.length).toBeLessThanOrEqual(1 + 10);
		expect(kinds()).toEqual(new Array(600).fill('failed'));
	});

	it('is recognized also where its message names each customer in words', async () => {
		const records = createAddresses(600).map((record, index) => ({
			...record,
			entry: {
				customer_id: String(index).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''),
			},
		}));
		const reply: Scenario['reply'] = ({ body = '' }) => {
			const [{ customer_id: customer }] = JSON.parse(body).recipients;
			return answer(400, { error: { message: `Nothing can be sent to ${customer} here` } });
		};
		const { sent, kinds } = await run(600, reply, { records });

		expect(sent.length).toBeLessThanOrEqual(1 + 10);
		expect(kinds()).toEqual(new Array(600).fill('failed'));
	});

	it.each([
		['types', (index: number) => ({ message: 'No', err_code: `Kind ${index % 9}` })],
		['messages', (index: number) => ({ message: 'abcdefghi'[index % 9], err_code: 'X' })],
	])('is not assumed where the %s differ', async (_, write) => {
		const reply: Scenario['reply'] = (__, index) => answer(400, { error: write(index) });
		const { sent, kinds } = await run(50, reply);

		expect(kinds()).toEqual(new Array(50).fill('failed'));
		expect(sent.length).toBeGreaterThan(50);
	});

	it.each<[string, number, Partial<Scenario>]>([
		['not divided', 500, {}],
		['not met again by those that already wait for the limit', 4, twoBatches],
	])('is %s where it names itself so', async (_, count, more) => {
		const failure = { error: { message: 'ESP is not configured', err_code: 'InvalidSettings' } };
		const { sent, kinds } = await run(count, () => answer(400, failure), more);

		expect(sent).toHaveLength(1);
		expect(kinds()).toEqual(new Array(count).fill('failed'));
	});

	it('is not assumed where another request of the same kind was accepted', async () => {
		const guilty = Array.from({ length: 100 }, (_, index) => 100 + index);
		const { failedItems } = await run(300, rejectAny(guilty));

		expect(failedItems()).toEqual(guilty);
	});

	it('concerns only requests that share what is rejected', async () => {
		const records = createAddresses(200).map((record, index) =>
			index < 100 ? record : { ...record, body: { esp: 'OTHER', update_esp: true } },
		);
		const reply: Scenario['reply'] = ({ body = '' }) =>
			body.includes('OTHER') ? answer(400, { message: 'No' }) : ok;
		const { kinds } = await run(200, reply, { records });

		expect(kinds()).toEqual([...Array(100).fill('accepted'), ...Array(100).fill('failed')]);
	});

	it.each([2, 20])(
		'may concern all of %d batch keys, and then costs few further requests',
		async (kinds) => {
			const records = createAddresses(400).map((record, index) => ({
				...record,
				body: { esp: `ESP ${index % kinds}`, update_esp: true },
			}));
			const one = await run(400, reject, { records });
			const many = await run(400, reject, { records, concurrency: 200 });

			expect(one.sent.length).toBeLessThanOrEqual(13);
			expect(many.sent.length).toBeLessThanOrEqual(Math.max(4, kinds) + 12);
			expect(new Set(many.kinds())).toEqual(new Set(['failed']));
		},
	);

	it('is found out before others are sent, even those that already wait for the limit', async () => {
		const { sent, failedItems } = await run(4, rejectAny([0]), twoBatches);

		expect(sent.map(readRecipients).map(writeNumbers)).toEqual(['0 1', '0', '1', '2 3']);
		expect(failedItems()).toEqual([0]);
	});

	it('is found out before those are sent that have waited ten seconds for a sample', async () => {
		const latency = (index: number) => (index === 1 ? 11_000 : 10);
		const { sent } = await run(4, rejectAny([0]), { ...twoBatches, latency });

		expect(sent.map(readRecipients).map(writeNumbers)).toEqual(['0 1', '0', '1', '2 3']);
	});

	it('is looked for all over the batch, and in the first record of each ordering key', async () => {
		const samplesOf = async (...orderingKeys: string[][]) => {
			const addresses = createAddresses(orderingKeys.length);
			const records = addresses.map((record, index) => ({
				...record,
				orderingKeys: orderingKeys[index] ?? [],
			}));
			const ordered = { ...endpoint, batch: { ...endpoint.batch, isUnordered: false } };
			const { sent } = await run(records.length, reject, { records, endpoint: ordered });
			return sent.map(readRecipients).map(([first = '']) => Number(/\d+/.exec(first)));
		};
		const hundred = Array.from({ length: 100 }, (_, index) => [`key ${index}`]);
		const pairs = hundred.map((_, index) => [`key ${Math.floor(index / 20)}`]);

		expect(await samplesOf(...hundred)).toEqual([0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
		// Those that share a key with others have their turn when these are settled.
		expect(await samplesOf(...pairs)).toEqual([0, 0, 20, 40, 60, 80, 1, 21, 41, 61, 81]);
		expect(await samplesOf(...hundred.map(() => ['a']))).toEqual([0, ...Array(10).keys()]);
		// The second waits for the first, and the third for the second.
		expect(await samplesOf(['a'], ['a', 'b'], ['b'], ['c'])).toEqual([0, 0, 3, 1, 2]);
	});

	it('holds nobody back any longer where its own requests do not get through', async () => {
		const reply: Scenario['reply'] = (request, index) =>
			readRecipients(request).length === 1 ? answer(503) : index === 0 ? reject() : ok;
		const { kinds } = await run(4, reply, { ...twoBatches, maxRetries: 0 });

		expect(kinds()).toEqual(['failed', 'failed', 'accepted', 'accepted']);
	});
});

describe('a rejected batch whose samples get no answer', () => {
	const reply: Scenario['reply'] = (request) =>
		readRecipients(request).length === 1 ? timedOut : rejectAny([0])(request);

	it.each([
		['another batch key, longer than until one of them is accepted', 'OTHER', 10, 500],
		['the same batch key, longer than ten seconds', 'SENDGRID', 60_000, 11_000],
	])('holds up nothing with %s', async (_, esp, latency, longest) => {
		const records = createAddresses(1_200).map((record, index) =>
			index < 100 ? record : { ...record, body: { esp, update_esp: true } },
		);
		const { sent } = await run(1_200, reply, {
			records,
			concurrency: 50,
			latency: (index) => (index === 0 ? 10 : index < 5 ? latency : index === 5 ? 60_000 : 10),
		});
		const batches = sent.filter(({ request }) => readRecipients(request).length === 100);

		expect(batches).toHaveLength(12);
		expect(batches.at(-1)?.at).toBeLessThan(longest);
	});
});
