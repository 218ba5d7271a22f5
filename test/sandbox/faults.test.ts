import { createClient, device, resubscription, waitUntil, type Client } from './client';
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
	sandbox.configure({ latencyMs: 0, faults: {}, limits: {} });
});
afterAll(() => sandbox.close());

const track = (signal?: AbortSignal) =>
	client.send('trackDevice', { body: device(), redirect: 'manual', ...(signal ? { signal } : {}) });
const writes = () => sandbox.state.devices.get('ada')?.get('ada-phone')?.writes ?? 0;

describe('the fault', () => {
	/** What comes instead of an answer: its status, its text, and a header that counts. */
	const answers: Array<[FaultKind, number, RegExp, [name: string, value: string | null]?]> = [
		['500', 500, /"type":"ServerError"/, ['x-ratelimit-limit', '10000']],
		['502html', 502, /<html>/, ['x-ratelimit-limit', null]],
		['503', 503, /"type":"ServiceUnavailable"/, ['retry-after', null]],
		['503retryAfter', 503, /"type":"ServiceUnavailable"/, ['retry-after', '1']],
		['429bare', 429, /^$/, ['x-ratelimit-reset', null]],
		['429envoy', 429, /^$/, ['x-envoy-ratelimited', 'true']],
		['emptyBody', 200, /^$/],
		['html200', 200, /<html>/],
		['cutJson', 200, /^\{"status":"success"[^}]*$/, ['content-type', 'application/json']],
		['400', 400, /"type":"ValueError"/],
		['401', 401, /"type":"Authentication required"/, ['x-ratelimit-limit', null]],
		['401limits', 401, /"type":"Authentication required"/, ['x-ratelimit-remaining', '0']],
		['403', 403, /"type":"Forbidden"/, ['moengage-auth-error-code', 'ER004']],
		['403blocked', 403, /"type":"BlockedClient"/],
		['409secret', 409, /"type":"API SECRET not configured"/],
		['413', 413, /"type":"PayloadTooLarge"/],
		['415', 415, /"type":"Unsupported media type"/],
		['403html', 403, /<html>/],
		['redirect307', 307, /^$/, ['location', 'https://elsewhere.invalid/']],
		['504gateway', 504, /^\{"error":\{"code":504,/],
		['502emptyError', 502, /^\{"error":\{\}\}$/],
		['503titled', 503, /^\{"title":.*"description":/],
		['204', 204, /^$/],
		['blank200', 200, /^\s+$/],
		['foreign200', 200, /^\{"login":"required"\}$/],
		['error200', 200, /^\{"status":"error"\}$/],
	];

	it.each(answers)(
		'%s answers %i',
		async (kind, status, text, [name, value] = ['x-none', null]) => {
			sandbox.failNext(kind);
			const answer = await track();
			expect(answer.status).toBe(status);
			expect(answer.text).toMatch(text);
			expect(answer.headers.get(name)).toBe(value);
			expect((await track()).status).toBe(200);
		},
	);

	it.each([
		['reset', 0, 'fetch failed'],
		['cutBody', 200, 'terminated'],
		['hang', 0, 'aborted due to timeout'],
	] as const)('%s breaks the connection', async (fault, status, message) => {
		sandbox.failNext(fault);
		await expect(track(AbortSignal.timeout(150))).rejects.toThrow(message);
		expect(sandbox.received()).toMatchObject([{ status, fault }]);
	});

	it.each([
		['plain', 'demo-data-api-key'],
		['json', '\\u0064\\u0065\\u006d\\u006f\\u002d'],
		['url', '%2564%2565%256d%256f%252d'],
		['html', '&#x64;&#x65;&#x6d;&#x6f;&#x2d;'],
		['hex', '64656d6f2d646174612d6170692d6b6579'],
		['base64', 'ZGVtby1kYXRhLWFw\\naS1rZXk='],
	] as const)('of an echo writes the key as %s, in texts and names', async (encoding, key) => {
		sandbox.failNext('echo200', { encoding });
		const { text } = await track();
		expect(text).toContain(`"key":"${key}`);
		expect(text).toMatch(/"[^"]+":true/);
		expect(text.split(key)).toHaveLength(3);
		sandbox.failNext('echo400', { encoding });
		expect(await track()).toMatchObject({ status: 400, text: expect.stringContaining(key) });
	});

	describe.each([true, false])('after the request took effect (%p)', (afterApply) => {
		it.each(faultKinds)('%s is counted and logged', async (fault) => {
			sandbox.failNext(fault, { afterApply });
			const stop = new AbortController();
			const sent = track(stop.signal).catch(() => undefined);
			await waitUntil(() => sandbox.received().length === 1);
			if (fault === 'hang') stop.abort();
			await sent;
			expect(writes()).toBe(Number(afterApply));
			expect(sandbox.counts().trackDevice).toMatchObject({ requests: 1, faults: 1 });
			expect(sandbox.received()).toMatchObject([{ fault, applied: afterApply }]);
		});
	});
});

it('scripted faults come in their order, as often as they were asked for, at their endpoint', async () => {
	sandbox.failNext('503retryAfter', { retryAfterSeconds: 0.05, endpoint: 'bulkResubscribe' });
	sandbox.failNext('500', { times: 2 });
	sandbox.failNext('403');
	const statuses: number[] = [];
	for (let count = 0; count < 4; count += 1) statuses.push((await track()).status);
	expect(statuses).toEqual([500, 500, 403, 200]);
	const answer = await client.send('bulkResubscribe', { body: resubscription() });
	expect(answer.headers.get('retry-after')).toBe('0.05');
});

it('a scripted fault outlasts a request over the limit, and goes with clear', async () => {
	sandbox.configure({ limits: { trackDevice: { perMinute: 1 } } });
	await track();
	sandbox.failNext('500', { times: 2 });
	expect((await track()).status).toBe(429);
	sandbox.configure({ limits: {} });
	expect((await track()).status).toBe(500);
	sandbox.clear();
	expect((await track()).status).toBe(200);
});

describe('random faults', () => {
	const draw = (settings: object) => {
		const source = createFaultSource(faultSettingsSchema.parse(settings));
		return Array.from({ length: 2_000 }, () => source.draw('trackDevice'));
	};
	const kinds: FaultKind[] = ['500', 'reset'];

	it.each([
		[{ share: 0 }, 0, 0],
		[{ share: 0.2 }, 400, 0],
		[{ share: 1, afterApply: true }, 2_000, 2_000],
		[{ share: 1, afterApply: 0.5 }, 2_000, 1_000],
	])('with %j meet %i of 2,000, %i after they took effect', (settings, met, late) => {
		const drawn = draw({ ...settings, kinds }).filter((fault) => fault !== undefined);
		const isClose = (count: number, expected: number) => Math.abs(count - expected) <= 100;
		expect(isClose(drawn.length, met)).toBe(true);
		expect(isClose(drawn.filter(({ afterApply }) => afterApply).length, late)).toBe(true);
		expect(isClose(drawn.filter(({ kind }) => kind === 'reset').length, met / 2)).toBe(true);
	});

	it('are the same with the same seed', () => {
		const settings = { share: 0.5, seed: 7 };
		expect(draw(settings)).toEqual(draw(settings));
		expect(draw(settings)).not.toEqual(draw({ ...settings, seed: 8 }));
	});

	it('are switched on and off, and meet no request without the right credentials', async () => {
		sandbox.configure({ faults: { share: 1, kinds: ['500'] } });
		expect((await track()).status).toBe(500);
		const stranger = createClient(sandbox, 'DEMOWORKSPACE', 'wrong');
		expect((await stranger.send('getCategories')).status).toBe(401);
		sandbox.configure({ faults: { share: 0 } });
		expect((await track()).status).toBe(200);
	});
});

describe('latency', () => {
	it.each([60, { min: 60, max: 90 }])('of %j passes before the answer', async (latencyMs) => {
		sandbox.configure({ latencyMs });
		const before = performance.now();
		await Promise.all([track(), track(), track()]);
		expect(performance.now() - before).toBeGreaterThanOrEqual(58);
		expect(sandbox.maxInFlight).toBe(3);
	});

	it('does not undo what a client no longer waits for', async () => {
		sandbox.configure({ latencyMs: 5_000 });
		await expect(track(AbortSignal.timeout(100))).rejects.toThrow('aborted');
		expect(writes()).toBe(1);
	});
});
