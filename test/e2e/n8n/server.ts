import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { createEnvironment, type Instance } from './instance';
import { findFreePort } from './ports';
import { CommandFailure, endCommand, lastLines, startCommand } from './processes';

export interface ServerSettings {
	/** Any free port by default. */
	port?: number;
	/** Milliseconds that it may take to start. */
	patience?: number;
}

export interface Server {
	/** Without a slash at the end. */
	url: string;
	logFile: string;
	/** Settled when the server has ended, for whatever reason. */
	ended: Promise<void>;
	/** Ends the server and all it started. */
	stop(): Promise<void>;
}

const answersWell = async (url: string): Promise<boolean> => {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		return response.ok;
	} catch {
		return false;
	}
};

/** Starts the n8n server on loopback and waits until its editor and its API answer. */
export const startServer = async (
	instance: Instance,
	{ port: wantedPort, patience = 300_000 }: ServerSettings = {},
): Promise<Server> => {
	const port = wantedPort ?? (await findFreePort());
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(instance.userFolder, 'n8n.log');
	const { host, userFolder } = instance;
	const child = startCommand(host.node, [host.n8n, 'start'], {
		cwd: userFolder,
		env: {
			...(await createEnvironment(instance)),
			N8N_EDITOR_BASE_URL: url,
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
			N8N_HOST: '127.0.0.1',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(port),
			// The cookie of the login has to pass over plain HTTP.
			N8N_SECURE_COOKIE: 'false',
			...instance.env,
		},
	});
	const log = createWriteStream(logFile, { flags: 'a' });
	child.stdout?.pipe(log, { end: false });
	child.stderr?.pipe(log, { end: false });
	let hasEnded = false;
	const ended = new Promise<void>((resolve) => {
		child.once('close', () => {
			hasEnded = true;
			log.end(resolve);
		});
	});

	const deadline = Date.now() + patience;
	// The health check answers before the routes of the editor do.
	while (
		!(
			(await answersWell(`${url}/healthz/readiness`)) && (await answersWell(`${url}/rest/settings`))
		)
	) {
		if (hasEnded || Date.now() > deadline) {
			await endCommand(child);
			await ended;
			throw new CommandFailure(
				hasEnded
					? 'n8n ended while it was starting'
					: `n8n did not start within ${patience / 1_000} s`,
				lastLines(await readFile(logFile, 'utf8')),
			);
		}
		await wait(500);
	}
	return {
		url,
		logFile,
		ended,
		stop: async () => {
			await endCommand(child);
			await ended;
		},
	};
};

/** n8n asks for eight characters, a digit and a capital letter. It listens on loopback only. */
export const owner = {
	email: 'owner@example.com',
	password: 'MoEngage-test-1',
	firstName: 'Olive',
	lastName: 'Owner',
};

/** Creates the owner's account, as the editor's first page would; what was imported is theirs. */
export const setUpOwner = async (server: Server): Promise<void> => {
	const response = await fetch(`${server.url}/rest/owner/setup`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(owner),
	});
	if (!response.ok) {
		throw new Error(`n8n did not create the owner (${response.status}): ${await response.text()}`);
	}
};
