import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { createConnection } from '../../nodes/MoEngage/api/connection';
import { createTimeLimit } from '../../nodes/MoEngage/api/deadline';
import { endpoints } from '../../nodes/MoEngage/api/endpoints';
import type { Attempt, MoEngageRequest } from '../../nodes/MoEngage/api/request';
import { openEditor, openExecution } from './contexts';
import { demoCredential } from './demoCredential';
import { startScriptedServer, type ScriptedAnswer, type ScriptedServer } from './scriptedServer';

let server: ScriptedServer;

let answer: () => ScriptedAnswer;

beforeAll(async () => {
	server = await startScriptedServer(() => answer());
});

beforeEach(() => {
	answer = () => ({ status: 200, body: { status: 'success' } });
	server.received.length = 0;
});

afterAll(async () => await server.close());

const request: MoEngageRequest = { endpoint: endpoints.trackDevice, body: '{"type":"device"}' };

interface Setting {
	credential?: ICredentialDataDecryptedObject;
	timeout?: number;
	signal?: AbortSignal;
}

/** Makes one attempt with what n8n hands to an execution and another with what the editor gets. */
const attempt = async (
	what: MoEngageRequest = request,
	{ credential = {}, timeout = 10_000, signal }: Setting = {},
): Promise<Attempt[]> => {
	const data = { ...demoCredential(server.url), ...credential };
	const contexts = [await openExecution(data, signal), await openEditor(data)];
	const limit = createTimeLimit(timeout, signal);
	return await Promise.all(
		contexts.map(async (context) => await createConnection(context, data, limit).send(what)),
	);
};

const twice = (one: object) => [one, one].map((attempted) => expect.objectContaining(attempted));

/** An error with the given codes, one wrapped around the other. */
const broken = (...codes: unknown[]): Error => {
	const [code, ...inner] = codes;
	const error = new Error('Broken', inner.length === 0 ? {} : { cause: broken(...inner) });
	return code === undefined ? error : Object.assign(error, { code });
};

/** How many endless answers the client has not turned away from yet. */
let open = 0;

/** Writes again and again until the client goes away. */
const trickle = (piece: string, pause: number) => (response: ServerResponse) => {
	const timer = setInterval(() => response.write(piece), pause);
	open += 1;
	response.on('close', () => {
		clearInterval(timer);
		open -= 1;
	});
};

const everyAnswerClosed = async () => {
	while (open > 0) await sleep(10);
};

describe('an attempt', () => {
	it('brings the status, the headers in lower case and the text', async () => {
		answer = () => ({ status: 402, headers: { 'X-RateLimit-Limit': '7' }, body: '\uFEFF{"ä":1}' });

		expect(await attempt()).toEqual(
			twice({
				kind: 'answer',
				status: 402,
				headers: expect.objectContaining({ 'x-ratelimit-limit': '7' }),
				text: '{"ä":1}',
			}),
		);
	});

	it('asks for JSON, and says that it sends JSON where it sends anything', async () => {
		await attempt();
		await attempt({ endpoint: endpoints.getCategories });

		const json = 'application/json';
		const types = server.received.map(({ headers }) => [headers.accept, headers['content-type']]);
		expect(types).toEqual([...Array(2).fill([json, json]), ...Array(2).fill([json, undefined])]);
	});

	it.each([
		['bytes trickle in', trickle(' ', 20)],
		['nothing comes at all', () => {}],
	])('ends at its deadline although %s', async (_, write) => {
		answer = () => ({ status: 200, write });

		expect(await attempt(request, { timeout: 150 })).toEqual(
			twice({ kind: 'noAnswer', timedOut: true }),
		);
		await everyAnswerClosed();
	});

	it('ends at once when the execution is cancelled, before or while the answer comes', async () => {
		for (const write of [() => {}, trickle(' ', 20)]) {
			const execution = new AbortController();
			answer = () => ({
				status: 200,
				write: (response) => {
					write(response);
					if (server.received.length === 2) setTimeout(() => execution.abort(), 50);
				},
			});
			server.received.length = 0;

			expect(await attempt(request, { signal: execution.signal })).toEqual(
				twice({ kind: 'noAnswer', timedOut: false }),
			);
		}
		await everyAnswerClosed();
	});

	it('is not made once the execution is cancelled', async () => {
		expect(await attempt(request, { signal: AbortSignal.abort() })).toEqual(
			twice({ kind: 'noAnswer', timedOut: false }),
		);
		expect(server.received).toEqual([]);
	});

	it('tells which code a connection broke with', async () => {
		answer = () => ({ status: 200, write: (response) => response.destroy() });
		const gone = await startScriptedServer(() => ({ status: 200 }));
		await gone.close();

		expect(await attempt()).toEqual(twice({ kind: 'noAnswer', code: 'ECONNRESET' }));
		expect(await attempt(request, { credential: { baseUrl: gone.url } })).toEqual(
			twice({ kind: 'noAnswer', code: 'ECONNREFUSED' }),
		);
	});

	it.each<[string, unknown, string]>([
		['under what n8n wraps around it', broken(undefined, 'ECONNRESET'), 'ECONNRESET'],
		['under an error with a number', broken(500, 'ECONNRESET'), 'ECONNRESET'],
		['in its first 60 characters', broken('E'.repeat(61)), 'E'.repeat(60)],
		['and none where there is none', broken(), ''],
		['and none where no error was thrown', 'ECONNRESET', ''],
	])('tells a code %s', async (_, thrown, code) => {
		const credential = demoCredential(server.url);
		const context = await openExecution(credential);
		jest.spyOn(context.helpers, 'httpRequestWithAuthentication').mockRejectedValue(thrown);
		const { send } = createConnection(context, credential, createTimeLimit(10_000));

		expect(await send(request)).toEqual({ kind: 'noAnswer', code, timedOut: false });
	});

	it("hands the credential to n8n's helper, and the context itself", async () => {
		const credential = demoCredential(server.url);
		const context = await openExecution(credential);
		const given: unknown[] = [];
		context.helpers.httpRequestWithAuthentication = async function (name, _options, more) {
			given.push(name, this.getNode(), more?.credentialsDecrypted?.data);
			return await Promise.reject(new Error('Not sent'));
		};
		const { send } = createConnection(context, credential, createTimeLimit(10_000));
		await send(request);

		expect(given).toEqual(['moEngageApi', context.getNode(), credential]);
	});
});
