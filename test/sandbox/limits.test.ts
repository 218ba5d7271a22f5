import { setTimeout as sleep } from 'node:timers/promises';

import {
	bulk,
	byCustomerId,
	correctRequests as requests,
	createClient,
	device,
	event,
	merges,
	optOut,
	user,
	usersToGet,
	type Answer,
} from './client';
import { endpointNames, type EndpointName } from './endpoints/names';
import { createLimiter, writeSeconds } from './limits';
import { startSandbox, type Sandbox, type SandboxSettings } from './server';

const minute = 60_000;
const day = minute * 24 * 60;
const perMinute = (count: number) => ({ perMinute: count, perDay: null });

describe('a limit of 10 a minute', () => {
	const limit = perMinute(10);

	it('lets no window of a minute hold more than 10, wherever it starts', () => {
		const limiter = createLimiter();
		const admitted: number[] = [];
		for (let now = 0; now < 10 * minute; now += 1_700) {
			if (limiter.take(1, now, limit, minute).allowed) admitted.push(now);
		}
		for (const start of admitted) {
			const inWindow = admitted.filter((at) => at >= start && at < start + minute);
			expect(inWindow.length).toBeLessThanOrEqual(10);
		}
		expect(admitted.length).toBeGreaterThan(90);
	});

	it('has room again exactly a minute after the oldest request', () => {
		const limiter = createLimiter();
		for (let count = 0; count < 10; count += 1) limiter.take(1, count * 100, limit, minute);
		expect(limiter.take(1, minute - 1, limit, minute)).toEqual({
			allowed: false,
			report: { limit: 10, remaining: 0, resetMs: 1 },
		});
		expect(limiter.take(1, minute, limit, minute).allowed).toBe(true);
		expect(limiter.take(1, minute, limit, minute).allowed).toBe(false);
	});

	it('tells how much is left', () => {
		const limiter = createLimiter();
		const reports = [0, 1_000].map((now) => limiter.take(3, now, limit, minute).report);
		expect(reports).toEqual([
			{ limit: 10, remaining: 7, resetMs: minute },
			{ limit: 10, remaining: 4, resetMs: minute - 1_000 },
		]);
	});

	it('tells a large request when all of it will find room', () => {
		const limiter = createLimiter();
		limiter.take(4, 0, limit, minute);
		limiter.take(4, 20_000, limit, minute);
		const { allowed, report } = limiter.take(8, 30_000, limit, minute);
		expect(allowed).toBe(false);
		expect(report).toEqual({ limit: 10, remaining: 2, resetMs: 50_000 });
		expect(limiter.take(8, 80_000, limit, minute).allowed).toBe(true);
	});

	it('is not used up by what is refused, though it counts as arrived', () => {
		const limiter = createLimiter();
		for (let count = 0; count < 25; count += 1) limiter.take(1, 0, limit, minute);
		expect(limiter.maxInWindow()).toBe(25);
		expect(limiter.take(10, minute, limit, minute).allowed).toBe(true);
	});
});

describe('a daily limit', () => {
	const limit = { perMinute: 5, perDay: 8 };

	it('holds beside that of the minute and tells its own reset', () => {
		const limiter = createLimiter();
		for (let count = 0; count < 8; count += 1) {
			expect(limiter.take(1, count * minute, limit, minute).allowed).toBe(true);
		}
		expect(limiter.take(1, 8 * minute, limit, minute)).toEqual({
			allowed: false,
			report: { limit: 8, remaining: 0, resetMs: day - 8 * minute },
		});
	});

	it('shrinks with the minute', () => {
		const limiter = createLimiter();
		limiter.take(5, 0, limit, 60);
		limiter.take(3, 100, limit, 60);
		expect(limiter.take(1, 200, limit, 60).report?.resetMs).toBe(day / 1_000 - 200);
		expect(limiter.take(1, day / 1_000, limit, 60).allowed).toBe(true);
	});

	it('is what the headers speak of once it leaves less than the minute', () => {
		const limiter = createLimiter();
		expect(limiter.take(1, 0, limit, minute).report?.limit).toBe(5);
		limiter.take(4, 0, limit, minute);
		expect(limiter.take(1, minute, limit, minute).report).toMatchObject({ limit: 8, remaining: 2 });
	});
});

describe('the time of a reset', () => {
	it('is never beyond the window, at whatever fraction of a millisecond it is asked', () => {
		for (let now = 0; now < 20_000; now += 7.123457) {
			const { report } = createLimiter().take(1, now, perMinute(10), minute);
			expect(report?.resetMs).toBe(minute);
		}
	});

	it('is in whole seconds, never too early', () => {
		expect(writeSeconds(59_001, minute)).toBe('60');
		expect(writeSeconds(59_000, minute)).toBe('59');
	});

	it('has fractions where the window is shortened', () => {
		expect(writeSeconds(349.2, 500)).toBe('0.35');
	});
});

const open: Sandbox[] = [];
const start = async (settings: SandboxSettings) => {
	const sandbox = await startSandbox(settings);
	open.push(sandbox);
	return { sandbox, client: createClient(sandbox) };
};
afterAll(() => Promise.all(open.map((sandbox) => sandbox.close())));

/** The numbers of MoEngage's reference: a minute's, and a day's where it names one. */
const reference: Record<EndpointName, [perMinute: number | null, perDay: number | null]> = {
	testConnection: [null, null],
	trackDevice: [10_000, null],
	bulkImport: [60_000, null],
	manageDevices: [1_000, null],
	bulkResubscribe: [10, 14_400],
	getPreferences: [100, 360_000],
	updatePreferences: [100, 360_000],
	bulkUpdatePreferences: [100, 360_000],
	updateOptIn: [1_000, 360_000],
	getCategories: [100, 360_000],
	getUserPreferences: [100, 360_000],
	updateUserPreferences: [100, 360_000],
	trackUser: [10_000, null],
	trackEvent: [30_000, null],
	getUsers: [1_000, null],
	mergeUsers: [1_000, null],
	deleteUser: [5_000, null],
	syncCohort: [300, null],
	eraseUser: [null, null],
};

const limited = endpointNames.filter((name) => reference[name][0] !== null);

const readHeaders = ({ headers }: Answer) =>
	['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));

const countRecords: EndpointName[] = ['bulkImport', 'getUsers', 'mergeUsers'];

describe("MoEngage's own limits", () => {
	it.each(endpointNames)('are in the headers of %s, where it has any', async (endpoint) => {
		const { client } = await start({ rateLimitUnit: 'records' });
		const [limit] = reference[endpoint];
		expect(readHeaders(await client.send(endpoint, requests[endpoint]))).toEqual(
			limit === null ? [null, null, null] : [String(limit), String(limit - 1), '60'],
		);
	});

	it.each(endpointNames)('of a day are those of the reference for %s', async (endpoint) => {
		const [, perDay] = reference[endpoint];
		const { client } = await start({ limits: { [endpoint]: { perMinute: null } } });
		const answer = await client.send(endpoint, requests[endpoint]);
		// Where nothing limits a minute, the headers speak of the day.
		expect(answer.headers.get('x-ratelimit-limit')).toBe(perDay && String(perDay));
	});
});

it.each(limited)('over its limit, %s answers 429 in its own shape', async (endpoint) => {
	const { client, sandbox } = await start({ limits: { [endpoint]: { perMinute: 1 } } });
	await client.send(endpoint, requests[endpoint]);
	const answer = await client.send(endpoint, requests[endpoint]);
	expect(answer.status).toBe(429);
	expect(answer.headers.get('x-ratelimit-remaining')).toBe('0');
	const description = expect.any(String);
	const ofLandingPage = { title: 'Rate-Limit Reached', description };
	const ofV5 = { error: { code: 'TooManyRequests' } };
	const shapes: Partial<Record<EndpointName, object | ''>> = {
		bulkResubscribe: { error: { err_code: 'TooManyRequests' } },
		getPreferences: ofLandingPage,
		updatePreferences: ofLandingPage,
		bulkUpdatePreferences: ofLandingPage,
		updateOptIn: '',
		getCategories: ofV5,
		getUserPreferences: ofV5,
		updateUserPreferences: ofV5,
		deleteUser: { status: 'fail', title: 'Rate Limits Exceeded', description },
	};
	const ofData = { status: 'fail', error: { type: 'Rate Limits Exceeded' } };
	expect(answer).toMatchObject({ body: shapes[endpoint] ?? ofData });
	expect(sandbox.counts()[endpoint]).toMatchObject({
		requests: 2,
		applied: 1,
		refused429: 1,
		refused: 0,
		maxInWindow: 2,
	});
});

/** A resubscription, and another that comes too early. */
const sendTwice = async (settings: SandboxSettings) => {
	const { client, sandbox } = await start({
		limits: { bulkResubscribe: { perMinute: 1 } },
		...settings,
	});
	const send = () => client.send('bulkResubscribe', requests.bulkResubscribe);
	expect((await send()).status).toBe(202);
	const refused = await send();
	expect(refused.status).toBe(429);
	return { refused, reset: Number(refused.headers.get('x-ratelimit-reset')), send, sandbox };
};

it('has room again when the reset header says so', async () => {
	const { reset, send } = await sendTwice({ windowMs: 250 });
	expect(reset).toBeGreaterThan(0);
	expect(reset).toBeLessThanOrEqual(0.25);
	await sleep(reset * 1_000 + 5);
	expect((await send()).status).toBe(202);
});

it('tells the reset in UTC epoch seconds on request', async () => {
	const { reset, send, sandbox } = await sendTwice({ rateLimitHeaders: 'epochSeconds' });
	expect(Number.isInteger(reset)).toBe(true);
	expect(Math.abs(reset - Date.now() / 1_000 - 60)).toBeLessThan(5);

	sandbox.configure({ windowMs: 30_000 });
	const sooner = Number((await send()).headers.get('x-ratelimit-reset'));
	expect(Math.abs(sooner - Date.now() / 1_000 - 30)).toBeLessThan(5);
});

it('keeps the reset to itself on request', async () => {
	const { refused } = await sendTwice({ rateLimitHeaders: 'none' });
	expect(readHeaders(refused)).toEqual([null, null, null]);
});

it('answers as a gateway on request, with one header and nothing else', async () => {
	const { refused } = await sendTwice({ limitAnswer: 'envoy' });
	expect(refused.text).toBe('');
	expect(refused.headers.get('x-envoy-ratelimited')).toBe('true');
	expect(refused.headers.has('x-ratelimit-reset')).toBe(false);
	expect(refused.headers.has('retry-after')).toBe(false);
});

it.each(['plain', 'envoy'] as const)('adds Retry-After on request (%s)', async (limitAnswer) => {
	const { refused } = await sendTwice({ limitAnswer, retryAfter: true });
	expect(refused.headers.get('retry-after')).toBe('60');
});

it('counts the records of a request, invalid ones too, and lets none in if one kind is too many', async () => {
	const { client, sandbox } = await start({
		rateLimitUnit: 'records',
		limits: { bulkImport: { perMinute: 5 } },
	});
	const send = (elements: unknown[]) => client.send('bulkImport', { body: bulk(elements) });
	const first = await send([device(), device(), 'invalid']);
	expect(first.headers.get('x-ratelimit-remaining')).toBe('2');
	expect((await send([device(), device(), device()])).status).toBe(429);
	expect((await send([device(), device()])).status).toBe(200);
	expect(sandbox.counts().bulkImport.maxInWindow).toBe(8);

	// Devices are used up, users and events are not.
	const twoEvents = event({}, { actions: [{ action: 'a' }, { action: 'b' }] });
	expect((await send([user(), user(), user(), twoEvents, twoEvents])).status).toBe(200);
	expect((await send([user(), twoEvents])).status).toBe(429);
	expect((await send([user(), user(), event()])).status).toBe(200);
	expect((await send([user()])).status).toBe(429);
});

it.each([
	['trackEvent', event({}, { actions: [{ action: 'a' }, { action: 'b' }] })],
	['getUsers', usersToGet(byCustomerId('ada', 'nobody'))],
	['mergeUsers', merges(['ada', 'grace'], ['john', 'jane'])],
] as const)('counts the records of %s', async (endpoint, body) => {
	const { client } = await start({ limits: { [endpoint]: { perMinute: 3 } } });
	expect((await client.send(endpoint, { body })).status).toBe(200);
	expect((await client.send(endpoint, { body })).status).toBe(429);
	expect((await client.send(endpoint, requests[endpoint])).status).toBe(200);
});

it.each(countRecords)('tells requests in the headers of %s, as documented', async (endpoint) => {
	const { client, sandbox } = await start({ limits: { [endpoint]: { perMinute: 2 } } });
	const send = () => client.send(endpoint, requests[endpoint]);
	expect(readHeaders(await send())).toEqual(['1000', '999', '60']);
	expect(readHeaders(await send())).toEqual(['1000', '998', expect.any(String)]);
	const refused = await send();
	expect(refused.status).toBe(429);
	expect(readHeaders(refused)).toEqual(['1000', '0', '60']);
	expect(sandbox.counts()[endpoint].maxInWindow).toBe(3);
});

it('counts refused requests that may use the workspace, and no others', async () => {
	const { client } = await start({ limits: { trackDevice: { perMinute: 2 } } });
	const strange = await client.send('trackDevice', { body: device({ type: 'x' }) });
	expect(strange.status).toBe(400);
	expect(strange.headers.get('x-ratelimit-remaining')).toBe('1');
	const stranger = await client.send('trackDevice', {
		body: device(),
		headers: { authorization: undefined },
	});
	expect(stranger.status).toBe(401);
	const last = await client.send('trackDevice', { body: device() });
	expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
});

it('counts each endpoint and each workspace by itself', async () => {
	const workspaces = ['ONE', 'TWO'].map((workspaceId) => ({ workspaceId, apiKey: 'key' }));
	const { sandbox } = await start({
		workspaces,
		limits: { trackDevice: { perMinute: 1 }, manageDevices: { perMinute: 1 } },
	});
	for (const { workspaceId } of workspaces) {
		const client = createClient(sandbox, workspaceId, 'key');
		expect((await client.send('trackDevice', { body: device() })).status).toBe(200);
		expect((await client.send('manageDevices', { body: optOut() })).status).toBe(200);
		expect((await client.send('trackDevice', { body: device() })).status).toBe(429);
	}
	expect(sandbox.counts().trackDevice.maxInWindow).toBe(2);
});

it('lifts a limit on request, and sends no headers then', async () => {
	const { client } = await start({
		limits: { bulkResubscribe: { perMinute: null, perDay: null } },
	});
	for (let count = 0; count < 12; count += 1) {
		const answer = await client.send('bulkResubscribe', requests.bulkResubscribe);
		expect(answer.status).toBe(202);
		expect(answer.headers.has('x-ratelimit-limit')).toBe(false);
	}
});
