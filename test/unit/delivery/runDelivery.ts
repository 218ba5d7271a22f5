import type { Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import type { Attempt, MoEngageRequest } from '../../../nodes/MoEngage/api/request';
import { deliver, DeliveryStats, type Outcome } from '../../../nodes/MoEngage/delivery';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import type { DeliveryOptions } from '../../../nodes/MoEngage/delivery/types';
import { FakeClock, noWork } from './fakeClock';
import { answer } from './fakeMoEngage';

/** A success of any endpoint. */
export const ok = answer(200, { status: 'success', message: 'Accepted', response_id: 'aBcD' });

export const broken: Attempt = { kind: 'noAnswer', code: 'ECONNRESET', timedOut: false };

export const timedOut: Attempt = { kind: 'noAnswer', code: 'ECONNABORTED', timedOut: true };

/** A request that was sent, with when it was and when its answer was there. */
export interface Sent {
	request: MoEngageRequest;
	body: string;
	at: number;
	answeredAt: number;
}

type Options =
	| 'batchSize'
	| 'concurrency'
	| 'knownStates'
	| 'maxRetries'
	| 'maxWait'
	| 'perMinute'
	| 'repeatsAmbiguous'
	| 'requestId'
	| 'timeSlice';

export interface Scenario extends Partial<Pick<DeliveryOptions, Options>> {
	endpoint: Endpoint;
	records: MoEngageRecord[];
	/** What MoEngage answers, by the request, how many came before it, and when it was sent. */
	reply: (request: MoEngageRequest, index: number, sent: Sent) => Attempt;
	/** Milliseconds until an answer. */
	latency?: (index: number) => number;
	stopsOnFailure?: boolean;
	clock?: FakeClock;
	limiter?: RateLimiter;
	/** Milliseconds after which the execution is cancelled. */
	cancelAt?: number;
}

export interface Delivered {
	sent: Sent[];
	outcomes: Map<MoEngageRecord, Outcome[]>;
	stats: DeliveryStats;
	clock: FakeClock;
	mostUnderWay: number;
	/** The outcome of each record, in the order of the items. */
	kinds: () => string[];
	/** The items whose records were not accepted. */
	failedItems: () => number[];
}

/** Delivers records in virtual time, to a MoEngage that answers what the test says. */
export const runDelivery = async (scenario: Scenario): Promise<Delivered> => {
	const { endpoint, records, reply, latency = () => 10, clock = new FakeClock() } = scenario;
	const sent: Sent[] = [];
	const outcomes = new Map<MoEngageRecord, Outcome[]>();
	const stats = new DeliveryStats();
	const execution = new AbortController();
	const stopping = new AbortController();
	const nameLimit = ({ method, path, counts }: Endpoint) => `${method} ${path} ${counts}`;
	const limiters = new Map<string, RateLimiter>([
		[nameLimit(endpoint), scenario.limiter ?? new RateLimiter(endpoint, clock)],
	]);
	let underWay = 0;
	let mostUnderWay = 0;

	const send = async (request: MoEngageRequest): Promise<Attempt> => {
		const index = sent.length;
		const end = clock.now() + latency(index);
		const record = { request, body: request.body ?? '', at: clock.now(), answeredAt: end };
		sent.push(record);
		underWay += 1;
		mostUnderWay = Math.max(mostUnderWay, underWay);
		// n8n breaks off what is under way when the execution is cancelled.
		while (clock.now() < end && !execution.signal.aborted) {
			await clock.sleep(Math.min(50, end - clock.now()));
		}
		underWay -= 1;
		return execution.signal.aborted ? broken : reply(request, index, record);
	};

	const findLimiter = (limited: Endpoint) => {
		const limiter = limiters.get(nameLimit(limited)) ?? new RateLimiter(limited, clock);
		limiters.set(nameLimit(limited), limiter);
		return limiter;
	};

	const settle = (record: MoEngageRecord, outcome: Outcome) => {
		outcomes.set(record, [...(outcomes.get(record) ?? []), outcome]);
		if (scenario.stopsOnFailure && outcome.kind !== 'accepted') stopping.abort();
	};
	const delivering = deliver(
		{ workspace: { id: 'DEMO', baseUrl: 'http://localhost' }, send },
		[...records],
		{
			maxRetries: 5,
			maxWait: 900_000,
			concurrency: 50,
			batchSize: Infinity,
			repeatsAmbiguous: endpoint.idempotent,
			timeout: 30_000,
			timeSlice: noWork,
			...scenario,
			endpoint,
			settle,
			stats,
			signal: AbortSignal.any([execution.signal, stopping.signal]),
			clock,
			findLimiter,
		},
	);
	if (scenario.cancelAt !== undefined) {
		await clock.pass(scenario.cancelAt);
		execution.abort();
	}
	await clock.finish(delivering);
	return {
		sent,
		outcomes,
		stats,
		clock,
		mostUnderWay,
		kinds: () => records.flatMap((record) => outcomes.get(record) ?? []).map(({ kind }) => kind),
		failedItems: () =>
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

/** Rejects a batch as a whole as soon as it has one of the named addresses. */
export const rejectAny =
	(indexes: number[], rejection: Attempt = answer(400, { error: { message: 'No such user' } })) =>
	(request: MoEngageRequest): Attempt =>
		readRecipients(request).some((address) =>
			indexes.some((index) => address === `user${index}@example.com`),
		)
			? rejection
			: ok;
