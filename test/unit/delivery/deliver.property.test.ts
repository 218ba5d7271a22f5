import fc from 'fast-check';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { Attempt, MoEngageRequest } from '../../../nodes/MoEngage/api/send';
import { DeliveryReport } from '../../../nodes/MoEngage/delivery/attempts';
import { deliver } from '../../../nodes/MoEngage/delivery/deliver';
import { poolRecords } from '../../../nodes/MoEngage/delivery/pool';
import { RateLimit } from '../../../nodes/MoEngage/delivery/rateLimit';
import type { DeliveryRecord, Outcome } from '../../../nodes/MoEngage/delivery/records';
import { gatherRecords } from '../../../nodes/MoEngage/execution/gatherRecords';
import { resubscribe } from '../../../nodes/MoEngage/resources/emailResubscription/resubscribe';
import { takeTurns } from './arbitrary';
import { FakeClock } from './fakeClock';
import { answer } from './fakeMoEngage';

const noAnswer = (timedOut: boolean): Attempt => ({
	kind: 'noAnswer',
	code: 'ECONNRESET',
	timedOut,
});

const text = (body: string): Attempt => ({ kind: 'answer', status: 200, headers: {}, text: body });

const accepted = answer(200, { status: 'success' });

/** What may happen to a request on a bad day; all of it passes. */
const passing: Attempt[] = [
	answer(500),
	answer(503, {}, { 'retry-after': '3' }),
	answer(429),
	answer(429, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '20' }),
	noAnswer(true),
	noAnswer(false),
	text('<html></html>'),
	text('{"status":"succ'),
	text(''),
];

const headers = fc.record(
	{
		'x-ratelimit-limit': fc.constantFrom('0', '5', '100', '-1', 'many', '1e99', '7, 7'),
		'x-ratelimit-remaining': fc.constantFrom('0', '3', '-1', '', '1e99'),
		'x-ratelimit-reset': fc.constantFrom('0', '12', '1795300000', '1e300', 'soon', '-8'),
		'retry-after': fc.constantFrom('0', '9', '1e300', 'tomorrow', 'Sat, 21 Nov 2026 22:00:00 GMT'),
		date: fc.constantFrom('Sat, 21 Nov 2026 22:00:00 GMT', 'yesterday'),
	},
	{ requiredKeys: [] },
);

const anything: fc.Arbitrary<Attempt> = fc.oneof(
	fc.constantFrom(...passing),
	fc
		.tuple(fc.constantFrom(200, 202, 204, 400, 404, 413, 422, 429, 500, 503), headers)
		.map(([status, given]) => answer(status, { message: 'Said' }, given)),
	fc.constant(accepted),
);

const concurrency = fc.integer({ min: 1, max: 60 });

interface Run {
	endpoint: Endpoint;
	records: DeliveryRecord[];
	reply: (request: MoEngageRequest) => Attempt;
	maxRetries?: number;
	concurrency: number;
	cancelAt?: number;
	stopsOnRefusal?: boolean;
	latency?: () => number;
}

const run = async ({ endpoint, records, reply, cancelAt, latency = () => 20, ...given }: Run) => {
	const clock = new FakeClock();
	const execution = new AbortController();
	const sent: Array<{ body: string; at: number }> = [];
	const outcomes = new Map<DeliveryRecord, Outcome[]>();
	const settings = {
		maxRetries: 5,
		timeout: 30_000,
		maxWait: Infinity,
		batchSize: Infinity,
		requestId: 'run',
		...given,
	};
	const send = async (request: MoEngageRequest) => {
		sent.push({ body: request.body ?? '', at: clock.now() });
		const end = clock.now() + latency();
		// n8n breaks off what is under way when the execution is cancelled.
		while (clock.now() < end && !execution.signal.aborted) {
			await clock.sleep(Math.min(50, end - clock.now()));
		}
		return execution.signal.aborted ? noAnswer(false) : reply(request);
	};
	const { requests } = poolRecords(endpoint, records, Infinity, settings.requestId);
	const delivering = deliver(
		endpoint,
		requests,
		{
			send,
			limit: new RateLimit(endpoint, clock),
			settings,
			report: new DeliveryReport(clock),
			clock,
			signal: execution.signal,
		},
		{
			settle: (record, outcome) => {
				outcomes.set(record, [...(outcomes.get(record) ?? []), outcome]);
			},
			stopsOnRefusal: given.stopsOnRefusal ?? false,
		},
	);
	if (cancelAt !== undefined) {
		await clock.pass(cancelAt);
		execution.abort();
	}
	await clock.finish(delivering);
	return { sent, outcomes, ended: clock.now() };
};

const resubscriptions = { ...endpoints.bulkResubscribe, perMinute: 1_000 };

const addresses = (count: number): DeliveryRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		owners: [index],
		body: { esp: 'SENDGRID' },
		entry: `user${index}@example.com`,
	}));

const readRecipients = (body: string | undefined): string[] => JSON.parse(body ?? '').recipients;

const countByBody = (sent: Array<{ body: string }>) => {
	const counts = new Map<string, number>();
	for (const { body } of sent) counts.set(body, (counts.get(body) ?? 0) + 1);
	return [...counts.values()];
};

it('gives each record exactly one outcome and never exceeds the retries, whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(anything, { minLength: 1, maxLength: 30 }),
			fc.integer({ min: 0, max: 250 }),
			fc.integer({ min: 0, max: 6 }),
			concurrency,
			async (replies, count, maxRetries, given) => {
				const { sent, outcomes } = await run({
					endpoint: resubscriptions,
					records: addresses(count),
					reply: takeTurns(replies),
					maxRetries,
					concurrency: given,
				});

				expect(outcomes.size).toBe(count);
				for (const told of outcomes.values()) expect(told).toHaveLength(1);
				for (const times of countByBody(sent)) expect(times).toBeLessThanOrEqual(maxRetries + 1);
			},
		),
	);
});

it('accepts every record in the end where what happens passes', async () => {
	/** At most five bad answers in a row. */
	const days = fc
		.array(fc.array(fc.constantFrom(...passing), { maxLength: 5 }), { minLength: 1, maxLength: 8 })
		.map((runs) => runs.flatMap((bad) => [...bad, accepted]));
	await fc.assert(
		fc.asyncProperty(days, fc.integer({ min: 1, max: 300 }), async (replies, count) => {
			const { outcomes } = await run({
				endpoint: resubscriptions,
				records: addresses(count),
				reply: takeTurns(replies),
				// One at a time, the bad answers in a row all meet the same request.
				concurrency: 1,
			});

			const kinds = [...outcomes.values()].flat().map(({ kind }) => kind);
			expect(kinds).toEqual(new Array(count).fill('accepted'));
		}),
		{ numRuns: 50 },
	);
});

it('sends no address twice in a run without faults, however often the items name it', async () => {
	const letters = fc.constantFrom('ada', 'Ada', 'ADA', 'grace', 'alan', 'edsger', 'barbara');
	const item = fc.array(letters, { minLength: 1, maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(fc.array(item, { maxLength: 40 }), concurrency, async (items, given) => {
			const asks = new Map(
				items.map((names, index) => [
					index,
					resubscribe.read({
						get: (name) =>
							({
								recipients: names.map((local) => `${local}@example.com`),
								esp: 'SENDGRID',
								updateEsp: true,
							})[name],
						json: () => ({}),
						timeZone: 'UTC',
					}),
				]),
			);
			const records = gatherRecords(resubscribe, asks);
			const { sent, outcomes } = await run({
				endpoint: { ...resubscriptions, pool: { ...resubscriptions.pool, size: 2 } },
				records,
				reply: () => accepted,
				concurrency: given,
			});

			const recipients = sent
				.flatMap(({ body }) => readRecipients(body))
				.map((address) => address.toLowerCase());
			expect(new Set(recipients).size).toBe(recipients.length);
			expect([...new Set(recipients)].sort()).toEqual(
				[...new Set(items.flat().map((local) => `${local.toLowerCase()}@example.com`))].sort(),
			);
			const owners = new Set([...outcomes.keys()].flatMap((record) => record.owners));
			expect(owners.size).toBe(items.length);
		}),
	);
});

it('finds exactly the culprits in pools that are rejected as a whole', async () => {
	const culprits = fc.uniqueArray(fc.nat(249), { maxLength: 20 });
	const status = fc.constantFrom(400, 413);
	await fc.assert(
		fc.asyncProperty(culprits, status, concurrency, async (guilty, code, given) => {
			const named = new Set(guilty.map((index) => `user${index}@example.com`));
			const { outcomes } = await run({
				endpoint: resubscriptions,
				records: addresses(250),
				reply: ({ body }) =>
					readRecipients(body).some((address) => named.has(address)) ? answer(code) : accepted,
				concurrency: given,
			});

			const refused = [...outcomes].filter(([, [outcome]]) => outcome?.kind === 'refused');
			expect(new Set(refused.map(([{ entry }]) => entry))).toEqual(named);
		}),
		{ numRuns: 50 },
	);
});

it('lets no more requests leave after a refused account than were under way', async () => {
	const statuses = fc.constantFrom(401, 403, 409, 301);
	const check = async (status: number, given: number, good: number, latencies: number[]) => {
		const latency = takeTurns(latencies);
		let answers = 0;
		let leftBefore = -1;
		const sent: number[] = [];
		const result = await run({
			endpoint: { ...endpoints.trackDevice },
			records: Array.from({ length: 1_000 }, (_, index) => ({
				owners: [index],
				body: { customer_id: String(index) },
			})),
			reply: () => {
				answers += 1;
				if (answers <= good) return accepted;
				if (leftBefore === -1) leftBefore = sent.length;
				return answer(status);
			},
			latency: () => {
				sent.push(1);
				return latency();
			},
			concurrency: given,
		});

		expect(leftBefore).toBeLessThanOrEqual(good + given);
		expect(result.sent).toHaveLength(leftBefore);
		expect(result.outcomes.size).toBe(1_000);
	};
	const latencies = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 9 });
	await fc.assert(fc.asyncProperty(statuses, concurrency, fc.nat(300), latencies, check), {
		numRuns: 50,
	});
});

it('lets nothing leave after a cancellation, and ends within a second of it', async () => {
	const replies = fc.array(anything, { minLength: 1, maxLength: 10 });
	const moments = fc.oneof(fc.nat(500), fc.nat(200_000));
	await fc.assert(
		fc.asyncProperty(replies, moments, concurrency, async (given, cancelAt, most) => {
			const { sent, ended } = await run({
				endpoint: { ...resubscriptions, perMinute: 10, pool: { ...resubscriptions.pool, size: 1 } },
				records: addresses(100),
				reply: takeTurns(given),
				concurrency: most,
				cancelAt,
			});

			for (const { at } of sent) expect(at).toBeLessThanOrEqual(cancelAt);
			expect(ended).toBeLessThan(cancelAt + 1_000);
		}),
		{ numRuns: 50 },
	);
});
