import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { connection, createClient, device, type Client } from './client';
import { startSandbox, type Sandbox } from './server';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
	sandbox = await startSandbox();
	client = createClient(sandbox);
});
afterEach(() => sandbox.close());

const track = async (deviceId = 'ada-phone') =>
	(await client.send('trackDevice', { body: device({ device_id: deviceId }) })).status;

const ask = async (path: string, body?: object) => {
	const posted = body && { method: 'POST', body: JSON.stringify(body) };
	const response = await fetch(`${sandbox.url}${path}`, posted);
	return { status: response.status, headers: response.headers, text: await response.text() };
};
const askJson = async (path: string, body?: object): Promise<unknown> =>
	JSON.parse((await ask(path, body)).text);

describe('the control plane', () => {
	it('tells the state, the counts and the settings', async () => {
		await track();
		expect(await askJson('/__sandbox/state')).toMatchObject({
			inFlight: 0,
			maxInFlight: 1,
			counts: { trackDevice: { requests: 1, records: 1 } },
			states: { DEMOWORKSPACE: { devices: { ada: { 'ada-phone': {} } } } },
			settings: { windowMs: 60_000, keepRequests: 10_000 },
		});
		expect(await askJson('/__sandbox/requests?endpoint=trackDevice&limit=5')).toHaveLength(1);
	});

	it('changes settings, moves the clock, fails and forgets', async () => {
		await ask('/__sandbox/configure', { limits: { trackDevice: { perMinute: 1 } } });
		expect(await track()).toBe(200);
		expect(await track()).toBe(429);
		await ask('/__sandbox/advance', { ms: 60_000 });
		expect(await track()).toBe(200);
		await ask('/__sandbox/clear', {});
		expect(sandbox.received()).toEqual([]);
		expect(sandbox.state.devices.size).toBe(0);
		await ask('/__sandbox/fail-next', { kind: '500' });
		expect(await track()).toBe(500);
	});

	it.each([
		['/__sandbox/configure', { windowMs: -1 }],
		['/__sandbox/configure', { port: 80 }],
		['/__sandbox/configure', { limits: { nothing: { perMinute: 1 } } }],
		['/__sandbox/configure', { faults: { share: 2 } }],
		['/__sandbox/fail-next', { kind: 'fire' }],
		['/__sandbox/advance', { ms: -1 }],
	])('says what it cannot use at %s: %j', async (path, body) => {
		const answer = await ask(path, body);
		expect(answer.status).toBe(400);
		expect(answer.text).toContain('The sandbox cannot use this');
	});

	it('has nothing else at its address', async () => {
		expect((await ask('/__sandbox/nothing')).status).toBe(404);
	});
});

it('refuses settings it does not know', async () => {
	await expect(startSandbox(Object({ windowMS: 5 }))).rejects.toThrow('windowMS');
});

describe('the log', () => {
	it('tells a request as it came, without the key', async () => {
		const headers = { 'x-forwarded-for': '203.0.113.195' };
		await client.send('trackDevice', { body: device(), headers });
		expect(sandbox.received()).toEqual([
			{
				at: expect.any(Number),
				endpoint: 'trackDevice',
				method: 'POST',
				path: '/v1/device/DEMOWORKSPACE',
				query: { app_id: 'DEMOWORKSPACE' },
				headers: expect.objectContaining({
					...headers,
					authorization: '(basic auth of DEMOWORKSPACE)',
				}),
				body: device(),
				status: 200,
				applied: true,
			},
		]);
	});

	it.each([
		['accepted', {}],
		['turned away', { headers: { authorization: undefined } }],
		['cut off', { body: JSON.stringify(connection).slice(0, -1) }],
	])('shows no key of a connection test that is %s', async (_, changes) => {
		await client.send('testConnection', { body: connection, ...changes });
		expect(JSON.stringify(sandbox.received())).not.toContain('demo-data-api-key');
		expect(sandbox.received()).toHaveLength(1);
	});

	it.each([0, 3])('keeps the newest %i, and the counts of all', async (keepRequests) => {
		sandbox.configure({ keepRequests });
		for (let index = 0; index < 8; index += 1) await track(`d${index}`);
		const kept = ['d5', 'd6', 'd7'].slice(0, keepRequests);
		expect(sandbox.received().map(({ body }) => Object(body)['device_id'])).toEqual(kept);
		expect(sandbox.counts().trackDevice).toMatchObject({ requests: 8, applied: 8 });
	});
});

describe('a process of its own', () => {
	const run = (...args: string[]) =>
		fork(join(__dirname, 'main.ts'), args, {
			cwd: join(__dirname, '../..'),
			execArgv: ['--import', 'tsx'],
			silent: true,
		});

	it('prints where it listens, and ends when it is told to', async () => {
		const child = run('--port', '0', '--json', '--window', '1000', '--faults', '0.1');
		if (!child.stdout) throw new Error('The process has no output');
		const [line] = await once(createInterface(child.stdout), 'line');
		const { url, ...credential } = JSON.parse(String(line));
		expect(credential).toEqual({ workspaceId: 'DEMOWORKSPACE', apiKey: 'demo-data-api-key' });
		const state = await fetch(`${url}/__sandbox/state`);
		expect(await state.json()).toMatchObject({
			settings: { windowMs: 1_000, faults: { share: 0.1 } },
		});
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});
});
