import { Agent, request } from 'node:http';
import type { IDataObject } from 'n8n-workflow';

import {
	createWorkflow,
	getPackage,
	runWorkflow,
	toItems,
	type WorkflowFile,
} from '../workflows/engine';
import { watchEventLoop, type LongestStands } from './eventLoopWatch';
import { readJob, type Job, type Measured } from './job';

const API_KEY = 'demo-data-api-key';
const WORKSPACE_ID = 'DEMOWORKSPACE';

const createDevices = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		customer_id: `customer-${index}`,
		device_id: `9f3c2d70-6a1e-4b7a-8f15-${String(index).padStart(12, '0')}`,
		platform: 'ANDROID',
		push_id: `fGk3ZpQ0:APA91bH${String(index).padStart(40, '0')}`,
	}));

const createAddresses = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ email: `user${index}@example.com` }));

const createRows = { devices: createDevices, addresses: createAddresses };

const createTestWorkflow = ({ sender, parameters }: Job): WorkflowFile => {
	const { nodes, connections } = createWorkflow(parameters, 'continueRegularOutput');
	return {
		nodes: nodes
			.filter(({ name }) => name === 'Source' || name === 'MoEngage')
			.map((node) => (sender === 'nobody' ? { ...node, type: 'test.source' } : node)),
		connections: { Source: connections.Source ?? {} },
	};
};

/** What a program without n8n would do: as many requests at a time as the node, each on a new connection as in n8n. */
const sendBare = async (url: string, rows: IDataObject[]): Promise<number> => {
	const agent = new Agent({ keepAlive: false });
	const headers = {
		'content-type': 'application/json',
		authorization: `Basic ${Buffer.from(`${WORKSPACE_ID}:${API_KEY}`).toString('base64')}`,
		'moe-appkey': WORKSPACE_ID,
	};
	const target = `${url}/v1/device/${WORKSPACE_ID}?app_id=${WORKSPACE_ID}`;
	const send = async ({ customer_id, device_id, platform, push_id }: IDataObject) => {
		const attributes = { platform, push_id };
		const body = JSON.stringify({ type: 'device', customer_id, device_id, attributes });
		return await new Promise<boolean>((resolve, reject) => {
			const options = {
				method: 'POST',
				agent,
				headers: { ...headers, 'content-length': Buffer.byteLength(body) },
			};
			const sending = request(target, options, (response) => {
				response.resume();
				response.once('end', () => resolve(response.statusCode === 200));
			});
			sending.once('error', reject);
			sending.end(body);
		});
	};
	let next = 0;
	let sent = 0;
	const work = async () => {
		for (let row = rows[next]; row !== undefined; row = rows[next]) {
			next += 1;
			if (await send(row)) sent += 1;
		}
	};
	await Promise.all(Array.from({ length: 100 }, work));
	return sent;
};

type Outcome = Pick<Measured, 'sent' | 'failed' | 'firstFailure'>;

const send = async (job: Job, count: number): Promise<Outcome> => {
	const rows = createRows[job.items](count);
	if (job.sender === 'bare') {
		const sent = await sendBare(job.url, rows);
		return { sent, failed: count - sent };
	}
	const credential = {
		dataCenter: 'custom',
		baseUrl: job.url,
		workspaceId: WORKSPACE_ID,
		apiKey: API_KEY,
	};
	const ran = await runWorkflow(createTestWorkflow(job), toItems(rows), credential);
	const error = ran.run.data.resultData.error;
	if (error) throw error;
	const items = ran.output();
	const errors = items.flatMap(({ json }) => (json.error === undefined ? [] : [json.error]));
	return {
		sent: items.length - errors.length,
		failed: errors.length,
		firstFailure: errors.length === 0 ? undefined : JSON.stringify(errors[0]),
	};
};

/**
 * Watches the event loop while the node works, and no longer: what n8n itself does before and after,
 * such as copying the items, is not the node's.
 *
 * @returns Tells the longest stands until now
 */
const watchNode = async (): Promise<() => LongestStands> => {
	const node = (await getPackage()).getNode('moEngage').type;
	if (!('execute' in node) || !node.execute) throw new Error('The node cannot be executed');
	const { execute } = node;
	let longest: LongestStands = { all: 0, withoutGarbage: 0 };
	node.execute = async function (...parameters) {
		const endWatch = watchEventLoop();
		try {
			return await execute.apply(this, parameters);
		} finally {
			longest = endWatch();
		}
	};
	return () => longest;
};

const drive = async (job: Job): Promise<Measured> => {
	if (job.warmUp > 0) await send(job, job.warmUp);
	const readLongestStands = await watchNode();
	global.gc?.();
	const cpu = process.cpuUsage();
	const start = performance.now();
	const outcome = await send(job, job.count);
	const milliseconds = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return {
		...outcome,
		milliseconds,
		cpuMilliseconds: (user + system) / 1_000,
		longestStands: readLongestStands(),
		peakMemory: process.resourceUsage().maxRSS / 1_024,
	};
};

drive(readJob(process.argv[2] ?? '')).then(
	(measured) => process.stdout.write(`${JSON.stringify(measured)}\n`),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exitCode = 1;
	},
);
