import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Host } from '../n8n/host';
import { createEnvironment, type Instance } from '../n8n/instance';
import { installPackage, packPackage } from '../n8n/package';
import {
	CommandFailure,
	endCommand,
	lastLines,
	startCommand,
	type Environment,
} from '../n8n/processes';
import { startServer, type Server } from '../n8n/server';
import type { Services } from './services';

export interface Worker {
	name: string;
	/** The IDs of the executions that it has started. */
	listStarted(): string[];
	/** The IDs of those that it has not finished. A worker that has ended runs none. */
	listRunning(): string[];
	/** Ends it at once, as a machine that loses its power would. */
	kill(): Promise<void>;
	stop(): Promise<void>;
}

export interface Cluster {
	main: Instance;
	workers: Instance[];
}

const workerCount = 3;
/** n8n warns of less. */
const executionsPerWorker = 5;
const patienceMs = 300_000;

/**
 * Makes an n8n main and its workers, each with a folder of its own as on machines of their own, all
 * with the package as it would be published. They share what a database, Redis and a key make one.
 */
export const createCluster = async (host: Host, services: Services): Promise<Cluster> => {
	const env: Environment = {
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(services.postgresPort),
		DB_POSTGRESDB_USER: 'n8n',
		DB_TYPE: 'postgresdb',
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: 'the key that all processes share',
		N8N_LOG_LEVEL: 'info',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(services.redisPort),
		// Sooner than the default minute, n8n sees that a worker is gone.
		QUEUE_WORKER_LOCK_DURATION: '20000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
		QUEUE_WORKER_STALLED_INTERVAL: '10000',
	};
	const createInstance = async (name: string): Promise<Instance> => {
		const userFolder = join(services.folder, name);
		await mkdir(userFolder);
		return { host, userFolder, env };
	};
	const main = await createInstance('main');
	const workers: Instance[] = [];
	for (let number = 1; number <= workerCount; number += 1) {
		workers.push(await createInstance(`worker-${number}`));
	}
	const tarball = await packPackage(services.folder);
	for (const instance of [main, ...workers]) await installPackage(instance, tarball);
	return { main, workers };
};

const listIds = (log: string, what: 'finished' | 'started'): string[] =>
	[...log.matchAll(new RegExp(`Worker ${what} execution (\\d+)`, 'g'))].map(([, id = '']) => id);

export const startWorker = async (instance: Instance, name: string): Promise<Worker> => {
	const { host, userFolder } = instance;
	const child = startCommand(
		host.node,
		[host.n8n, 'worker', `--concurrency=${executionsPerWorker}`],
		{
			cwd: userFolder,
			env: { ...(await createEnvironment(instance)), N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5' },
		},
	);
	const file = createWriteStream(join(userFolder, 'n8n.log'), { flags: 'a' });
	let log = '';
	const keep = (chunk: Buffer): void => {
		log += chunk.toString();
		file.write(chunk);
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	child.once('close', () => file.end());

	const deadline = Date.now() + patienceMs;
	while (!log.includes('n8n worker is now ready')) {
		if (child.exitCode !== null || Date.now() > deadline) {
			await endCommand(child);
			throw new CommandFailure(`${name} did not start`, lastLines(log));
		}
		await wait(200);
	}
	return {
		name,
		listStarted: () => listIds(log, 'started'),
		listRunning: () => {
			if (child.exitCode !== null || child.signalCode !== null) return [];
			const finished = new Set(listIds(log, 'finished'));
			return listIds(log, 'started').filter((id) => !finished.has(id));
		},
		kill: async () => {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		},
		stop: async () => await endCommand(child),
	};
};

export interface RunningCluster {
	server: Server;
	workers: Worker[];
	stop(): Promise<void>;
}

export const startCluster = async ({ main, workers }: Cluster): Promise<RunningCluster> => {
	// The main brings the database up to date, which is done once.
	const server = await startServer(main);
	const starting = workers.map(
		async (worker, index) => await startWorker(worker, `worker ${index + 1}`),
	);
	const results = await Promise.allSettled(starting);
	const started = results.flatMap((result) =>
		result.status === 'fulfilled' ? [result.value] : [],
	);
	const stop = async (): Promise<void> => {
		await Promise.all([server.stop(), ...started.map(async (worker) => await worker.stop())]);
	};
	const failure = results.find((result) => result.status === 'rejected');
	if (failure) {
		await stop();
		throw failure.reason;
	}
	return { server, workers: started, stop };
};
