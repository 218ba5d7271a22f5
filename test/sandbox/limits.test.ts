import { setTimeout as sleep } from 'node:timers/promises';

import {
	bulk,
	byCustomerId,
	correctRequests as requests,
	createClient,
	device,
	event,
	merges,
	user,
	usersToGet,
	type Answer,
} from './client';
import type { EndpointName } from './endpoints/names';
import { createLimiter, writeSeconds } from './limits';
import { startSandbox, type Sandbox, type SandboxSettings } from './server';

const minute = 60_000;
const day = minute * 24 * 60;

it('lets no window of a minute hold more than 10, wherever it starts', () => {
	const limiter = createLimiter();
	const admitted: number[] = [];
	for (let now = 0; now < 10 * minute; now += 1_700) {
		if (limiter.take(1, now, { perMinute: 10, perDay: null }, minute).allowed) admitted.push(now);
	}
	const sizes = admitted.map((start) =>
		admitted.filter((at) => at >= start && at < start + minute),
	);
	expect(Math.max(...sizes.map(({ length }) => length))).toBe(10);
	expect(admitted.length).toBeGreaterThan(90);
});

it('tells a large request when all of it fits, and what is refused uses nothing up', () => {
	const limiter = createLimiter();
	const take = (units: number, at: number) =>
		limiter.take(units, at, { perMinute: 10, perDay: 17 }, minute);
	take(4, 0);
	take(4, 20_000);
	const report = { limit: 10, remaining: 2, resetMs: 50_000 };
	expect(take(8, 30_000)).toEqual({ allowed: false, report });
	expect(take(8, 80_000).allowed).toBe(true);
	// The day has 16 of its 17 by then.
	const ofDay = { limit: 17, remaining: 1, resetMs: day - 140_000 };
	expect(take(2, 140_000)).toEqual({ allowed: false, report: ofDay });
});

it.each([
	[59_001, minute, '60'],
	[59_000, minute, '59'],
	[349.2, 500, '0.35'],
])('a reset in %p ms of a window of %i is told as %s, never too early', (ms, windowMs, text) => {
	expect(writeSeconds(ms, windowMs)).toBe(text);
});

let sandbox: Sandbox | undefined;
const start = async (settings: SandboxSettings) => {
	sandbox = await startSandbox(settings);
	return { sandbox, client: createClient(sandbox) };
};
afterEach(() => sandbox?.close());

const readHeaders = ({ headers }: Answer) =>
	['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));

it.each<[EndpointName, SandboxSettings, Array<string | null>]>([
	['trackDevice', {}, ['10000', '9999', '60']],
	['bulkResubscribe', {}, ['10', '9', '60']],
	[
		'bulkResubscribe',
		{ limits: { bulkResubscribe: { perMinute: null } } },
		['14400', '14399', '86400'],
	],
	['trackDevice', { limits: { trackDevice: { perMinute: null } } }, [null, null, null]],
	['bulkImport', { rateLimitUnit: 'records' }, ['60000', '59999', '60']],
	['testConnection', {}, [null, null, null]],
	['eraseUser', {}, [null, null, null]],
])('%s, with %j, tells its limit in the headers: %j', async (endpoint, settings, told) => {
	const { client } = await start(settings);
	expect(readHeaders(await client.send(endpoint, requests[endpoint]))).toEqual(told);
});

it.each(['bulkImport', 'getUsers', 'mergeUsers'] as const)(
	'the headers of %s count requests, although the limit counts records',
	async (endpoint) => {
		const { client } = await start({ limits: { [endpoint]: { perMinute: 2 } } });
		const send = async () => readHeaders(await client.send(endpoint, requests[endpoint]));
		expect(await send()).toEqual(['1000', '999', '60']);
		expect(await send()).toEqual(['1000', '998', expect.any(String)]);
		expect(await send()).toEqual(['1000', '0', '60']);
	},
);

/** A resubscription that comes too early. */
const sendTooEarly = async (settings: SandboxSettings) => {
	const { client } = await start({ limits: { bulkResubscribe: { perMinute: 1 } }, ...settings });
	const send = () => client.send('bulkResubscribe', requests.bulkResubscribe);
	expect((await send()).status).toBe(202);
	const refused = await send();
	expect(refused.status).toBe(429);
	return { refused, reset: Number(refused.headers.get('x-ratelimit-reset')), send };
};

it('has room again when the reset header says so', async () => {
	const { reset, send } = await sendTooEarly({ windowMs: 250 });
	expect(reset).toBeLessThanOrEqual(0.25);
	await sleep(reset * 1_000 + 5);
	expect((await send()).status).toBe(202);
});

it('tells the reset in UTC epoch seconds on request', async () => {
	const { reset } = await sendTooEarly({ rateLimitHeaders: 'epochSeconds' });
	expect(Math.abs(reset - Date.now() / 1_000 - 60)).toBeLessThan(5);
});

it.each<[SandboxSettings, (string | null)[]]>([
	[{}, ['0', null, null]],
	[{ rateLimitHeaders: 'none' }, [null, null, null]],
	[{ limitAnswer: 'envoy' }, [null, 'true', null]],
	[{ retryAfter: true }, ['0', null, '60']],
	[{ limitAnswer: 'envoy', retryAfter: true }, [null, 'true', '60']],
])(
	'with %j, a 429 tells what is left, that it is of a gateway, and when: %j',
	async (how, told) => {
		const { refused } = await sendTooEarly(how);
		const names = ['x-ratelimit-remaining', 'x-envoy-ratelimited', 'retry-after'];
		expect(names.map((name) => refused.headers.get(name))).toEqual(told);
	},
);

const two = event({}, { actions: [{ action: 'a' }, { action: 'b' }] });

it.each([
	['trackEvent', two],
	['getUsers', usersToGet(byCustomerId('ada', 'nobody'))],
	['mergeUsers', merges(['ada', 'grace'], ['john', 'jane'])],
	['bulkImport', bulk([device(), 'invalid'])],
	['bulkImport', bulk([user(), user(), device()])],
	['bulkImport', bulk([two, user()])],
] as const)(
	'%s counts each record, of each kind by itself, and lets none in alone',
	async (endpoint, body) => {
		const { client, sandbox: started } = await start({ limits: { [endpoint]: { perMinute: 3 } } });
		expect((await client.send(endpoint, { body })).status).toBe(200);
		expect((await client.send(endpoint, { body })).status).toBe(429);
		expect((await client.send(endpoint, requests[endpoint])).status).toBe(200);
		expect(started.counts()[endpoint]).toMatchObject({ refused429: 1, refused: 0 });
		expect(started.counts()[endpoint].maxInWindow).toBeGreaterThan(3);
	},
);

it('counts refused requests that may use the workspace, and no others', async () => {
	const { client } = await start({ limits: { trackDevice: { perMinute: 2 } } });
	const wrong = await client.send('trackDevice', { body: device({ type: 'x' }) });
	expect(wrong.headers.get('x-ratelimit-remaining')).toBe('1');
	await client.send('trackDevice', { body: device(), headers: { authorization: undefined } });
	const last = await client.send('trackDevice', { body: device() });
	expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
});

it('counts each endpoint and each workspace by itself', async () => {
	const workspaces = ['ONE', 'TWO'].map((workspaceId) => ({ workspaceId, apiKey: 'key' }));
	const once = { perMinute: 1 };
	const limits = { trackDevice: once, trackEvent: once };
	const { sandbox: started } = await start({ workspaces, limits });
	for (const { workspaceId } of workspaces) {
		const client = createClient(started, workspaceId, 'key');
		expect((await client.send('trackDevice', requests.trackDevice)).status).toBe(200);
		expect((await client.send('trackEvent', requests.trackEvent)).status).toBe(200);
		expect((await client.send('trackDevice', requests.trackDevice)).status).toBe(429);
	}
});
