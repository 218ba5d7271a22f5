import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { ensureHost, type Host } from '../e2e/n8n/host';
import { runScript } from '../e2e/script';
import type { Part } from './bench';
import { measureBulk, measureUsersAndEvents } from './parts/bulk';
import { measureFaults } from './parts/faults';
import { measureHttps } from './parts/https';
import { measureLimits } from './parts/limits';
import { measureLoad } from './parts/load';
import { measureMemory } from './parts/memory';
import { measureSharing } from './parts/sharing';
import { measureUpserts } from './parts/upserts';
import { installRealN8n } from './realN8n';
import { startSandboxProcess } from './sandboxProcess';
import { setStage } from './stage';

const usage = `Measures the node on n8n's engine against the sandbox, and prints tables.

  npm run bench [-- options]

  --only <names>   of load, sharing, upserts, https, bulk, users, faults, memory, limits: these,
                   separated by commas
  --quick          fewer items, one run of each, and nothing that waits for minutes
  --once           all items, but one run of each
`;

const parts: Record<string, Part> = {
	load: measureLoad,
	sharing: measureSharing,
	upserts: measureUpserts,
	https: measureHttps,
	bulk: measureBulk,
	users: measureUsersAndEvents,
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
		once: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

void runScript(async ({ report, atEnd, signal }) => {
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const { quick } = values;
	const rounds = quick || values.once ? 1 : 3;
	const wanted = values.only?.split(',') ?? Object.keys(parts);
	const host = await ensureHost(report);
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
			await measure({ stage, n8n, sandbox, quick, rounds, report });
			await sandbox.configure({ latencyMs: 0, faults: { share: 0 } });
		}
	}
	return 0;
});
