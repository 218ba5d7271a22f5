import type { Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import type { Attempt, MoEngageRequest } from '../../../nodes/MoEngage/api/request';
import {
	deliver,
	DeliveryStats,
	CircuitBreaker,
	ReadyQueue,
	createBatches,
	TimeSlice,
	type Outcome,
} from '../../../nodes/MoEngage/delivery';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { FakeClock, noWork } from './fakeClock';
import { answer } from './fakeMoEngage';

export const ok = answer(200, { status: 'success' });

export const broken: Attempt = { kind: 'noAnswer', code: 'ECONNRESET', timedOut: false };

export const timedOut: Attempt = { kind: 'noAnswer', code: 'ECONNABORTED', timedOut: true };

/** A request that left, with when it did and when its answer was there. */
export interface Sent {
	request: MoEngageRequest;
	body: string;
	at: number;
	answeredAt: number;
}

export interface Scenario {
	endpoint: Endpoint;
	records: MoEngageRecord[];
	/** What MoEngage answers, by the request, how many came before it, and when it left. */
	reply: (request: MoEngageRequest, index: number, sent: Sent) => Attempt;
	/** Milliseconds until an answer. */
	latency?: (index: number) => number;
	concurrency?: number;
	maxRetries?: number;
	maxRetriesUnreached?: number;
	maxWait?: number;
	batchSize?: number;
	requestId?: string;
	repeatsAmbiguous?: boolean;
	stopsOnSetback?: boolean;
	timeSlice?: typeof noWork;
	clock?: FakeClock;
	limiter?: RateLimiter;
	/** Milliseconds after which the execution is cancelled. */
	cancelAt?: number;
}

export interface Delivered {
	sent: Sent[];
	outcomes: Map<MoEngageRecord, Outcome[]>;
	report: DeliveryStats;
	clock: FakeClock;
	mostUnderWay: number;
	/** The outcome of each record, by its first owner. */
	kinds: () => string[];
	/** The owners of the records that were not accepted. */
	setbacks: () => number[];
}

/** Delivers records in virtual time, to a MoEngage that answers what the test says. */
export const runDelivery = async (scenario: Scenario): Promise<Delivered> => {
	const { endpoint, records, reply, latency = () => 10, clock = new FakeClock() } = scenario;
	const sent: Sent[] = [];
	const outcomes = new Map<MoEngageRecord, Outcome[]>();
	const report = new DeliveryStats();
	const execution = new AbortController();
	const stopping = new AbortController();
	const limiters = new Map<string, RateLimiter>([
		[endpoint.name, scenario.limiter ?? new RateLimiter(endpoint, clock)],
	]);
	let underWay = 0;
	let mostUnderWay = 0;

	const send = async (request: MoEngageRequest): Promise<Attempt> => {
		const index = sent.length;
		const end = clock.now() + latency(index);
		const leaves = { request, body: request.body ?? '', at: clock.now(), answeredAt: end };
		sent.push(leaves);
		underWay += 1;
		mostUnderWay = Math.max(mostUnderWay, underWay);
		// n8n breaks off what is under way when the execution is cancelled.
		while (clock.now() < end && !execution.signal.aborted) {
			await clock.sleep(Math.min(50, end - clock.now()));
		}
		underWay -= 1;
		return execution.signal.aborted ? broken : reply(request, index, leaves);
	};

	const findLimiter = (limited: Endpoint) => {
		const limiter = limiters.get(limited.name) ?? new RateLimiter(limited, clock);
		limiters.set(limited.name, limiter);
		return limiter;
	};

	const { maxRetries = 5, maxRetriesUnreached, maxWait = 900_000 } = scenario;
	const { requestId, concurrency = 50 } = scenario;
	const { batchSize: size = Infinity, repeatsAmbiguous = endpoint.idempotent } = scenario;
	const pooling = { endpoint, size, requestId };
	const line = new ReadyQueue(await createBatches(pooling, records, new TimeSlice()));
	const rules = { maxRetries, maxRetriesUnreached, maxWait, repeatsAmbiguous };

	const settle = (record: MoEngageRecord, outcome: Outcome) => {
		outcomes.set(record, [...(outcomes.get(record) ?? []), outcome]);
		if (scenario.stopsOnSetback && outcome.kind !== 'accepted') stopping.abort();
	};
	const delivering = deliver(
		line,
		{
			...{
				send,
				findLimiter,
				rules,
				timeout: 30_000,
				circuitBreaker: new CircuitBreaker(clock, rules),
				report,
				clock,
			},
			// Only real time needs rests.
			timeSlice: scenario.timeSlice ?? noWork,
			signal: AbortSignal.any([execution.signal, stopping.signal]),
		},
		{ endpoint, concurrency, requestId, settle },
	);
	if (scenario.cancelAt !== undefined) {
		await clock.pass(scenario.cancelAt);
		execution.abort();
	}
	await clock.finish(delivering);
	return {
		sent,
		outcomes,
		report,
		clock,
		mostUnderWay,
		kinds: () => records.flatMap((record) => outcomes.get(record) ?? []).map(({ kind }) => kind),
		setbacks: () =>
			records.flatMap((record) =>
				outcomes.get(record)?.some(({ kind }) => kind !== 'accepted') ? record.itemIndexes : [],
			),
	};
};

const number = <T>(count: number, create: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => create(index));

/** One device of each of so many customers. */
export const createDevices = (count: number): MoEngageRecord[] =>
	number(count, (index) => ({
		itemIndexes: [index],
		orderingKeys: [`device ${index}`],
		body: { type: 'device', customer_id: String(index) },
	}));

export const createAddresses = (count: number): MoEngageRecord[] =>
	number(count, (index) => ({
		itemIndexes: [index],
		orderingKeys: [`user${index}@example.com`],
		body: { esp: 'SENDGRID', update_esp: true },
		entry: `user${index}@example.com`,
	}));

export const readRecipients = ({ body = '' }: { body?: string }): string[] =>
	JSON.parse(body).recipients;

/** Rejects a pool as a whole as soon as it holds one of the named addresses. */
export const rejectAny =
	(indexes: number[], rejection: Attempt = answer(400, { error: { message: 'No such user' } })) =>
	(request: MoEngageRequest): Attempt =>
		readRecipients(request).some((address) =>
			indexes.some((index) => address === `user${index}@example.com`),
		)
			? rejection
			: ok;
