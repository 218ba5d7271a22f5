import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import type { Attempt } from '../../../nodes/MoEngage/api/request';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { cases } from '../../quick';
import { takeTurns } from './arbitrary';
import { FakeClock, noWork } from './fakeClock';
import { answer } from './fakeMoEngage';
import {
	broken,
	createAddresses,
	createDevices,
	ok,
	readRecipients,
	rejectAny,
	runDelivery,
	timedOut,
	type Scenario,
} from './runDelivery';

const { bulkResubscribe, trackDevice, trackEvent, updateUserPreferences } = endpoints;

const run = async (count: number, reply: Scenario['reply'], more: Partial<Scenario> = {}) =>
	await runDelivery({ endpoint: trackDevice, records: createDevices(count), reply, ...more });

/** Answers the first request so, and accepts all others. */
const atFirst = (attempt: Attempt) => (_: unknown, index: number) => (index === 0 ? attempt : ok);

const page = { kind: 'answer', headers: {}, text: '<html>Bad gateway</html>' } as const;
const unreadable: Attempt = { ...page, status: 200, text: '{"status":"succ' };
const proxy: Attempt = { ...page, status: 502 };
const laterError = { status: 'fail', error: { message: 'Later', request_id: 'aBcD' } };
const later = answer(503, laterError);
const laterBy = (seconds: number) => answer(503, laterError, { 'retry-after': String(seconds) });
const full = answer(429, {}, { 'retry-after': '30' });

const readCustomer = ({ body }: { body: string }): string => JSON.parse(body).customer_id;

/** What may happen to a request on a bad day. */
const anything: fc.Arbitrary<Attempt> = fc.oneof(
	fc.constantFrom(ok, broken, timedOut, unreadable, proxy),
	fc
		.tuple(
			fc.constantFrom(200, 202, 204, 400, 404, 413, 422, 429, 500, 503),
			fc.record(
				{
					'x-ratelimit-limit': fc.constantFrom('0', '5', '100', '-1', 'many', '1e99', '7, 7'),
					'x-ratelimit-remaining': fc.constantFrom('0', '3', '-1', '', '1e99'),
					'x-ratelimit-reset': fc.constantFrom('0', '12', '1795300000', '1e300', 'soon', '-8'),
					'retry-after': fc.constantFrom('0', '9', '1e300', 'tomorrow', '-5'),
				},
				{ requiredKeys: [] },
			),
		)
		.map(([status, headers]) => answer(status, { message: 'Said' }, headers)),
);

it.each([400, 429, 500])('fails a record whose last answer is a %d', async (status) => {
	const { kinds } = await run(1, () => answer(status), { maxRetries: 2 });

	expect(kinds()).toEqual(['failed']);
});

it('gives each record one outcome and never exceeds the retries, whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(anything, { minLength: 1, maxLength: 30 }),
			fc.integer({ min: 0, max: 150 }),
			fc.integer({ min: 0, max: 6 }),
			fc.integer({ min: 1, max: 60 }),
			async (replies, count, maxRetries, concurrency) => {
				const attempts = new Map<string, number>();
				const draw = takeTurns(replies);
				const { outcomes } = await runDelivery({
					endpoint: { ...bulkResubscribe, perMinute: 1_000 },
					records: createAddresses(count),
					reply: ({ body = '' }) => {
						const reply = draw();
						// A 429 uses up no retry.
						const uses = reply.kind === 'answer' && reply.status === 429 ? 0 : 1;
						attempts.set(body, (attempts.get(body) ?? 0) + uses);
						return reply;
					},
					requestId: 'run',
					maxRetries,
					concurrency,
				});

				expect(outcomes.size).toBe(count);
				for (const told of outcomes.values()) expect(told).toHaveLength(1);
				for (const times of attempts.values()) expect(times).toBeLessThanOrEqual(maxRetries + 1);
			},
		),
	);
});

it('sends in the order of the items, each once, and forgets what is done', async () => {
	const { sent, kinds } = await run(1_000, () => ok);

	expect(sent.map(readCustomer)).toEqual(Array.from({ length: 1_000 }, (_, index) => `${index}`));
	expect(kinds()).toEqual(new Array(1_000).fill('accepted'));
});

it.each([1, 7, 50])('has no more than %i requests under way', async (concurrency) => {
	const { mostUnderWay } = await run(200, () => ok, { concurrency });

	expect(mostUnderWay).toBe(concurrency);
});

describe('a rejection of every request that is fatal', () => {
	it.each([401, 403, 301])('with %i stops the run, and the rest shares it', async (status) => {
		const failure = answer(status, { error: { message: 'No entry', type: 'X' } });
		const { sent, outcomes } = await run(1_000, (_, index) => (index < 30 ? ok : failure), {
			concurrency: 20,
		});

		expect(sent.length).toBeLessThanOrEqual(50);
		expect(outcomes.size).toBe(1_000);
		const refused = [...outcomes.values()].flat().filter(({ kind }) => kind === 'failed');
		expect(refused).toHaveLength(970);
		for (const outcome of refused) {
			expect(outcome).toMatchObject({ failure: { httpCode: String(status) } });
		}
	});

	it('also settles those who wait for an earlier one of their ordering key', async () => {
		const records = createDevices(50).map((record) => ({ ...record, orderingKeys: ['ada'] }));
		const { outcomes } = await run(50, () => answer(401), { records });

		expect(outcomes.size).toBe(50);
	});

	it('ends the waits of all others within a second', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter({ perMinute: 20 }, clock);
		const reply = (_: unknown, index: number) => (index === 19 ? answer(401) : ok);
		const { sent, outcomes } = await run(100, reply, { clock, limiter });

		expect(sent).toHaveLength(20);
		expect(outcomes.size).toBe(100);
		expect(clock.now()).toBeLessThan(1_000);
	});
});

describe('a rejected record', () => {
	const rejectThird = (_: unknown, index: number) => (index === 2 ? answer(404) : ok);

	it('lets the others go on where the node continues', async () => {
		const { failedItems, kinds } = await run(1_000, rejectThird, { concurrency: 10 });

		expect(failedItems()).toEqual([2]);
		expect(kinds()).toHaveLength(1_000);
	});

	it('stops the run where the node stops, and the rest stays unsent', async () => {
		const more = { concurrency: 10, stopsOnFailure: true };
		const { sent, outcomes } = await run(1_000, rejectThird, more);

		expect(sent.length).toBeLessThanOrEqual(22);
		expect(outcomes.size).toBe(sent.length);
	});
});

it('moves no limit by an answer to a key that is not accepted', async () => {
	const clock = new FakeClock();
	const limiter = new RateLimiter({ perMinute: 10 }, clock);
	const headers = {
		'x-ratelimit-limit': '10',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': '60',
	};
	await run(3, () => answer(401, {}, headers), { clock, limiter });

	expect(limiter.timeUntilQuota()).toBe(0);
	expect((await run(10, () => ok, { clock, limiter })).kinds()).toEqual(Array(10).fill('accepted'));
	expect(clock.now()).toBeLessThan(1_000);
});

it.each([
	['time-outs', timedOut],
	['broken connections', broken],
])('keeps to the time of a 429, whatever %s come after it', async (_, noAnswer) => {
	const reply: Scenario['reply'] = (__, index, { at }) => {
		if (index === 5) return full;
		return index > 5 && at < 30_000 ? noAnswer : ok;
	};
	const { sent, kinds } = await run(20, reply, { concurrency: 10 });

	expect(sent.filter(({ at }) => at > 20 && at < 30_000)).toEqual([]);
	expect(kinds()).toEqual(new Array(20).fill('accepted'));
});

describe('a limit that is used up', () => {
	const limited = { ...trackDevice, perMinute: 5 };

	it('is waited for as long as the user allows, and no longer', async () => {
		const { kinds, outcomes } = await run(10, () => ok, { endpoint: limited, maxWait: 30_000 });

		expect(kinds()).toEqual([...Array(5).fill('accepted'), ...Array(5).fill('limitUsedUp')]);
		const usedUp = [...outcomes.values()].flat().filter(({ kind }) => kind === 'limitUsedUp');
		expect(usedUp).toEqual(Array(5).fill({ kind: 'limitUsedUp', wait: expect.any(Number) }));
		expect((await run(10, () => ok, { endpoint: limited })).kinds()).toEqual(
			Array(10).fill('accepted'),
		);
	});

	it('is told whether a request comes back from a 429', async () => {
		const clock = new FakeClock();
		const limiter = new RateLimiter(trackDevice, clock);
		const acquire = jest.spyOn(limiter, 'acquire');
		const replies = [answer(429), answer(503)];
		await run(1, (_, index) => replies[index] ?? ok, { limiter, clock });

		expect(acquire.mock.calls.map(([{ goesFirst }]) => goesFirst)).toEqual([false, true, false]);
	});

	it('has as much room for the next execution after one that was cancelled while it waited', async () => {
		const clock = new FakeClock();
		const shared = { endpoint: limited, clock, limiter: new RateLimiter(limited, clock) };
		await run(10, () => ok, { ...shared, cancelAt: 5_000 });
		const { sent } = await run(7, () => ok, shared);
		const minutes = sent.map(({ at }) => Math.floor(at / 60_000));

		expect(minutes).toEqual([1, 1, 1, 1, 1, 2, 2]);
	});

	it('also holds back whose prerequisite another limit has no room for', async () => {
		const prerequisite = { entry: {}, endpoint: { ...endpoints.trackUser, perMinute: 3 } };
		const records = createDevices(6).map((record, index) => ({
			...record,
			prerequisite: { ...prerequisite, key: String(index) },
		}));
		const { kinds } = await run(6, () => ok, { records, maxWait: 1_000 });

		expect(kinds()).toEqual([...Array(3).fill('accepted'), ...Array(3).fill('limitUsedUp')]);
	});
});

describe('an event', () => {
	const event = { endpoint: trackEvent };

	const refused: Attempt = { kind: 'noAnswer', code: 'ECONNREFUSED', timedOut: false };

	it.each<[string, Attempt, string[]]>([
		['is not sent again after a time-out', timedOut, ['ambiguous', 'accepted']],
		['is not sent again after a broken connection', broken, ['ambiguous', 'accepted']],
		['is not sent again after what cannot be read', unreadable, ['ambiguous', 'accepted']],
		['is not sent again after an answer of a proxy', proxy, ['ambiguous', 'accepted']],
		['is sent again after a refused connection', refused, ['accepted', 'accepted']],
		[
			'is sent again after a 429',
			answer(429, {}, { 'retry-after': '1' }),
			['accepted', 'accepted'],
		],
		['is sent again after a 503 of MoEngage', later, ['accepted', 'accepted']],
	])('%s', async (_, fault, expected) => {
		const { sent, kinds } = await run(2, atFirst(fault), event);

		expect(kinds()).toEqual(expected);
		expect(sent).toHaveLength(expected[0] === 'ambiguous' ? 2 : 3);
	});

	it('is sent again after an unclear answer if the user says so', async () => {
		const { kinds } = await run(1, atFirst(timedOut), { ...event, repeatsAmbiguous: true });

		expect(kinds()).toEqual(['accepted']);
	});

	it('is sent again after an unclear answer if it has an ID, but not its neighbors in the batch', async () => {
		const records = createAddresses(4).map((record, index) => ({
			...record,
			idempotent: index % 2 === 0 ? undefined : true,
		}));
		const endpoint = { ...bulkResubscribe, idempotent: false };
		const { sent, kinds } = await run(4, atFirst(timedOut), { endpoint, records });

		expect(kinds()).toEqual(['ambiguous', 'accepted', 'ambiguous', 'accepted']);
		expect(sent.map(readRecipients)).toEqual([
			[0, 1, 2, 3].map((index) => `user${index}@example.com`),
			[1, 3].map((index) => `user${index}@example.com`),
		]);
	});

	it('has one outcome also where its batch is rejected after an unclear answer', async () => {
		const records = createAddresses(6).map((record, index) => ({
			...record,
			idempotent: index > 0,
		}));
		const endpoint = { ...bulkResubscribe, idempotent: false };
		const rejection = rejectAny([2]);
		const reply: Scenario['reply'] = (request, index) =>
			index === 0 ? timedOut : rejection(request);
		const { kinds } = await run(6, reply, { endpoint, records });

		expect(kinds()).toEqual([
			...['ambiguous', 'accepted', 'failed'],
			...['accepted', 'accepted', 'accepted'],
		]);
	});
});

describe('an attempt that MoEngage may have carried out', () => {
	it.each<[string, Attempt]>([
		['a 503', later],
		['a 429 that names a late time', answer(429, {}, { 'retry-after': '3600' })],
		['a 404', answer(404)],
		['a 401', answer(401)],
	])('is not forgotten because of %s afterward', async (_, last) => {
		const reply = (__: unknown, index: number) => (index === 0 ? timedOut : last);
		const { outcomes } = await run(1, reply, { maxRetries: 2, maxWait: 60_000 });
		const asEvent = await run(1, reply, { endpoint: trackEvent, repeatsAmbiguous: true });

		expect([...outcomes.values()][0]).toMatchObject([{ mayHaveBeenApplied: true }]);
		expect([...asEvent.outcomes.values()][0]).toMatchObject([
			{ kind: 'ambiguous', failure: { message: expect.stringContaining('did not answer') } },
		]);
	});

	const rejection = answer(400, { error: { message: 'No' } });

	it.each<[string, Attempt[], boolean[]]>([
		['a 413 of its batch and a 400 alone', [timedOut, answer(413), rejection], [true, true, true]],
		['a 401 in the bisection of its batch', [timedOut, rejection, answer(401)], [true, true, true]],
		[
			'a 400 after its bisection has sent it',
			[rejection, timedOut, rejection],
			[true, false, false],
		],
	])('is not forgotten because of %s', async (_, replies, expected) => {
		const endpoint = { ...bulkResubscribe, idempotent: false };
		const reply = (__: unknown, index: number) => replies[index] ?? replies.at(-1) ?? ok;
		const apply = async (idempotent: boolean) => {
			const records = createAddresses(3).map((record) => ({ ...record, idempotent }));
			const more = { endpoint, records, maxRetries: 1, repeatsAmbiguous: !idempotent };
			return [...(await run(3, reply, more)).outcomes.values()].flat();
		};

		const applied = (await apply(true)).map((outcome) => 'mayHaveBeenApplied' in outcome);
		expect(applied).toEqual(expected);
		expect((await apply(false)).map(({ kind }) => kind)).toEqual(
			expected.map((isAmbiguous) => (isAmbiguous ? 'ambiguous' : 'failed')),
		);
	});
});

describe('what a record needs before it', () => {
	/** Devices of so many customers in turn, each of which brings its customer along. */
	const createPrecededDevices = (count: number, customers: number): MoEngageRecord[] =>
		Array.from({ length: count }, (_, index) => {
			const customer = `customer ${index % customers}`;
			return {
				itemIndexes: [index],
				orderingKeys: [customer],
				body: { type: 'transition' },
				entry: { device: index },
				prerequisite: { key: customer, entry: { customer }, endpoint: endpoints.bulkImportUsers },
			};
		});

	const readEntries = (body: string): Array<{ device?: number; customer?: string }> =>
		JSON.parse(body).elements;

	it('goes with the first record that is sent until one was accepted, whatever happens', async () => {
		const replies = fc.array(fc.constantFrom(ok, later, broken, answer(404)), { maxLength: 8 });
		const check = async (
			given: Attempt[],
			poison: Set<number>,
			batchSize: number,
			maxRetries: number,
		) => {
			const known = new Set<string>();
			const isOrphan: number[] = [];
			let creations = 0;
			await runDelivery({
				endpoint: endpoints.bulkImport,
				records: createPrecededDevices(12, 3),
				batchSize,
				maxRetries,
				reply: ({ body = '' }, index) => {
					const entries = readEntries(body);
					const isPoisoned = entries.some(({ device = -1 }) => poison.has(device));
					const attempt = isPoisoned ? answer(400, { message: 'No' }) : (given[index] ?? ok);
					if (attempt !== ok) return attempt;
					for (const { device = -1, customer } of entries) {
						if (customer !== undefined) creations += 1;
						if (customer !== undefined) known.add(customer);
						else if (!known.has(`customer ${device % 3}`)) isOrphan.push(device);
					}
					return ok;
				},
			});

			expect(isOrphan).toEqual([]);
			expect(creations).toBe(known.size);
		};
		await fc.assert(
			fc.asyncProperty(
				replies,
				fc.uniqueArray(fc.nat(11), { maxLength: 4 }).map((indexes) => new Set(indexes)),
				fc.integer({ min: 1, max: 12 }),
				fc.nat(1),
				check,
			),
			cases(100),
		);
	});
});

describe('a user who is not found when deleted again', () => {
	const missing = answer(400, { status: 'fail', title: 'Not Found', description: 'No such user' });
	const { deleteUser } = endpoints;

	it.each<[string, Endpoint, Attempt, Attempt, string]>([
		['is gone where the attempt before was lost', deleteUser, timedOut, missing, 'accepted'],
		['was never there where MoEngage did nothing before', deleteUser, later, missing, 'failed'],
		['is no success where it is refused otherwise', deleteUser, timedOut, answer(400), 'failed'],
		['is no success where it was not to be deleted', trackDevice, timedOut, missing, 'failed'],
		['is no success where a gateway finds nothing', deleteUser, timedOut, answer(404), 'failed'],
	])('%s', async (_, endpoint, first, second, outcome) => {
		const reply = (__: unknown, index: number) => (index === 0 ? first : second);
		const { kinds } = await run(1, reply, { endpoint });

		expect(kinds()).toEqual([outcome]);
	});
});

describe('a request that MoEngage cannot take now', () => {
	it('is not sent again where MoEngage asks for a longer wait than the user allows', async () => {
		const { sent, outcomes } = await run(1, () => laterBy(31), { maxWait: 30_000 });

		expect(sent).toHaveLength(1);
		const failure = expect.objectContaining({ message: 'Later' });
		expect([...outcomes.values()]).toEqual([[{ kind: 'askedToWait', wait: 31_000, failure }]]);
	});

	it('is sent again after the wait, and counts as a retry', async () => {
		const { sent, stats } = await run(1, atFirst(laterBy(20)));

		expect(sent.map(({ at }) => at)).toEqual([0, 20_010]);
		expect(stats).toMatchObject({ requests: 2, retries: 1, waited: 0 });
	});

	it('is not taken for too heavy where it carries one record', async () => {
		const soon = answer(429, {}, { 'retry-after': '1' });
		const { sent, kinds } = await run(1, (_, index) => (index < 3 ? soon : ok));

		expect(sent).toHaveLength(4);
		expect(kinds()).toEqual(['accepted']);
	});
});

it('sends as many requests at once as the rest of n8n can bear', async () => {
	let allowed = 0;
	const timeSlice = {
		...noWork,
		allowRequest: async () => {
			allowed += 1;
			return await Promise.resolve();
		},
	};
	const { sent } = await run(3, atFirst(later), { timeSlice });

	expect(sent).toHaveLength(4);
	expect(allowed).toBe(4);
});

describe('a state that is kept', () => {
	const missing = { message: 'It did not say', description: 'Try again' };
	const pick = (json: IDataObject) =>
		json.state === undefined ? undefined : { is_globally_unsubscribed: json.state };

	const update = (index: number, name: string, more = {}) => ({
		itemIndexes: [index],
		orderingKeys: [name],
		body: { name, index, ...more },
	});

	const keep = (index: number, name: string): MoEngageRecord => {
		const lookUp = { endpoint: endpoints.getUserPreferences, query: { name }, pick, missing };
		return { ...update(index, name), state: { key: name, lookUp } };
	};

	const set = (index: number, name: string, value: boolean): MoEngageRecord => {
		const sets = { is_globally_unsubscribed: value };
		return { ...update(index, name, sets), state: { key: name, sets } };
	};

	const deliverStates = async (
		records: MoEngageRecord[],
		reply: Scenario['reply'],
		more: Partial<Scenario> = {},
	) => {
		const run = await runDelivery({ endpoint: updateUserPreferences, records, reply, ...more });
		const lookUps = run.sent.filter(({ body }) => body === '');
		const updates = run.sent.filter(({ body }) => body !== '');
		return {
			...run,
			story: run.sent.map(({ body, request }) =>
				body === '' ? `look up ${String(request.query?.name)}` : `update ${JSON.parse(body).name}`,
			),
			lookUpTimes: lookUps.map(({ at }) => at),
			lookUps: lookUps.map(({ request }) => request.query?.name),
			updates: updates.map(({ body }) => JSON.parse(body)),
		};
	};

	const unsubscribed: Scenario['reply'] = ({ body }) =>
		body === undefined ? answer(200, { response_id: 'a', state: true }) : ok;

	it('is looked up once for each user, and sent with each update', async () => {
		const records = [keep(0, 'ada'), keep(1, 'bob'), keep(2, 'ada')];
		const { lookUps, updates, outcomes } = await deliverStates(records, unsubscribed);

		expect(lookUps.sort()).toEqual(['ada', 'bob']);
		expect(updates).toHaveLength(3);
		for (const sent of updates) expect(sent.is_globally_unsubscribed).toBe(true);
		expect([...outcomes.values()][0]).toEqual([
			expect.objectContaining({ state: { is_globally_unsubscribed: true } }),
		]);
	});

	it('is looked up just before the first update of the user is sent, not when the run begins', async () => {
		const records = ['ada', 'bob', 'ada', 'cy'].map((name, index) => keep(index, name));
		const { story } = await deliverStates(records, unsubscribed, { concurrency: 1 });

		expect(story).toEqual([
			...['look up ada', 'update ada', 'look up bob', 'update bob'],
			...['look up cy', 'update cy', 'update ada'],
		]);
	});

	/** Records of so many users, of whom one can be looked up in a minute. */
	const keepSlowly = (count: number): MoEngageRecord[] =>
		Array.from({ length: count }, (_, index) => {
			const { state, ...record } = keep(index, `user ${index}`);
			const endpoint = { ...endpoints.getUserPreferences, perMinute: 1 };
			return {
				...record,
				state: state?.lookUp && { ...state, lookUp: { ...state.lookUp, endpoint } },
			};
		});

	it('is the next one to be looked up if its look-up met a 429', async () => {
		const { lookUps } = await deliverStates(keepSlowly(3), (request, index, sent) =>
			index === 0 ? answer(429, {}, { 'retry-after': '5' }) : unsubscribed(request, index, sent),
		);

		expect(lookUps).toEqual(['user 0', 'user 0', 'user 1', 'user 2']);
	});

	it('is no sign of an outage while it waits for the limit of its look-up', async () => {
		const { kinds } = await deliverStates(
			keepSlowly(40),
			(request, index, sent) => (index === 1 ? answer(503) : unsubscribed(request, index, sent)),
			{ maxRetries: 0, maxWait: 86_400_000 },
		);

		expect(kinds()).toEqual(['failed', ...new Array(39).fill('accepted')]);
	});

	it('holds up no update that keeps none for longer than ten seconds, while it waits for the limit of its look-up', async () => {
		const records = keepSlowly(6);
		const others = Array.from({ length: 4 }, (_, index) => update(6 + index, `other ${index}`));
		const { sent, kinds } = await deliverStates([...records, ...others], unsubscribed);

		expect(sent.filter(({ at }) => at < 11_000)).toHaveLength(2 + others.length);
		expect(kinds()).toEqual(new Array(10).fill('accepted'));
	});

	it('is looked up within the limit of its own endpoint', async () => {
		const records = Array.from({ length: 160 }, (_, index) => keep(index, `user ${index}`));
		const { kinds, lookUpTimes } = await deliverStates(records, unsubscribed);
		const countWithin = (start: number) =>
			lookUpTimes.filter((at) => at >= start && at < start + 60_000).length;

		expect(new Set(kinds())).toEqual(new Set(['accepted']));
		expect(Math.max(...lookUpTimes.map(countWithin))).toBe(endpoints.getUserPreferences.perMinute);
	});

	it.each<[string, Partial<Scenario>]>([
		['MoEngage', { endpoint: { ...updateUserPreferences, perMinute: 10 } }],
		['the user, for look-ups and updates each,', { perMinute: 10 }],
	])('is fresh when the update is sent, although %s allows ten a minute', async (_, limit) => {
		const keys = Array.from({ length: 30 }, (_, index) => `user ${index}`);
		const slow = { ...limit, latency: () => 400, concurrency: 30 };
		const records = keys.map((name, index) => keep(index, name));
		const { sent, kinds } = await deliverStates(records, unsubscribed, slow);

		expect(new Set(kinds())).toEqual(new Set(['accepted']));
		for (const name of keys) {
			const [lookUp, update] = sent.filter(
				({ body, request: { query } }) => query?.name === name || body.includes(`"${name}"`),
			);
			expect((update?.at ?? Infinity) - (lookUp?.answeredAt ?? 0)).toBeLessThanOrEqual(5_000);
		}
		expect(sent.at(-1)?.at).toBeLessThan(150_000);
	});

	it.each<[string, Attempt[], string[]]>([
		['again if the update met a 429 in between', [full], ['look up ada', 'update ada']],
		['once if MoEngage may know the update', [laterBy(30), full], ['update ada', 'update ada']],
	])('is looked up %s', async (_, attempts, story) => {
		const replies = [...attempts];
		const reply: Scenario['reply'] = (request, index, sent) =>
			sent.body === '' ? unsubscribed(request, index, sent) : (replies.shift() ?? ok);
		const run = await deliverStates([keep(0, 'ada')], reply);

		expect(run.story).toEqual(['look up ada', 'update ada', ...story]);
	});

	it('is known to a later delivery that gets the states of the earlier one', async () => {
		const knownStates = new Map();
		const first = [set(0, 'ada', true), keep(1, 'bob')];
		await deliverStates(first, unsubscribed, { knownStates });
		const records = [keep(0, 'ada'), keep(1, 'bob'), keep(2, 'cy')];
		const { story, updates } = await deliverStates(records, unsubscribed, { knownStates });

		expect(story.filter((line) => line.startsWith('look up'))).toEqual(['look up cy']);
		expect(updates).toHaveLength(3);
		for (const sent of updates) expect(sent.is_globally_unsubscribed).toBe(true);
	});

	it('counts its look-ups among the requests that may show an outage', async () => {
		const records = Array.from({ length: 300 }, (_, index) => keep(index, `user ${index}`));
		const { sent, kinds } = await deliverStates(records, () => answer(503), { maxRetries: 1 });

		expect(sent.length).toBeLessThanOrEqual(60);
		expect(kinds()).toHaveLength(300);
	});

	it('is looked up again if MoEngage has not carried out an update in between', async () => {
		const records = [keep(0, 'ada'), set(1, 'ada', true), keep(2, 'ada')];
		const busy = answer(503, { error: { code: 'Unavailable', message: 'Later' } });
		const reply: Scenario['reply'] = ({ body }) => {
			if (body === undefined) return answer(200, { response_id: 'a', state: false });
			return JSON.parse(body).index === 1 ? busy : ok;
		};
		const { lookUps } = await deliverStates(records, reply, { maxRetries: 0 });

		expect(lookUps).toEqual(['ada', 'ada']);
	});

	it('is the one that was sent, also if it is unclear whether MoEngage has changed it', async () => {
		// MoEngage takes a while to show what it has accepted.
		const stale = answer(200, { response_id: 'a', state: false });
		const reply: Scenario['reply'] = ({ body }) => {
			if (body === undefined) return stale;
			return JSON.parse(body).index === 1 ? timedOut : ok;
		};
		const records = [keep(0, 'ada'), set(1, 'ada', true), keep(2, 'ada')];
		const run = await deliverStates(records, reply, { maxRetries: 0 });

		expect(run.lookUps).toEqual(['ada']);
		const sent = run.updates.map(({ is_globally_unsubscribed: given }) => given);
		expect(sent).toEqual([false, true, true]);
	});

	it('is the one that was sent last, without another look-up', async () => {
		const records = [set(0, 'ada', false), keep(1, 'ada'), keep(2, 'bob'), set(3, 'bob', false)];
		const { lookUps, updates } = await deliverStates([...records, keep(4, 'bob')], unsubscribed);
		const sentFor = (wanted: string) =>
			updates.flatMap(({ name, is_globally_unsubscribed: given }) =>
				name === wanted ? given : [],
			);

		expect(lookUps).toEqual(['bob']);
		expect(sentFor('ada')).toEqual([false, false]);
		expect(sentFor('bob')).toEqual([true, false, false]);
	});

	it('costs the item and no other when the user is unknown or the answer does not tell', async () => {
		const reply: Scenario['reply'] = ({ body, query }) => {
			if (body !== undefined) return ok;
			if (query?.name === 'bob') return answer(404, { error: { message: 'No such user' } });
			return query?.name === 'cy' ? ok : answer(200, { response_id: 'a', state: false });
		};
		const records = [keep(0, 'ada'), keep(1, 'bob'), keep(2, 'cy')];
		const { failedItems, updates, outcomes } = await deliverStates(records, reply);

		expect(failedItems()).toEqual([1, 2]);
		expect(updates).toHaveLength(1);
		expect([...outcomes.values()]).toContainEqual([{ kind: 'failed', failure: missing }]);
	});

	it('makes clear that the update was not sent where its look-up was lost', async () => {
		const reply: Scenario['reply'] = ({ body }) => (body === undefined ? timedOut : ok);
		const { kinds, outcomes } = await deliverStates([keep(0, 'ada')], reply, { maxRetries: 0 });

		expect(kinds()).toEqual(['failed']);
		const failure = expect.objectContaining({
			message: 'MoEngage did not answer within 30 seconds',
		});
		expect([...outcomes.values()][0]).toEqual([{ kind: 'failed', failure }]);
	});

	it('stays the same in a retry', async () => {
		let updates = 0;
		const reply: Scenario['reply'] = ({ body }) => {
			if (body === undefined) return answer(200, { response_id: 'a', state: updates === 0 });
			updates += 1;
			return updates === 1 ? answer(503) : ok;
		};
		const run = await deliverStates([keep(0, 'ada')], reply);

		expect(run.lookUps).toHaveLength(1);
		expect(run.updates[0]).toEqual(run.updates[1]);
	});
});

describe('a cancelled execution', () => {
	it.each<[string, Partial<Scenario>, number, number]>([
		['the first answer', { latency: () => 10_000 }, 5, 0],
		['the limit', { endpoint: { ...trackDevice, perMinute: 5 } }, 5, 5],
	])('leaves those without an outcome who wait for %s', async (_, more, leaving, settled) => {
		const { sent, outcomes } = await run(20, () => ok, { ...more, cancelAt: 5_000 });

		expect(sent).toHaveLength(leaving);
		expect(outcomes.size).toBe(settled);
	});

	it('sends nothing more and ends within a second, in whatever it was', async () => {
		const moments = fc.oneof(fc.nat(500), fc.nat(200_000));
		const replies = fc.array(anything, { minLength: 1, maxLength: 10 });
		const check = async (given: Attempt[], cancelAt: number, concurrency: number) => {
			const { sent, clock } = await runDelivery({
				endpoint: { ...bulkResubscribe, perMinute: 10 },
				records: createAddresses(100),
				batchSize: 3,
				requestId: 'run',
				reply: takeTurns(given),
				concurrency,
				cancelAt,
			});

			for (const { at } of sent) expect(at).toBeLessThanOrEqual(cancelAt);
			expect(clock.now()).toBeLessThan(cancelAt + 1_000);
		};
		const concurrency = fc.integer({ min: 1, max: 60 });
		await fc.assert(fc.asyncProperty(replies, moments, concurrency, check), cases(50));
	});
});

it('ends with what could not be foreseen once all that is under way has ended', async () => {
	let replies = 0;
	const reply = (_: unknown, index: number) => {
		replies += 1;
		if (index === 15) throw new Error('Unforeseen');
		return ok;
	};

	await expect(run(1_000, reply, { concurrency: 5 })).rejects.toThrow('Unforeseen');
	expect(replies).toBeLessThanOrEqual(20);
});
