import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Server } from '../n8n/server';

/** Leaves in a folder what shows why a test failed. */
export type LeaveTraces = (folder: string) => Promise<void>;

export const leaveLog =
	(findServer: () => Server | undefined): LeaveTraces =>
	async (folder) => {
		const server = findServer();
		if (server) await copyFile(server.logFile, join(folder, 'n8n.log'));
	};

/** Defines a test, as jest's own `test` does. */
export type TracedTest = (name: string, work: () => Promise<void>) => void;

/** A test that leaves its traces when it fails, and prints where they are. */
export const createTracedTest =
	(...traces: LeaveTraces[]): TracedTest =>
	(name, work) => {
		test(name, async () => {
			try {
				await work();
			} catch (error) {
				const folder = await mkdtemp(join(tmpdir(), 'n8n-moengage-failure-'));
				// A trace that cannot be left must not hide what went wrong.
				await Promise.allSettled(traces.map(async (leave) => await leave(folder)));
				process.stderr.write(`What this failure left: ${folder}\n`);
				throw error;
			}
		});
	};
