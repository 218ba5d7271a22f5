import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/**
 * A program of its own, so that the services end and their folder goes even if the tests are killed:
 * `startCommand` asks every Node program whose parent is gone to end. Its one argument names what
 * to start, and the folder to remove at last.
 */
const orderSchema = z.object({
	folder: z.string(),
	services: z.array(
		z.object({ command: z.string(), args: z.array(z.string()), cwd: z.string() }).strict(),
	),
});

const patienceMs = 10_000;

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const services = order.services.map(({ command, args, cwd }) =>
	spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] }),
);

/** Programs of the tests may still be writing their last lines there. */
const removeFolder = async (): Promise<void> => {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		try {
			await rm(order.folder, { recursive: true, force: true });
			return;
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await wait(200);
		}
	}
};

let isEnding = false;

const end = async (exitCode: number): Promise<void> => {
	if (isEnding) return;
	isEnding = true;
	await Promise.all(
		services
			.filter((service) => service.exitCode === null && service.signalCode === null)
			.map(async (service) => {
				const ended = once(service, 'exit');
				// To PostgreSQL, SIGINT says not to wait until its clients leave.
				service.kill('SIGINT');
				const lastResort = setTimeout(() => service.kill('SIGKILL'), patienceMs);
				await ended;
				clearTimeout(lastResort);
			}),
	);
	await removeFolder();
	process.exit(exitCode);
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => void end(0));
}
for (const service of services) {
	service.once('error', () => void end(1));
	service.once('exit', () => void end(1));
}
