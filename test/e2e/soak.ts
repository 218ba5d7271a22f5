import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';

import { startSandbox, type Sandbox } from '../sandbox/server';
import {
	createCredentialFile,
	importCredentials,
	importWorkflows,
	runN8n,
	type WorkflowFile,
} from './n8n/commands';
import { ensureHost, SetUpFailure } from './n8n/host';
import { createUserFolder, removeUserFolder } from './n8n/instance';
import { installPackage, packPackage } from './n8n/package';
import { setUpOwner, startServer } from './n8n/server';
import { signIn } from './rest/client';
import { waitFor } from './rest/waiting';
import { print, runScript } from './script';

const second = 1_000;
const sampleEveryMs = 10 * second;
const restMs = 60 * second;
const mebibyte = 1024 ** 2;
/** The garbage collector's mood; a leak at this rate exceeds it within minutes. */
const tolerance = { share: 1.15, bytes: 25 * mebibyte };

/** What has to be sent of what is scheduled; executions that pile up take memory as well. */
const keptUp = 0.8;

const credentials = { moEngageApi: { id: 'soakSandbox', name: 'MoEngage sandbox' } };
const link = (...nodes: string[]): unknown => ({
	main: [nodes.map((node) => ({ node, type: 'main', index: 0 }))],
});

/** Twice a minute half of what MoEngage documents for a minute. */
const perRun = { devices: 5_000, optOuts: 500, addresses: 500 };

const listItems = (count: number, json: string): string =>
	`={{ Array.from({ length: ${count} }, (_, index) => (${json})) }}`;

const source = (name: string, count: number, json: string): WorkflowFile['nodes'] => [
	{
		id: `${name} list`,
		name: `${name} list`,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: [220, 0],
		parameters: {
			assignments: {
				assignments: [{ id: name, name: 'list', value: listItems(count, json), type: 'array' }],
			},
			options: {},
		},
	},
	{
		id: `${name} items`,
		name: `${name} items`,
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		position: [440, 0],
		parameters: { fieldToSplitOut: 'list', options: {} },
	},
];

const moEngage = (
	name: string,
	parameters: Record<string, unknown>,
): WorkflowFile['nodes'][number] => ({
	id: name,
	name,
	type: 'n8n-nodes-moengage.moEngage',
	typeVersion: 1,
	position: [660, 0],
	parameters,
	credentials,
});

const workflow: WorkflowFile = {
	id: 'soak',
	name: 'Soak',
	active: false,
	nodes: [
		{
			id: 'schedule',
			name: 'Schedule',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 0],
			parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 30 }] } },
		},
		...source('Devices', perRun.devices, '{ id: `device-${index}` }'),
		moEngage('Devices', {
			resource: 'device',
			operation: 'upsert',
			customerId: '={{ $json.id }}',
			deviceId: '={{ $json.id }}',
			platform: 'ANDROID',
			pushId: '={{ $json.id }}',
			additionalFields: {},
			options: {},
		}),
		...source('Opt-outs', perRun.optOuts, '{ id: `customer-${index}` }'),
		moEngage('Opt-outs', {
			resource: 'deviceOptOut',
			operation: 'block',
			userIdentifierType: 'customer_id',
			userIdentifierValue: '={{ $json.id }}',
			target: 'allDevices',
			options: {},
		}),
		...source('Addresses', perRun.addresses, '{ email: `customer-${index}@example.com` }'),
		moEngage('Addresses', {
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.email }}',
			esp: 'SENDGRID',
			updateEsp: true,
			options: {},
		}),
	],
	connections: {
		Schedule: link('Devices list', 'Opt-outs list', 'Addresses list'),
		...Object.fromEntries(
			['Devices', 'Opt-outs', 'Addresses'].flatMap((name) => [
				[`${name} list`, link(`${name} items`)],
				[`${name} items`, link(name)],
			]),
		),
	},
	// What n8n keeps of executions is not what is measured.
	settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
};

/** In bytes. */
interface Memory {
	rss: number;
	heap: number;
}

/** Undefined where n8n is too busy to tell. */
const readMemory = async (url: string): Promise<Memory | undefined> => {
	const text = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(sampleEveryMs) }).then(
		async (response) => await response.text(),
		() => '',
	);
	const read = (name: string): number =>
		Number(new RegExp(`^\\w*${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)?.[1]);
	const rss = read('process_resident_memory_bytes');
	const heap = read('nodejs_heap_size_used_bytes');
	return rss > 0 && heap > 0 ? { rss, heap } : undefined;
};

/** Asks until n8n tells. */
const waitForMemory = async (url: string): Promise<Memory> =>
	await waitFor("n8n's metrics", async () => await readMemory(url), 2 * 60 * second);

const show = ({ rss, heap }: Memory): string =>
	`RSS ${(rss / mebibyte).toFixed(0)} MiB, heap in use ${(heap / mebibyte).toFixed(0)} MiB`;

/** The least of a span is what remains after the garbage is collected. */
const findLows = (samples: Memory[]): Memory => ({
	rss: Math.min(...samples.map(({ rss }) => rss)),
	heap: Math.min(...samples.map(({ heap }) => heap)),
});

const hasGrown = (before: number, after: number): boolean =>
	after > before * tolerance.share && after - before > tolerance.bytes;

const readMinutes = (): number => {
	const { minutes = '15' } = parseArgs({ options: { minutes: { type: 'string' } } }).values;
	const number = Number(minutes);
	if (number >= 3) return number;
	throw new SetUpFailure(
		`'${minutes}' is no number of minutes that tells anything.`,
		'Give 3 or more, or leave it out for 15.',
	);
};

const showCounts = (sandbox: Sandbox): string =>
	Object.entries(sandbox.counts())
		.filter(([, { requests }]) => requests > 0)
		.map(
			([endpoint, { requests, records, refused, refused429, maxInWindow }]) =>
				`  ${endpoint}: ${requests} requests with ${records} records, ${refused429} refused for the limit, ${refused} for another reason, ${maxInWindow} at most in a minute`,
		)
		.join('\n');

void runScript(async ({ atEnd, report, signal }) => {
	const minutes = readMinutes();
	const host = await ensureHost(report, signal);
	const userFolder = await createUserFolder();
	atEnd(async () => await removeUserFolder(userFolder));
	const instance = { host, userFolder, env: { N8N_METRICS: 'true' } };
	report('Building, packing and installing the package …');
	await installPackage(instance, await packPackage(userFolder));
	signal.throwIfAborted();
	const sandbox = await startSandbox({ keepRequests: 0 });
	atEnd(sandbox.close);
	await importCredentials(instance, [createCredentialFile('soakSandbox', sandbox.url)]);
	await importWorkflows(instance, [workflow]);
	await runN8n(instance, ['publish:workflow', `--id=${workflow.id}`]);
	signal.throwIfAborted();

	report('Starting n8n …');
	const server = await startServer(instance);
	atEnd(server.stop);
	const before = await waitForMemory(server.url);
	report(`Before: ${show(before)}`);

	const samples: Memory[] = [];
	const end = Date.now() + minutes * 60 * second;
	while (Date.now() < end) {
		await wait(sampleEveryMs, undefined, { signal });
		const sample = await waitForMemory(server.url);
		samples.push(sample);
		const { trackDevice } = sandbox.counts();
		report(`${show(sample)}, ${trackDevice.requests} devices sent`);
	}
	await setUpOwner(server);
	const rest = await signIn(server);
	// Under full load n8n's own look at its database comes late, and it answers nobody meanwhile.
	await waitFor(
		'the schedule to be switched off',
		async () =>
			await rest.post(`/rest/workflows/${workflow.id}/deactivate`, {}, z.unknown()).then(
				() => true,
				() => undefined,
			),
		2 * 60 * second,
	);
	report(`The schedule is switched off; n8n rests for ${restMs / second} s …`);
	await wait(restMs, undefined, { signal });
	const after = await waitForMemory(server.url);
	await server.stop();

	// The first third warms up: compiled code, caches, the largest batch.
	const third = Math.floor(samples.length / 3);
	const middle = findLows(samples.slice(third, 2 * third));
	const last = findLows(samples.slice(2 * third));
	print(`
Before                    ${show(before)}
Low of the middle third   ${show(middle)}
Low of the last third     ${show(last)}
After a minute of rest    ${show(after)}

What the MoEngage sandbox got
${showCounts(sandbox)}
`);
	const wanted = minutes * 2 * perRun.devices;
	const sent = sandbox.counts().trackDevice.requests;
	if (sent < wanted * keptUp) {
		print(`This machine sent ${sent} of ${wanted} devices: too busy to tell anything of memory.`);
		return 1;
	}
	if (hasGrown(middle.heap, last.heap) || hasGrown(middle.rss, last.rss)) {
		print(`n8n's memory grew within ${minutes} minutes.`);
		return 1;
	}
	print(`n8n's memory did not grow within ${minutes} minutes.`);
	return 0;
});
