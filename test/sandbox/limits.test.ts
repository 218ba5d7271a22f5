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
import { createLimiter } from './limits';
import { startSandbox, type Sandbox, type SandboxSettings } from './server';

const minute = 60_000;
const day = minute * 24 * 60;

it('lets no minute hold more than 10, wherever it starts', () => {
	const limiter = createLimiter();
	const admitted: number[] = [];
	for (let now = 0; now < 10 * minute; now += 1_700) {
		if (limiter.take(1, now, { perMinute: 10, perDay: null }).allowed) admitted.push(now);
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
		limiter.take(units, at, { perMinute: 10, perDay: 17 });
	take(4, 0);
	take(4, 20_000);
	const report = { limit: 10, remaining: 2, resetMs: 50_000 };
	expect(take(8, 30_000)).toEqual({ allowed: false, report });
	expect(take(8, 80_000).allowed).toBe(true);
	// The day has 16 of its 17 by then.
	const ofDay = { limit: 17, remaining: 1, resetMs: day - 140_000 };
	expect(take(2, 140_000)).toEqual({ allowed: false, report: ofDay });
});

let sandbox: Sandbox | undefined;
const start = async (settings: SandboxSettings) => {
	sandbox = await startSandbox(settings);
	return { sandbox, client: createClient(sandbox) };
};
afterEach(() => sandbox?.close());

const readHeaders = ({ headers }: Answer) =>
	['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));

const noMinute = { bulkResubscribe: { perMinute: null } };

it.each<[EndpointName, SandboxSettings, Array<string | null>]>([
	['trackDevice', {}, ['10000', '9999', '60']],
	['bulkResubscribe', {}, ['10', '9', '60']],
	['bulkResubscribe', { limits: noMinute }, ['14400', '14399', '86400']],
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
