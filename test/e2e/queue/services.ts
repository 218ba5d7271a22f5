import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { SetUpFailure } from '../n8n/host';
import { leaveNpmScript } from '../n8n/npm';
import { findFreePort } from '../n8n/ports';
import {
	CommandFailure,
	endCommand,
	lastLines,
	runCommand,
	runOrFail,
	startCommand,
} from '../n8n/processes';

/** A Redis and a PostgreSQL of their own, and the folder that goes with them. */
export interface Services {
	/** Removed when the services are stopped. */
	folder: string;
	redisPort: number;
	postgresPort: number;
	stop(): Promise<void>;
}

const projectFolder = resolve(__dirname, '..', '..', '..');
const debianFolder = '/usr/lib/postgresql';
const debianPackages = ['redis-server', 'postgresql'];
const patienceMs = 60_000;
const options = { cwd: projectFolder, env: leaveNpmScript(process.env) };

const isThere = async (command: string): Promise<boolean> =>
	(await runCommand('sh', ['-c', `command -v ${command}`], options)).code === 0;

/** The folder of `initdb` and `postgres`, which Debian keeps off the path. */
const findPostgres = async (): Promise<string | undefined> => {
	const versions = existsSync(debianFolder) ? await readdir(debianFolder) : [];
	const newest = versions
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(debianFolder, version, 'bin'))
		.find((folder) => existsSync(join(folder, 'initdb')));
	if (newest !== undefined) return newest;
	return (await isThere('initdb')) && (await isThere('postgres')) ? '' : undefined;
};

const isRoot = (): boolean => process.getuid?.() === 0;

const installMissing = async (): Promise<void> => {
	if ((await isThere('redis-server')) && (await findPostgres()) !== undefined) return;
	const advice = `Install Redis and PostgreSQL (on Debian and Ubuntu: apt-get install -y ${debianPackages.join(' ')}), then run this again. No service of theirs needs to run.`;
	if (!isRoot() || !(await isThere('apt-get'))) {
		throw new SetUpFailure("n8n's queue mode needs Redis and PostgreSQL.", advice);
	}
	try {
		// RUNLEVEL keeps Debian from starting services that nobody here asked for.
		const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		await runOrFail('apt-get', ['update'], { ...options, env });
		await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', ...debianPackages], {
			...options,
			env,
		});
	} catch (error) {
		throw new SetUpFailure('Redis and PostgreSQL could not be installed.', advice, {
			cause: error,
		});
	}
};

const accepts = async (port: number): Promise<boolean> => {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
};

/** PostgreSQL refuses to run as root; Debian's package has made a user for it. */
const becomePostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];

const makePostgresFolder = async (parent: string): Promise<string> => {
	const folder = join(parent, 'postgres');
	await mkdir(folder);
	if (isRoot()) {
		const readId = async (flag: string): Promise<number> =>
			Number(await runOrFail('id', [flag, 'postgres'], options));
		await chown(folder, await readId('-u'), await readId('-g'));
		// The parent is this user's alone; PostgreSQL has to get through.
		await chmod(parent, 0o711);
	}
	return folder;
};

/** Starts both on free ports of the loopback address, without any safety against power cuts. */
export const startServices = async (): Promise<Services> => {
	await installMissing();
	const bin = (await findPostgres()) ?? '';
	const folder = await mkdtemp(join(tmpdir(), 'n8n-moengage-queue-'));
	const redisPort = await findFreePort();
	const postgresPort = await findFreePort();
	const postgresFolder = await makePostgresFolder(folder);

	const asPostgres = (program: string, args: string[]): [command: string, ...args: string[]] => {
		const own = [join(bin, program), ...args];
		const [command = '', ...others] = isRoot() ? [...becomePostgres, ...own] : own;
		return [command, ...others];
	};
	const data = join(postgresFolder, 'data');
	const [initialize, ...initializeArgs] = asPostgres('initdb', [
		`--pgdata=${data}`,
		'--username=n8n',
		'--auth=trust',
		'--encoding=UTF8',
		'--locale=C',
		'--no-sync',
	]);
	await runOrFail(initialize, initializeArgs, { ...options, cwd: postgresFolder });

	const [postgres, ...postgresArgs] = asPostgres('postgres', [
		...['-D', data],
		...['-p', String(postgresPort)],
		...['-c', 'listen_addresses=127.0.0.1'],
		...['-c', 'unix_socket_directories='],
		...['-c', 'fsync=off'],
	]);
	const redisArgs = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''];
	const order = {
		folder,
		services: [
			{ command: 'redis-server', args: redisArgs, cwd: folder },
			{ command: postgres, args: postgresArgs, cwd: postgresFolder },
		],
	};
	const keeper = startCommand(
		process.execPath,
		['--import', 'tsx', join(__dirname, 'keepServices.ts'), JSON.stringify(order)],
		options,
	);
	let output = '';
	keeper.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	keeper.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const stop = async (): Promise<void> => await endCommand(keeper, 30_000);

	const deadline = Date.now() + patienceMs;
	while (!((await accepts(redisPort)) && (await accepts(postgresPort)))) {
		if (keeper.exitCode !== null || Date.now() > deadline) {
			await stop();
			throw new CommandFailure('Redis and PostgreSQL did not start', lastLines(output));
		}
		await wait(100);
	}
	return { folder, redisPort, postgresPort, stop };
};
