import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { watchEventLoop } from '../bench/eventLoopWatch';
import { examples, type Example } from '../docs/examples';
import { demoWorkspace, startSandbox, type Sandbox } from '../sandbox/server';
import { demoCredential } from '../workflows/demoCredential';
import { createWorkflow, runWorkflow, toItems } from '../workflows/engine';
import { startScriptedServer, type ScriptedServer } from '../workflows/scriptedServer';
import { answers, toCases } from './arbitraries';

/** Cases of each of the two properties. `npm run fuzz` sets more. */
const numRuns = Number(process.env.N8N_MOENGAGE_FUZZ_RUNS ?? 10);

const echoed = 'fuzz-data-api-key-0123456789';

/** Nobody waits here: limits that are out of reach, and no second try. */
const options = {
	requestsPerMinute: 1e6,
	devicesPerMinute: 1e6,
	usersPerMinute: 1e6,
	eventsPerMinute: 1e6,
	maxRetries: 0,
	maxWait: 0,
	timeout: 10_000,
};

const operations = Object.entries(examples).flatMap(([resource, byOperation]) =>
	Object.entries(byOperation).map(([operation, example]): [string, string, Example] => [
		resource,
		operation,
		example,
	]),
);

let sandbox: Sandbox;
let server: ScriptedServer;
let reply: { status: number; headers?: Record<string, string>; body?: unknown; isEcho: boolean };

beforeAll(async () => {
	sandbox = await startSandbox({ workspaces: [{ ...demoWorkspace, apiKey: echoed }] });
	server = await startScriptedServer(({ headers, url, body }) => {
		const { isEcho, ...answer } = reply;
		return isEcho ? { ...answer, body: { message: JSON.stringify(headers), url, body } } : answer;
	});
});

afterAll(async () => {
	await sandbox.close();
	await server.close();
});

/**
 * Milliseconds of the processor's time, so that a busy machine does not matter: far more than a few
 * items need at a stretch, and far less than a loop that is lost in a hostile text.
 */
const MAX_STAND = 1_000;

/** Runs a case, and holds its output to what a run promises whatever happens. */
const run = async (
	[resource, operation]: [string, string],
	parameters: INodeParameters,
	items: IDataObject[],
	url: string,
) => {
	const given = { ...parameters, resource, operation, options };
	const endWatch = watchEventLoop();
	const { run: execution, output } = await runWorkflow(
		createWorkflow(given, 'continueRegularOutput'),
		toItems(items),
		{ ...demoCredential(url), apiKey: echoed },
	);
	expect(endWatch().withoutGarbage).toBeLessThan(MAX_STAND);
	expect(execution.data.resultData.error).toBeUndefined();
	const outputs = output();
	const itemIndexes = outputs.map(({ pairedItem }) => pairedItem);
	if (operation === 'getMany') {
		expect(new Set(itemIndexes.map((owner) => JSON.stringify(owner))).size).toBe(
			outputs.length === 0 ? 0 : items.length,
		);
	} else {
		expect(itemIndexes).toEqual(items.map((_, item) => ({ item })));
	}
	const shown = JSON.stringify(outputs);
	expect(shown).not.toContain(echoed);
	expect(shown).not.toContain(Buffer.from(`DEMOWORKSPACE:${echoed}`).toString('base64'));
};

describe.each(operations)('%s %s', (resource, operation, example) => {
	it('sends nothing that MoEngage forbids, whatever the items hold', async () => {
		await fc.assert(
			fc.asyncProperty(toCases(example), async ({ parameters, items }) => {
				sandbox.clear();
				await run([resource, operation], parameters, items, sandbox.url);

				expect(sandbox.violations).toEqual([]);
			}),
			{ numRuns },
		);
	});

	it('gives each item its output, and shows no key, whatever MoEngage answers', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(), answers, async (path, given) => {
				reply = given;
				// A workspace of its own, so that no answer slows the next case down.
				const url = `${server.url}/${path}`;
				await run([resource, operation], example.parameters, [example.item, example.item], url);
			}),
			{ numRuns },
		);
	});
});
