import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

const heartbeatMs = 5_000;
/** Longer than any pause that a busy machine forces on a process. */
const silenceMs = 60_000;

const holderSchema = z.object({ pid: z.number(), host: z.string() });

// Within a test, the errors of Node.js are of another realm than this `Error`.
const hasCode = (error: unknown, ...codes: string[]): boolean =>
	typeof error === 'object' &&
	error !== null &&
	'code' in error &&
	codes.includes(String(error.code));

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Another user's process may not be signalled, but it is there.
		return hasCode(error, 'EPERM');
	}
};

const isAbandoned = async (lock: string): Promise<boolean> => {
	try {
		const silentFor = Date.now() - (await stat(lock)).mtimeMs;
		if (silentFor > silenceMs) return true;
		const text = await readFile(join(lock, 'holder.json'), 'utf8');
		const holder = holderSchema.parse(JSON.parse(text));
		return holder.host === hostname() && !isAlive(holder.pid);
	} catch {
		// Just let go, or just taken and not yet signed.
		return false;
	}
};

const take = async (lock: string): Promise<boolean> => {
	try {
		await mkdir(lock);
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw error;
	}
	const holder = { pid: process.pid, host: hostname() };
	await writeFile(join(lock, 'holder.json'), JSON.stringify(holder));
	return true;
};

/** Renaming succeeds for one process only, however many find the lock abandoned. */
const breakLock = async (lock: string): Promise<void> => {
	const aside = `${lock}.abandoned-${process.pid}`;
	try {
		await rename(lock, aside);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return;
		throw error;
	}
	await rm(aside, { recursive: true, force: true });
};

/**
 * Does the work while no other process does work under the same lock, a folder. The lock of a
 * process that died is taken over. `onWait` is told once, before this process has to wait.
 */
export const workAlone = async <Result>(
	lock: string,
	{ onWait, signal }: { onWait: () => void; signal?: AbortSignal },
	work: () => Promise<Result>,
): Promise<Result> => {
	let isFirstTry = true;
	while (!(await take(lock))) {
		if (await isAbandoned(lock)) {
			await breakLock(lock);
			continue;
		}
		if (isFirstTry) onWait();
		isFirstTry = false;
		await wait(1_000, undefined, { signal });
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		// Without it the others would at worst install once more; that is no reason to stop.
		utimes(lock, now, now).catch(() => undefined);
	}, heartbeatMs);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(lock, { recursive: true, force: true });
	}
};
