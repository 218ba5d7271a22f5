import type { IDataObject } from 'n8n-workflow';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { Attempt, MoEngageRequest } from '../../../nodes/MoEngage/api/send';
import { DeliveryReport, type DeliverySettings } from '../../../nodes/MoEngage/delivery/attempts';
import { deliver } from '../../../nodes/MoEngage/delivery/deliver';
import { poolRecords } from '../../../nodes/MoEngage/delivery/pool';
import { RateLimit } from '../../../nodes/MoEngage/delivery/rateLimit';
import type { DeliveryRecord, Outcome } from '../../../nodes/MoEngage/delivery/records';
import { FakeClock } from './fakeClock';
import { answer } from './fakeMoEngage';

const { bulkImport, bulkResubscribe, trackDevice } = endpoints;

interface Received {
	recipients: string[];
	request_id?: string;
}

let clock: FakeClock;
let bodies: string[];
let outcomes: Map<DeliveryRecord, Outcome[]>;
let inFlight: number;
let mostInFlight: number;

beforeEach(() => {
	clock = new FakeClock();
	bodies = [];
	outcomes = new Map();
	inFlight = 0;
	mostInFlight = 0;
});

const ok = answer(200, { status: 'success' });

interface Course {
	endpoint?: Endpoint;
	settings?: Partial<DeliverySettings>;
	stopsOnRefusal?: boolean;
	signal?: AbortSignal;
	limit?: RateLimit;
	/** Milliseconds until an answer. */
	latency?: number;
}

const start = async (
	records: DeliveryRecord[],
	reply: (request: MoEngageRequest, index: number) => Attempt,
	{ endpoint = trackDevice, settings, stopsOnRefusal = false, latency = 10, ...more }: Course = {},
) => {
	const given = {
		concurrency: 50,
		maxRetries: 5,
		timeout: 30_000,
		maxWait: 900_000,
		batchSize: Infinity,
		...settings,
	};
	const send = async (request: MoEngageRequest) => {
		bodies.push(request.body ?? '');
		const index = bodies.length - 1;
		inFlight += 1;
		mostInFlight = Math.max(mostInFlight, inFlight);
		await clock.sleep(latency);
		inFlight -= 1;
		return reply(request, index);
	};
	const { requests } = poolRecords(endpoint, records, given.batchSize, given.requestId);
	await deliver(
		endpoint,
		requests,
		{
			send,
			limit: new RateLimit(endpoint, clock),
			settings: given,
			report: new DeliveryReport(clock),
			clock,
			...more,
		},
		{
			settle: (record, outcome) => {
				outcomes.set(record, [...(outcomes.get(record) ?? []), outcome]);
			},
			stopsOnRefusal,
		},
	);
	return requests;
};

const run = async (...parameters: Parameters<typeof start>) =>
	await clock.finish(start(...parameters));

const devices = (count: number): DeliveryRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		owners: [index],
		body: { type: 'device', customer_id: String(index) },
	}));

const addresses = (count: number): DeliveryRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		owners: [index],
		body: { esp: 'SENDGRID', update_esp: true },
		entry: `user${index}@example.com`,
	}));

const readBody = (body: string): Received => JSON.parse(body);

const kinds = () => [...outcomes.values()].flat().map(({ kind }) => kind);

const findRefused = () =>
	[...outcomes].flatMap(([{ owners }, [outcome]]) => (outcome?.kind === 'refused' ? owners : []));

it('sends each record once and tells its outcome once', async () => {
	await run(devices(1_000), () => ok);

	expect(bodies).toHaveLength(1_000);
	expect(new Set(bodies).size).toBe(1_000);
	expect(outcomes.size).toBe(1_000);
	expect(kinds()).toEqual(new Array(1_000).fill('accepted'));
});

it('sends in the order of the items', async () => {
	await run(devices(200), () => ok);

	expect(bodies.map((body) => JSON.parse(body).customer_id)).toEqual(
		Array.from({ length: 200 }, (_, index) => String(index)),
	);
});

it.each([1, 7, 50])('has no more than %i requests under way', async (concurrency) => {
	await run(devices(100), () => ok, { settings: { concurrency } });

	expect(mostInFlight).toBe(concurrency);
});

it('lets go of what is done', async () => {
	const requests = await run(devices(100), () => ok);

	expect(requests).toEqual([]);
});

it('has nothing to do where no item has anything to send', async () => {
	await run([], () => ok);

	expect(bodies).toEqual([]);
});

it('hands the answer and the id of its request to every record', async () => {
	await run(addresses(150), (_, index) => answer(202, { response_id: `r${index}` }), {
		endpoint: bulkResubscribe,
		settings: { requestId: 'run' },
	});

	expect([...outcomes.values()].flat()).toEqual([
		...new Array(100).fill({ kind: 'accepted', answer: { response_id: 'r0' }, requestId: 'run-1' }),
		...new Array(50).fill({ kind: 'accepted', answer: { response_id: 'r1' }, requestId: 'run-2' }),
	]);
});

it('sends the id of a single request as the user gave it', async () => {
	await run(addresses(3), () => ok, {
		endpoint: bulkResubscribe,
		settings: { requestId: 'run' },
	});

	expect(bodies.map((body) => readBody(body).request_id)).toEqual(['run']);
});

it('counts each record against a limit that counts records', async () => {
	const records = Array.from({ length: 30 }, (_, index) => ({
		owners: [index],
		body: { type: 'transition' },
		entry: { customer_id: String(index) },
	}));
	const limit = new RateLimit({ perMinute: 20 }, clock);
	await run(records, () => ok, { endpoint: bulkImport, settings: { batchSize: 10 }, limit });

	expect(bodies).toHaveLength(3);
	expect(clock.now()).toBeGreaterThanOrEqual(60_000);
});

describe('a pool that MoEngage rejects', () => {
	const rejectAny =
		(culprits: string[], status = 400) =>
		({ body = '' }: MoEngageRequest) =>
			readBody(body).recipients.some((recipient) => culprits.includes(recipient))
				? answer(status, { error: { message: 'Invalid recipient' } })
				: ok;

	const course = { endpoint: { ...bulkResubscribe, perMinute: 10_000 } };

	it.each([400, 413])('with %i is halved until the culprits stand alone', async (status) => {
		const culprits = ['user3@example.com', 'user77@example.com', 'user120@example.com'];
		await run(addresses(150), rejectAny(culprits, status), course);

		expect(findRefused().sort((a, b) => a - b)).toEqual([3, 77, 120]);
		expect(outcomes.size).toBe(150);
		expect(kinds().filter((kind) => kind === 'accepted')).toHaveLength(147);
	});

	it('takes at most two requests for each halving', async () => {
		await run(addresses(100), rejectAny(['user42@example.com']), course);

		expect(bodies.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
	});

	it('sends no accepted address twice', async () => {
		await run(addresses(100), rejectAny(['user42@example.com', 'user43@example.com']), course);

		const accepted = bodies.filter((body) => !/user4[23]@/.test(body));
		const sent = accepted.flatMap((body) => readBody(body).recipients);
		expect(new Set(sent).size).toBe(sent.length);
		expect(sent).toHaveLength(98);
	});

	it('gives each half an id of its own, and keeps it when a half is repeated', async () => {
		const reply = (request: MoEngageRequest, index: number) =>
			index === 1 ? answer(503) : rejectAny(['user0@example.com'])(request);
		await run(addresses(4), reply, { ...course, settings: { requestId: 'run' } });

		expect(bodies.map((body) => readBody(body).request_id)).toEqual([
			'run',
			'run-1',
			'run-1',
			'run-2',
			'run-3',
			'run-4',
		]);
		expect(new Set(bodies).size).toBe(bodies.length - 1);
	});

	it('never gives two requests the same id', async () => {
		const rejected = rejectAny(['user0@example.com', 'user201@example.com']);
		await run(addresses(250), rejected, { ...course, settings: { requestId: 'run' } });

		const ids = bodies.map((body) => readBody(body).request_id);
		expect(new Set(ids).size).toBe(bodies.length);
	});

	it('for another reason is refused as a whole', async () => {
		await run(addresses(100), () => answer(422, { error: { message: 'No' } }), course);

		expect(bodies).toHaveLength(1);
		expect(kinds()).toEqual(new Array(100).fill('refused'));
	});

	it('is halved within the limits', async () => {
		const limit = new RateLimit({ perMinute: 2 }, clock);
		await run(addresses(4), rejectAny(['user0@example.com']), { ...course, limit });

		expect(bodies).toHaveLength(5);
		expect(clock.now()).toBeGreaterThanOrEqual(120_000);
	});
});

describe('a refused account', () => {
	it.each([401, 403, 409])(
		'with %i stops the run: of a thousand items only those under way have left',
		async (status) => {
			const refusal = answer(status, { error: { message: 'No entry' } });
			await run(devices(1_000), () => refusal, { settings: { concurrency: 20 } });

			expect(bodies).toHaveLength(20);
			expect(outcomes.size).toBe(1_000);
			expect([...outcomes.values()].flat()).toHaveLength(1_000);
			for (const [outcome] of outcomes.values()) {
				expect(outcome).toMatchObject({
					kind: 'refused',
					refusal: { message: 'No entry', httpCode: String(status) },
				});
			}
		},
	);

	it('does not take back what was accepted before', async () => {
		const reply = (_: MoEngageRequest, index: number) => (index < 30 ? ok : answer(401));
		await run(devices(100), reply, { settings: { concurrency: 5 } });

		expect(kinds().filter((kind) => kind === 'accepted')).toHaveLength(30);
		expect(kinds().filter((kind) => kind === 'refused')).toHaveLength(70);
		expect(bodies.length).toBeLessThanOrEqual(35);
	});

	it('ends the waits of all others within a second', async () => {
		const reply = (_: MoEngageRequest, index: number) => (index === 9 ? answer(401) : ok);
		const limit = new RateLimit({ perMinute: 10 }, clock);
		await run(devices(100), reply, { limit });

		expect(bodies).toHaveLength(10);
		expect(outcomes.size).toBe(100);
		expect(clock.now()).toBeLessThan(1_000);
	});

	it('is a matter of the one record where a conflict concerns the user', async () => {
		const { updateUserPreferences } = endpoints;
		const reply = (_: MoEngageRequest, index: number) => (index === 3 ? answer(409) : ok);
		await run(devices(10), reply, { endpoint: updateUserPreferences });

		expect(bodies).toHaveLength(10);
		expect(kinds().filter((kind) => kind === 'refused')).toHaveLength(1);
	});
});

describe('a refused record', () => {
	const refuseThird = (_: MoEngageRequest, index: number) => (index === 2 ? answer(400) : ok);

	it('leaves the others alone where the node continues', async () => {
		await run(devices(1_000), refuseThird, { settings: { concurrency: 10 } });

		expect(findRefused()).toEqual([2]);
		expect(kinds().filter((kind) => kind === 'accepted')).toHaveLength(999);
	});

	it('stops the run where the node stops, and the rest stays unsent', async () => {
		await run(devices(1_000), refuseThird, { settings: { concurrency: 10 }, stopsOnRefusal: true });

		expect(findRefused()).toEqual([2]);
		expect(bodies.length).toBeLessThanOrEqual(20);
		expect(outcomes.size).toBe(bodies.length);
	});

	it('stops also the search for other culprits in its pool', async () => {
		const reply = () => answer(400);
		await run(addresses(100), reply, { endpoint: bulkResubscribe, stopsOnRefusal: true });

		expect(findRefused()).toEqual([0]);
		expect(bodies.length).toBeLessThanOrEqual(8);
	});
});

describe('a cancelled execution', () => {
	const cancelAfter = async (milliseconds: number, course: Course, records = devices(1_000)) => {
		const execution = new AbortController();
		const delivering = start(records, () => ok, { ...course, signal: execution.signal });
		await clock.pass(milliseconds);
		const before = bodies.length;
		execution.abort();
		const at = clock.now();
		await clock.finish(delivering);
		return { leftAfterwards: bodies.length - before, took: clock.now() - at, before };
	};

	it('in the middle of a wait for the limit sends nothing more and ends within a second', async () => {
		const limit = new RateLimit({ perMinute: 10 }, clock);
		const { before, leftAfterwards, took } = await cancelAfter(30_000, { limit });

		expect(before).toBe(10);
		expect(leftAfterwards).toBe(0);
		expect(took).toBeLessThan(1_000);
		expect(outcomes.size).toBe(10);
	});

	it('in the middle of sending sends nothing more', async () => {
		const { before, leftAfterwards } = await cancelAfter(95, { settings: { concurrency: 10 } });

		expect(before).toBe(100);
		expect(leftAfterwards).toBe(0);
	});

	it('leaves the limit free for the next one', async () => {
		const limit = new RateLimit({ perMinute: 10 }, clock);
		await cancelAfter(30_000, { limit });
		await run(devices(10), () => ok, { limit });

		expect(bodies).toHaveLength(20);
		expect(limit.isInUse()).toBe(false);
	});
});

it('ends with what could not be foreseen, and sends nothing more', async () => {
	const send = (_: MoEngageRequest, index: number) => {
		if (index === 5) throw new Error('Unforeseen');
		return ok;
	};

	await expect(run(devices(1_000), send, { settings: { concurrency: 5 } })).rejects.toThrow(
		'Unforeseen',
	);
	expect(bodies.length).toBeLessThanOrEqual(15);
	expect(inFlight).toBe(0);
});

it('keeps a body only while its request is under way', async () => {
	let composed = 0;
	const records = devices(200).map((record) => ({
		...record,
		get body(): IDataObject {
			composed += 1;
			return { customer_id: 'ada' };
		},
	}));
	const execution = new AbortController();
	const delivering = start(records, () => ok, {
		settings: { concurrency: 2 },
		signal: execution.signal,
	});
	composed = 0;
	await clock.pass(25);
	execution.abort();
	await clock.finish(delivering);

	expect(composed).toBeLessThanOrEqual(10);
});
