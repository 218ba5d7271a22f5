import { createClient, device, resubscription, waitUntil, type Client } from './client';
import { faultKinds, type FaultKind } from './faults';
import { startSandbox, type Sandbox } from './server';

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
	sandbox = await startSandbox();
	client = createClient(sandbox);
});
beforeEach(() => {
	sandbox.clear();
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
