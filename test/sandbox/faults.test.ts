import {
	correctRequests,
	createClient,
	device,
	resubscription,
	waitUntil,
	type Client,
} from './client';
import { endpointNames } from './endpoints/names';
import { createFaultSource, faultKinds, faultSettingsSchema, type FaultKind } from './faults';
import { startSandbox, type Sandbox } from './server';

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
	sandbox = await startSandbox();
	client = createClient(sandbox);
});
beforeEach(() => {
	sandbox.clear();
	sandbox.configure({ latencyMs: 0, faults: {} });
});
afterAll(() => sandbox.close());

const track = (signal?: AbortSignal) =>
	client.send('trackDevice', { body: device(), ...(signal ? { signal } : {}) });
const writes = () => sandbox.state.devices.get('ada')?.get('ada-phone')?.writes ?? 0;

describe('the fault', () => {
	it.each([
		['500', 500, /"type":"ServerError"/],
		['502html', 502, /<html>/],
		['503', 503, /"type":"ServiceUnavailable"/],
		['503retryAfter', 503, /"type":"ServiceUnavailable"/],
		['429bare', 429, /^$/],
		['429envoy', 429, /^$/],
		['emptyBody', 200, /^$/],
		['html200', 200, /<html>/],
		['400', 400, /"type":"ValueError"/],
		['401', 401, /"type":"Authentication required"/],
		['403', 403, /"type":"Forbidden"/],
		['403blocked', 403, /"type":"BlockedClient"/],
		['409secret', 409, /"type":"API SECRET not configured"/],
		['413', 413, /"type":"PayloadTooLarge"/],
		['415', 415, /"type":"Unsupported media type"/],
		['403html', 403, /<html>/],
		['204', 204, /^$/],
		['504gateway', 504, /^\{"error":\{"code":504,/],
		['502emptyError', 502, /^\{"error":\{\}\}$/],
		['503titled', 503, /^\{"title":.*"description":/],
		['blank200', 200, /^\s+$/],
		['foreign200', 200, /^\{"login":"required"\}$/],
		['error200', 200, /^\{"status":"error"\}$/],
		['401limits', 401, /"type":"Authentication required"/],
		['echo200', 200, /"authorization":"Basic /],
		['echo400', 400, /Basic REVNT1dPUktTUEFDRT/],
	] as const)('%s answers %i', async (kind, status, text) => {
		sandbox.failNext(kind);
		const answer = await track();
		expect(answer.status).toBe(status);
		expect(answer.text).toMatch(text);
		expect(writes()).toBe(0);
		expect((await track()).status).toBe(200);
	});

	it('401limits tells of a limit that is used up until tomorrow', async () => {
		sandbox.failNext('401limits');
		const { headers } = await track();
		expect(headers.get('x-ratelimit-remaining')).toBe('0');
		expect(headers.get('x-ratelimit-reset')).toBe('86400');
	});

	it.each([
		['plain', 'demo-data-api-key'],
		['json', '\\u0064\\u0065\\u006d\\u006f\\u002d'],
		['url', '%2564%2565%256d%256f%252d'],
		['html', '&#x64;&#x65;&#x6d;&#x6f;&#x2d;'],
		['hex', '64656d6f2d646174612d6170692d6b6579'],
		['base64', 'ZGVtby1kYXRhLWFw\\naS1rZXk='],
	] as const)('echo200 and echo400 write the key as %s on request', async (encoding, key) => {
		sandbox.failNext('echo200', { encoding });
		expect((await track()).text).toContain(`"${key}`);
		sandbox.failNext('echo400', { encoding });
		expect((await track()).text).toContain(key);
	});

	it('503retryAfter says when to come back', async () => {
		sandbox.failNext('503retryAfter');
		expect((await track()).headers.get('retry-after')).toBe('1');
		sandbox.failNext('503retryAfter', { retryAfterSeconds: 0.05 });
		expect((await track()).headers.get('retry-after')).toBe('0.05');
	});

	it('503, 429bare and 429envoy do not', async () => {
		for (const kind of ['503', '429bare', '429envoy'] as const) {
			sandbox.failNext(kind);
			const { headers } = await track();
			expect(headers.has('retry-after')).toBe(false);
			expect(headers.has('x-ratelimit-reset')).toBe(false);
			expect(headers.get('x-envoy-ratelimited')).toBe(kind === '429envoy' ? 'true' : null);
		}
	});

	it('cutJson answers 200 with the beginning of a JSON text', async () => {
		sandbox.failNext('cutJson');
		const answer = await track();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toBe('application/json');
		expect(answer.headers.get('content-length')).toBe(String(answer.text.length));
		expect(answer.text).toMatch(/^\{"status":"success"/);
		expect(() => JSON.parse(answer.text)).toThrow(SyntaxError);
	});

	it('407html asks for the credentials of a proxy, which fetch takes for a broken connection', async () => {
		sandbox.failNext('407html');
		await expect(track()).rejects.toThrow('fetch failed');
		expect(sandbox.received()).toMatchObject([{ status: 407, fault: '407html' }]);
	});

	it.each([302, 307] as const)('redirect%i leads to another host', async (status) => {
		const location = 'https://elsewhere.example/v1';
		sandbox.failNext(`redirect${status}`, { location });
		const answer = await client.send('trackDevice', { body: device(), redirect: 'manual' });
		expect(answer.status).toBe(status);
		expect(answer.headers.get('location')).toBe(location);
	});

	it('dribble sends the whole answer, byte by byte', async () => {
		sandbox.failNext('dribble', { everyMs: 1, afterApply: true });
		const answer = await track();
		expect(answer).toMatchObject({ status: 200, body: { status: 'success' } });
		expect(writes()).toBe(1);
	});

	it('endless never stops sending', async () => {
		sandbox.failNext('endless');
		await expect(track(AbortSignal.timeout(150))).rejects.toThrow('aborted due to timeout');
		expect(sandbox.received()).toMatchObject([{ status: 200, fault: 'endless' }]);
	});

	it('huge and deepJson are JSON of the given size and depth', async () => {
		sandbox.failNext('huge', { size: 300_000 });
		expect((await track()).text.length).toBeGreaterThan(300_000);
		sandbox.failNext('deepJson', { depth: 100 });
		const { text } = await track();
		expect(text.match(/[[{]/g)).toHaveLength(101);
		expect(JSON.parse(text)).toMatchObject({ status: 'success' });
	});

	it('cutBody breaks the connection in the middle of the answer', async () => {
		sandbox.failNext('cutBody');
		await expect(track()).rejects.toThrow('terminated');
		expect(sandbox.received()).toMatchObject([{ status: 200, fault: 'cutBody' }]);
	});

	it('reset breaks the connection without an answer', async () => {
		sandbox.failNext('reset');
		await expect(track()).rejects.toThrow('fetch failed');
		expect(sandbox.received()).toMatchObject([{ status: 0, fault: 'reset', applied: false }]);
	});

	it('hang never answers', async () => {
		sandbox.failNext('hang');
		await expect(track(AbortSignal.timeout(150))).rejects.toThrow('aborted due to timeout');
		expect(sandbox.received()).toMatchObject([{ status: 0, fault: 'hang' }]);
	});

	it('hang does not keep the sandbox from closing', async () => {
		const other = await startSandbox();
		other.failNext('hang');
		const sent = Promise.allSettled([createClient(other).send('getCategories')]);
		await waitUntil(() => other.received().length === 1);
		expect(other.inFlight).toBe(1);
		await other.close();
		expect(await sent).toMatchObject([{ status: 'rejected' }]);
	});

	describe.each([
		['before the request takes effect', false, 0],
		['after it took effect', true, 1],
	])('%s', (_, afterApply, applied) => {
		it.each(faultKinds)('%s is counted and logged', async (kind) => {
			sandbox.failNext(kind, { afterApply, everyMs: 1, size: 1_000 });
			const stop = new AbortController();
			const sent = track(stop.signal).catch(() => undefined);
			await waitUntil(() => sandbox.received().length === 1);
			if (kind === 'hang' || kind === 'endless') stop.abort();
			await sent;
			expect(writes()).toBe(applied);
			expect(sandbox.counts().trackDevice).toMatchObject({ requests: 1, applied, faults: 1 });
			expect(sandbox.received()).toMatchObject([{ fault: kind, applied: afterApply }]);

			expect((await track()).status).toBe(200);
			expect(writes()).toBe(applied + 1);
		});
	});

	it.each(endpointNames)('500 has the shape of %s', async (endpoint) => {
		sandbox.failNext('500', { endpoint });
		const answer = await client.send(endpoint, correctRequests[endpoint]);
		expect(answer.status).toBe(500);
		const ofLandingPage = { title: 'Internal Error' };
		const ofV5 = { error: { code: 'InternalServerError', target: 'request' } };
		const shapes: Partial<Record<typeof endpoint, unknown>> = {
			bulkResubscribe: { error: { err_code: 'INTERNAL_SERVER_ERROR' } },
			getPreferences: ofLandingPage,
			updatePreferences: ofLandingPage,
			bulkUpdatePreferences: ofLandingPage,
			updateOptIn: { error: { code: '500 Internal Server Error' } },
			getCategories: ofV5,
			getUserPreferences: ofV5,
			updateUserPreferences: ofV5,
			deleteUser: { status: 'fail', title: 'ServerError', description: expect.any(String) },
		};
		const shape = shapes[endpoint] ?? { status: 'fail', error: { type: 'ServerError' } };
		expect(answer.body).toMatchObject(Object(shape));
	});
});

describe('scripted faults', () => {
	it('come in the order they were asked for, as often as they were', async () => {
		sandbox.failNext('500', { times: 2 });
		sandbox.failNext('403');
		const statuses: number[] = [];
		for (let count = 0; count < 4; count += 1) statuses.push((await track()).status);
		expect(statuses).toEqual([500, 500, 403, 200]);
	});

	it('wait for a request to their endpoint', async () => {
		sandbox.failNext('500', { endpoint: 'bulkResubscribe' });
		expect((await track()).status).toBe(200);
		expect((await client.send('bulkResubscribe', { body: resubscription() })).status).toBe(500);
	});

	it('are not used up by a request over the limit', async () => {
		sandbox.configure({ limits: { trackDevice: { perMinute: 1 } } });
		await track();
		sandbox.failNext('500');
		expect((await track()).status).toBe(429);
		sandbox.configure({ limits: {} });
		expect((await track()).status).toBe(500);
	});

	it('are forgotten with clear', async () => {
		sandbox.failNext('500');
		sandbox.clear();
		expect((await track()).status).toBe(200);
	});
});

describe('random faults', () => {
	const draw = (settings: object, count = 2_000) => {
		const source = createFaultSource(faultSettingsSchema.parse(settings));
		return Array.from({ length: count }, () => source.draw('trackDevice'));
	};

	it('meet the given share of the requests', () => {
		const met = draw({ share: 0.2 }).filter((fault) => fault !== undefined);
		expect(met.length).toBeGreaterThan(340);
		expect(met.length).toBeLessThan(460);
	});

	it('are of the given kinds, each about as often', () => {
		const kinds: FaultKind[] = ['500', 'reset'];
		const met = draw({ share: 1, kinds }).map((fault) => fault?.kind);
		expect(new Set(met)).toEqual(new Set(kinds));
		expect(met.filter((kind) => kind === 'reset').length).toBeGreaterThan(900);
	});

	it('come after the request took effect in the given share', () => {
		const late = (afterApply: boolean | number) =>
			draw({ share: 1, afterApply }).filter((fault) => fault?.afterApply).length;
		expect(late(false)).toBe(0);
		expect(late(true)).toBe(2_000);
		expect(late(0.5)).toBeGreaterThan(900);
		expect(late(0.5)).toBeLessThan(1_100);
	});

	it('are the same with the same seed', () => {
		const settings = { share: 0.5, seed: 7 };
		expect(draw(settings)).toEqual(draw(settings));
		expect(draw(settings)).not.toEqual(draw({ ...settings, seed: 8 }));
	});

	it('can be switched on and off while the sandbox runs', async () => {
		sandbox.configure({ faults: { share: 1, kinds: ['500'] } });
		expect((await track()).status).toBe(500);
		sandbox.configure({ faults: { share: 0 } });
		expect((await track()).status).toBe(200);
	});

	it('do not meet requests without the right credentials', async () => {
		sandbox.configure({ faults: { share: 1, kinds: ['500'] } });
		const stranger = createClient(sandbox, 'DEMOWORKSPACE', 'wrong');
		expect((await stranger.send('getCategories')).status).toBe(401);
	});
});

describe('latency', () => {
	it('passes between a request and its answer', async () => {
		sandbox.configure({ latencyMs: 80 });
		const before = performance.now();
		await track();
		expect(performance.now() - before).toBeGreaterThanOrEqual(78);
	});

	it('can vary', async () => {
		sandbox.configure({ latencyMs: { min: 20, max: 60 } });
		const before = performance.now();
		await track();
		const passed = performance.now() - before;
		expect(passed).toBeGreaterThanOrEqual(18);
		expect(passed).toBeLessThan(500);
	});

	it('does not undo what a client no longer waits for', async () => {
		sandbox.configure({ latencyMs: 5_000 });
		await expect(track(AbortSignal.timeout(100))).rejects.toThrow('aborted');
		expect(writes()).toBe(1);
	});

	it('lets the sandbox count what is under way', async () => {
		sandbox.configure({ latencyMs: 60 });
		const sent = [track(), track(), track()];
		await Promise.all(sent);
		expect(sandbox.maxInFlight).toBe(3);
		await waitUntil(() => sandbox.inFlight === 0);
		sandbox.clear();
		await track();
		expect(sandbox.maxInFlight).toBe(1);
	});
});
