import { createClient, device, type Client } from './client';
import { escapeHtml } from './page';
import { startSandbox, type Sandbox } from './server';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
	sandbox = await startSandbox();
	client = createClient(sandbox);
});
afterEach(() => sandbox.close());

const ask = async (path: string, body?: unknown) => {
	const response = await fetch(`${sandbox.url}${path}`, {
		...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text };
};
const askJson = async (path: string, body?: unknown): Promise<unknown> =>
	JSON.parse((await ask(path, body)).text);

it('tells its state, counts and settings as JSON', async () => {
	await client.send('trackDevice', { body: device() });
	expect(await askJson('/__sandbox/state')).toMatchObject({
		inFlight: 0,
		maxInFlight: 1,
		counts: { trackDevice: { requests: 1, records: 1 } },
		states: {
			DEMOWORKSPACE: {
				devices: { ada: { 'ada-phone': { attributes: { push_id: 'token-1' } } } },
				blockedUsers: [],
			},
		},
		settings: { windowMs: 60_000, keepRequests: 10_000 },
	});
});

it('lists the requests it received, by endpoint and newest ones only if asked', async () => {
	await client.send('getCategories');
	await client.send('trackDevice', { body: device({ device_id: 'd1' }) });
	await client.send('trackDevice', { body: device({ device_id: 'd2' }) });
	expect(await askJson('/__sandbox/requests')).toHaveLength(3);
	expect(await askJson('/__sandbox/requests?endpoint=trackDevice')).toHaveLength(2);
	expect(await askJson('/__sandbox/requests?endpoint=trackDevice&limit=1')).toMatchObject([
		{ endpoint: 'trackDevice', body: { device_id: 'd2' } },
	]);
});

it('changes its settings', async () => {
	const answer = await askJson('/__sandbox/configure', {
		limits: { trackDevice: { perMinute: 1 } },
	});
	expect(answer).toMatchObject({ settings: { limits: { trackDevice: { perMinute: 1 } } } });
	await client.send('trackDevice', { body: device() });
	expect((await client.send('trackDevice', { body: device() })).status).toBe(429);
});

it('fails on request', async () => {
	await ask('/__sandbox/fail-next', { kind: '500', endpoint: 'trackDevice', times: 2 });
	expect((await client.send('trackDevice', { body: device() })).status).toBe(500);
	expect((await client.send('trackDevice', { body: device() })).status).toBe(500);
	expect((await client.send('trackDevice', { body: device() })).status).toBe(200);
});

it('forgets on request', async () => {
	await client.send('trackDevice', { body: device() });
	await ask('/__sandbox/clear', {});
	expect(sandbox.received()).toEqual([]);
	expect(sandbox.state.devices.size).toBe(0);
});

it.each([
	['/__sandbox/configure', { windowMs: -1 }],
	['/__sandbox/configure', { surprise: 1 }],
	['/__sandbox/configure', { port: 80 }],
	['/__sandbox/configure', { limits: { nothing: { perMinute: 1 } } }],
	['/__sandbox/configure', { faults: { share: 2 } }],
	['/__sandbox/fail-next', { kind: 'fire' }],
])('says what it cannot use at %s', async (path, body) => {
	const answer = await ask(path, body);
	expect(answer.status).toBe(400);
	expect(JSON.parse(answer.text)).toMatchObject({ message: 'The sandbox cannot use this' });
});

it('has nothing else at its own address', async () => {
	const answer = await ask('/__sandbox/nothing');
	expect(answer.status).toBe(404);
	expect(answer.text).toContain('The sandbox has no GET /__sandbox/nothing');
});

it('does not count what it is asked itself', async () => {
	await ask('/');
	await ask('/__sandbox/state');
	expect(sandbox.received()).toEqual([]);
	expect(sandbox.maxInFlight).toBe(0);
});

it('shows people what it received, and nothing of it as HTML', async () => {
	await client.send('trackDevice', {
		body: device({ customer_id: '<script>alert("x")</script>' }, { model: '"><img src=x>' }),
	});
	await client.send('getCategories', { path: '/<b>' });
	const page = await ask('/');
	expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
	expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
	expect(page.text).toContain('POST /v1/device/DEMOWORKSPACE');
	expect(page.text).toContain('&lt;script&gt;alert(');
	expect(page.text).not.toMatch(/<script|<img|<b>/);
});

it('escapes every character that HTML gives a meaning', () => {
	expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
		'&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
	);
});

it('refuses settings it does not know', async () => {
	await expect(startSandbox(Object({ windowMS: 5 }))).rejects.toThrow('windowMS');
});
