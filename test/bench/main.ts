import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { ensureHost, type Host, type Report } from '../e2e/n8n/host';
import { runScript } from '../e2e/script';
import type { FaultKind } from '../sandbox/server';
import type { Job, Loaded, Measured } from './job';
import { installRealN8n, type RealN8n, type Task } from './realN8n';
import { startSandboxProcess, type SandboxProcess } from './sandboxProcess';
import { setStage, type Stage } from './stage';
import { writeTable } from './table';

const usage = `Measures the node on n8n's engine against the sandbox, and prints tables.

  npm run bench [-- options]

  --only <names>   of upserts, bulk, limits, memory, faults, load: these, separated by commas
  --quick          fewer items, and nothing that waits for minutes
`;

interface Bench {
	/** The engine alone, in a process whose memory and processor time can be told. */
	stage: Stage;
	/** The whole server, as users run it. */
	n8n: RealN8n;
	sandbox: SandboxProcess;
	quick: boolean;
	report: Report;
}

const print = (title: string, header: string[], rows: string[][]): void => {
	process.stdout.write(`\n${title}\n\n${writeTable(header, rows)}\n`);
};

/** No limit may blur what is measured. */
const unlimited = { requestsPerMinute: 100_000_000 };

const upsert: Job['parameters'] = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.customer_id }}',
	deviceId: '={{ $json.device_id }}',
	platform: '={{ $json.platform }}',
	pushId: '={{ $json.push_id }}',
	options: unlimited,
};

const bulkUpsert: Job['parameters'] = {
	resource: 'device',
	operation: 'bulkUpsert',
	deviceMapping: { mappingMode: 'autoMapInputData' },
	options: unlimited,
};

const resubscribe: Job['parameters'] = {
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.email }}',
	esp: 'SENDGRID',
	updateEsp: true,
};

const httpRequest = (
	url: string,
	jsonBody: string,
	options: Job['parameters'] = {},
): Job['parameters'] => ({
	method: 'POST',
	url,
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'moEngageApi',
	sendBody: true,
	specifyBody: 'json',
	jsonBody,
	options,
});

const httpUpsert = (url: string) =>
	httpRequest(
		`${url}/v1/device/DEMOWORKSPACE?app_id=DEMOWORKSPACE`,
		'={"type": "device", "customer_id": "{{ $json.customer_id }}", "device_id": "{{ $json.device_id }}", "attributes": {"platform": "{{ $json.platform }}", "push_id": "{{ $json.push_id }}"}}',
	);

/** A hundred addresses an item: the user has pooled them by a Code node before. */
const httpResubscribe = (url: string, batchInterval: number) =>
	httpRequest(
		`${url}/emails/v1.0/bulk-resubscribe`,
		'={{ JSON.stringify({ recipients: $json.emails, esp: "SENDGRID", update_esp: true, request_id: "run-" + $json.number }) }}',
		batchInterval > 0 ? { batching: { batch: { batchSize: 10, batchInterval } } } : {},
	);

interface Took {
	milliseconds: number;
}

const seconds = ({ milliseconds }: Took) => `${(milliseconds / 1_000).toFixed(1)} s`;

const perItem = ({ milliseconds }: Took, count: number) =>
	`${(milliseconds / count).toFixed(2)} ms`;

const ratio = (one: number, other: number) => (one / other).toFixed(2);

const grouped = (number: number) => number.toLocaleString('en');

/** The fastest of several runs: other programs on the machine only ever make one slower. */
const findFastest = <T extends Took>(runs: T[]): T => {
	const [first, ...others] = runs;
	if (first === undefined) throw new Error('There was no run');
	return others.reduce(
		(one, other) => (other.milliseconds < one.milliseconds ? other : one),
		first,
	);
};

const findMedian = (numbers: number[]): number =>
	numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;

/** Runs the tasks in turn, several times, so that what else the machine does meets them alike. */
const compare = async <Name extends string>(
	{ sandbox, quick }: Bench,
	tasks: Record<Name, () => Promise<Took & { failed: number; firstFailure?: string }>>,
): Promise<(name: Name) => Took> => {
	const runs = new Map<string, Took[]>();
	for (let round = 0; round < (quick ? 1 : 3); round += 1) {
		for (const name in tasks) {
			await sandbox.clear();
			const ran = await tasks[name]();
			if (ran.failed > 0) throw new Error(`Not all were sent: ${ran.firstFailure}`);
			runs.set(name, [...(runs.get(name) ?? []), ran]);
		}
	}
	return (name) => findFastest(runs.get(name) ?? []);
};

const lift = { trackDevice: { perMinute: null }, bulkImport: { perMinute: null } };

const measureUpserts = async (bench: Bench): Promise<void> => {
	const { sandbox, n8n, stage, quick, report } = bench;
	const { url } = sandbox;
	const [count, warmUp] = [quick ? 500 : 2_000, 300];
	const devices = { items: 'devices', count, warmUp } as const;
	const rows: string[][] = [];
	for (const latencyMs of [0, 20, 100]) {
		report(`Single upserts at ${latencyMs} ms latency …`);
		await sandbox.configure({ latencyMs, limits: lift });
		const fastest = await compare(bench, {
			ours: async () => await n8n.run({ ...devices, sender: 'moEngage', parameters: upsert }),
			theirs: async () =>
				await n8n.run({ ...devices, sender: 'httpRequest', parameters: httpUpsert(url) }),
			bare: async () => await stage.run({ sender: 'bare', parameters: {}, count, warmUp, url }),
		});
		rows.push([
			`${latencyMs} ms`,
			perItem(fastest('ours'), count),
			perItem(fastest('theirs'), count),
			perItem(fastest('bare'), count),
			ratio(fastest('ours').milliseconds, fastest('theirs').milliseconds),
		]);
	}
	print(
		`${grouped(count)} single device upserts, time per item`,
		['Latency', 'MoEngage node', 'HTTP Request node', 'Bare client', 'Ratio'],
		rows,
	);
};

const measureBulk = async (bench: Bench): Promise<void> => {
	const { sandbox, n8n, quick, report } = bench;
	const { url } = sandbox;
	const devices = { items: 'devices', count: quick ? 2_000 : 10_000, warmUp: 300 } as const;
	report(`${grouped(devices.count)} devices, in bulk and one by one …`);
	await sandbox.configure({ latencyMs: 20, limits: lift });
	let bulkRequests = 0;
	const fastest = await compare(bench, {
		bulk: async () => {
			const ran = await n8n.run({
				...devices,
				sender: 'moEngage',
				parameters: bulkUpsert,
				warmUp: 0,
			});
			bulkRequests = (await sandbox.counts()).bulkImport.requests;
			return ran;
		},
		single: async () => await n8n.run({ ...devices, sender: 'moEngage', parameters: upsert }),
		theirs: async () =>
			await n8n.run({ ...devices, sender: 'httpRequest', parameters: httpUpsert(url) }),
	});
	const row = (name: string, took: Took, requests: number) => [
		name,
		grouped(requests),
		seconds(took),
		perItem(took, devices.count),
		ratio(took.milliseconds, fastest('theirs').milliseconds),
	];
	print(
		`${grouped(devices.count)} devices at 20 ms latency`,
		['How', 'Requests', 'Time', 'Per item', 'Ratio'],
		[
			row('MoEngage node, Create or Update in Bulk', fastest('bulk'), bulkRequests),
			row('MoEngage node, Create or Update', fastest('single'), devices.count),
			row('HTTP Request node', fastest('theirs'), devices.count),
		],
	);
};

/** Three thousand addresses are thirty requests, of which ten may leave a minute. */
const measureLimits = async ({ sandbox, n8n, quick, report }: Bench): Promise<void> => {
	if (quick) return;
	const { url } = sandbox;
	await sandbox.configure({ latencyMs: 20 });
	const best = 120_000;
	const rows: string[][] = [];
	const run = async (name: string, task: Omit<Task, 'warmUp'>) => {
		report(`Resubscription, ${name} …`);
		await sandbox.clear();
		const timed = await n8n.run({ ...task, warmUp: 0 });
		const { records, refused429 } = (await sandbox.counts()).bulkResubscribe;
		rows.push([
			name,
			seconds(timed),
			ratio(timed.milliseconds, best),
			grouped(refused429),
			grouped(records),
		]);
	};
	await run('MoEngage node, an address an item', {
		sender: 'moEngage',
		parameters: resubscribe,
		items: 'addresses',
		count: 3_000,
	});
	const lists = { sender: 'httpRequest', items: 'lists', count: 30 } as const;
	for (const [name, batchInterval] of [
		['batches of 10 every 61 s', 61_000],
		['batches of 10 every 60 s', 60_000],
		['no batches', 0],
	] as const) {
		await run(`HTTP Request node, 100 addresses an item, ${name}`, {
			...lists,
			parameters: httpResubscribe(url, batchInterval),
		});
	}
	print(
		'3,000 resubscriptions at 10 requests a minute (best possible: 120 s)',
		['How', 'Time', 'Of the best', '429s', 'Resubscribed'],
		rows,
	);
};

const measureMemory = async ({ sandbox, stage, quick, report }: Bench): Promise<void> => {
	const { url } = sandbox;
	await sandbox.configure({ latencyMs: 0, limits: lift });
	const rows: string[][] = [];
	for (const count of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
		report(`Memory and time of ${grouped(count)} items …`);
		const measure = async (sender: Job['sender'], parameters: Job['parameters']) => {
			await sandbox.clear();
			return await stage.run({ sender, parameters, count, warmUp: 0, url });
		};
		const nobody = await measure('nobody', {});
		const single = await measure('moEngage', upsert);
		const bulk = await measure('moEngage', bulkUpsert);
		const memory = ({ peakMemory }: Measured) => `${Math.round(peakMemory)} MB`;
		rows.push([
			grouped(count),
			memory(nobody),
			seconds(single),
			perItem(single, count),
			memory(single),
			seconds(bulk),
			memory(bulk),
		]);
	}
	print(
		'Time and peak memory of the process',
		[
			'Items',
			'Engine and items',
			'One by one',
			'Per item',
			'Peak memory',
			'In bulk',
			'Peak memory',
		],
		rows,
	);
};

const networkFaults: FaultKind[] = [
	'500',
	'502html',
	'503',
	'reset',
	'cutJson',
	'cutBody',
	'html200',
];

const measureFaults = async ({ sandbox, stage, quick, report }: Bench): Promise<void> => {
	const { url } = sandbox;
	const count = quick ? 500 : 2_000;
	const rows: string[][] = [];
	const run = async (name: string, share: number, kinds: FaultKind[]) => {
		report(`${name} …`);
		await sandbox.clear();
		await sandbox.configure({ latencyMs: 20, limits: lift, faults: { share, kinds, seed: 3 } });
		const parameters = { ...upsert, options: { ...unlimited, maxRetries: 10 } };
		const job: Job = { sender: 'moEngage', parameters, count, warmUp: 0, url };
		const measured = await stage.run(job);
		const { requests } = (await sandbox.counts()).trackDevice;
		rows.push([
			name,
			seconds(measured),
			`${(measured.cpuMilliseconds / 1_000).toFixed(1)} s`,
			grouped(requests),
			grouped(measured.sent),
		]);
	};
	await run('No faults', 0, networkFaults);
	await run('20 % of the requests fail', 0.2, networkFaults);
	await run('… 429s without a header among them', 0.2, [...networkFaults, '429bare']);
	print(
		`${grouped(count)} single device upserts over a bad network at 20 ms latency`,
		['Network', 'Time', 'CPU time', 'Requests', 'Sent'],
		rows,
	);
};

/** What n8n has loaded itself, such as zod, costs nothing here. */
const measureLoad = async ({ stage, quick, report }: Bench): Promise<void> => {
	report('Loading the package …');
	const ours: Loaded[] = [];
	const empty: Loaded[] = [];
	for (let time = 0; time < (quick ? 3 : 15); time += 1) {
		ours.push(await stage.load('package'));
		empty.push(await stage.load('emptyPackage'));
	}
	const row = (what: string, unit: string, digits: number, read: (loaded: Loaded) => number) => {
		const own = findMedian(ours.map(read));
		const others = findMedian(empty.map(read));
		return [what, ...[own, others, own - others].map((of) => `${of.toFixed(digits)} ${unit}`)];
	};
	print(
		`Loading the package in n8n, median of ${ours.length}`,
		['What', 'This package', 'An empty one', 'More'],
		[
			row('Time of the modules', 'ms', 1, ({ moduleMilliseconds }) => moduleMilliseconds),
			row("Time of n8n's loader in all", 'ms', 1, ({ milliseconds }) => milliseconds),
			row('Heap', 'MB', 2, ({ megabytes }) => megabytes),
		],
	);
};

const parts = {
	load: measureLoad,
	upserts: measureUpserts,
	bulk: measureBulk,
	faults: measureFaults,
	memory: measureMemory,
	limits: measureLimits,
};

const describeMachine = ({ version, node }: Host): string => {
	const [cpu] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	const date = new Date().toISOString().slice(0, 10);
	const runtime = execFileSync(node, ['--version']).toString().trim();
	return `n8n ${version} on Node.js ${runtime}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GB, load ${loadavg()[0]?.toFixed(1)}, ${date}`;
};

const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		quick: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

void runScript(async ({ report, atEnd, signal }) => {
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const wanted = values.only?.split(',') ?? Object.keys(parts);
	const host = await ensureHost(report, signal);
	const sandbox = await startSandboxProcess();
	atEnd(sandbox.stop);
	report('Building the package and installing it in n8n …');
	const n8n = await installRealN8n(host, sandbox.url);
	atEnd(n8n.remove);
	const stage = await setStage(host, n8n.packageFolder);
	atEnd(stage.remove);

	process.stdout.write(`${describeMachine(host)}\n`);
	for (const [name, measure] of Object.entries(parts)) {
		signal.throwIfAborted();
		if (wanted.includes(name)) {
			await measure({ stage, n8n, sandbox, quick: values.quick, report });
			await sandbox.configure({ latencyMs: 0, faults: { share: 0 } });
		}
	}
	return 0;
});
