import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';

import type { Counts, SandboxChanges } from '../sandbox/server';

export interface SandboxProcess {
	url: string;
	configure: (changes: SandboxChanges) => Promise<void>;
	clear: () => Promise<void>;
	counts: () => Promise<Counts>;
	stop: () => Promise<void>;
}

const startedSchema = z.object({ url: z.string() });
const countsSchema = z.custom<Counts>((value) => typeof value === 'object');

/** Starts the sandbox in a process of its own, so that it takes no time from what is measured. */
export const startSandboxProcess = async (): Promise<SandboxProcess> => {
	const script = path.join(__dirname, '../sandbox/main.ts');
	const options = ['--json', '--port', '0', '--keep', '0'];
	const child = spawn(process.execPath, ['--import', 'tsx', script, ...options], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [line]: unknown[] = await once(child.stdout, 'data');
	const { url } = startedSchema.parse(JSON.parse(String(line)));

	const call = async (method: 'GET' | 'POST', action: string, body?: object): Promise<unknown> => {
		const response = await fetch(`${url}/__sandbox/${action}`, {
			method,
			body: body && JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${action}`);
		return await response.json();
	};
	return {
		url,
		configure: async (changes) => {
			await call('POST', 'configure', changes);
		},
		clear: async () => {
			await call('POST', 'clear');
		},
		counts: async () => countsSchema.parse(await call('GET', 'counts')),
		stop: async () => {
			child.kill();
			await once(child, 'exit');
		},
	};
};
