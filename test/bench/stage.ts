import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Host } from '../e2e/n8n/host';
import { leaveNpmScript } from '../e2e/n8n/npm';
import { runOrFail } from '../e2e/n8n/processes';
import { loadedSchema, measuredSchema, type Job, type Loaded, type Measured } from './job';

const projectFolder = path.join(__dirname, '../..');

export interface Stage {
	/** Does the job in a process of its own. */
	run: (job: Job) => Promise<Measured>;
	/** Loads this package, or one with an empty node, in a process of its own. */
	load: (what: 'package' | 'emptyPackage') => Promise<Loaded>;
	remove: () => Promise<void>;
}

/**
 * Puts the installed package and the driver where n8n's own modules are the only ones in reach: the
 * node then runs on the engine of the real n8n and on its Node.js.
 *
 * With BENCH_PROFILE, Node.js writes what takes the processor's time into that folder.
 */
export const setStage = async (host: Host, packageFolder: string): Promise<Stage> => {
	const environment = leaveNpmScript(process.env);
	const folder = await mkdtemp(path.join(tmpdir(), 'moengage-bench-'));
	await mkdir(path.join(folder, 'test'));
	for (const part of ['dist', 'package.json']) {
		await cp(path.join(packageFolder, part), path.join(folder, part), { recursive: true });
	}
	for (const part of ['test/bench', 'test/createNode.ts', 'test/workflows']) {
		await cp(path.join(projectFolder, part), path.join(folder, part), { recursive: true });
	}
	const tsx = pathToFileURL(path.join(projectFolder, 'node_modules/tsx/dist/loader.mjs')).href;
	const profile = process.env.BENCH_PROFILE
		? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
		: [];
	const runNode = async (...parameters: string[]): Promise<unknown> => {
		const output = await runOrFail(host.node, ['--expose-gc', ...parameters], {
			cwd: folder,
			env: {
				...environment,
				N8N_USER_FOLDER: folder,
				NODE_PATH: path.join(host.folder, 'host/node_modules'),
			},
		});
		return JSON.parse(output.trim().split('\n').at(-1) ?? '');
	};
	const script = (name: string) => path.join(folder, 'test/bench', name);
	return {
		run: async (job) => {
			const heap = job.maxHeap === undefined ? [] : [`--max-old-space-size=${job.maxHeap}`];
			const driver = ['--import', tsx, script('driver.ts'), JSON.stringify(job)];
			return measuredSchema.parse(await runNode(...heap, ...profile, ...driver));
		},
		load: async (what) => {
			const loaded = what === 'package' ? folder : script('emptyPackage');
			return loadedSchema.parse(await runNode(script('loading.cjs'), loaded));
		},
		remove: async () => await rm(folder, { recursive: true, force: true }),
	};
};
