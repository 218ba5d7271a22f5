import { copyFile, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { Server } from '../n8n/server';

/** Outside the repository; each failed test has a folder of its own there. */
const failuresFolder = join(tmpdir(), 'n8n-moengage-failures');

const nameFolder = (): string => {
	const { currentTestName = 'test', testPath = '' } = expect.getState();
	const name = `${basename(testPath, '.e2e.ts')} ${currentTestName}`;
	return join(failuresFolder, name.replaceAll(/[^\w]+/g, '-').slice(0, 120));
};

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

/**
 * A test that leaves its traces when it fails, and prints where they are. Those of an earlier run
 * are gone as soon as it runs again.
 */
export const createTracedTest =
	(...traces: LeaveTraces[]): TracedTest =>
	(name, work) => {
		test(name, async () => {
			const folder = nameFolder();
			await rm(folder, { recursive: true, force: true });
			try {
				await work();
			} catch (error) {
				await mkdir(folder, { recursive: true });
				// A trace that cannot be left must not hide what went wrong.
				await Promise.allSettled(traces.map(async (leave) => await leave(folder)));
				process.stderr.write(`What this failure left: ${folder}\n`);
				throw error;
			}
		});
	};
