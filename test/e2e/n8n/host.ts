import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

import { leaveNpmScript, putFirstOnPath, runNpm } from './npm';
import { CommandFailure, runCommand, runOrFail, type Environment } from './processes';

/** An n8n server in the cache, and the Node that runs it. */
export interface Host {
	folder: string;
	/** The Node executable. */
	node: string;
	/** n8n's command line script. */
	n8n: string;
	version: string;
}

/** Takes one line of progress. */
export type Report = (line: string) => void;

/** Something that the person at the keyboard can put right; `advice` says how. */
export class SetUpFailure extends Error {
	constructor(
		message: string,
		readonly advice: string,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** The folders whose package.json and lockfile pin an n8n and its Node. */
export interface HostPins {
	host: string;
	runtime: string;
}

const e2eFolder = resolve(__dirname, '..');

const usualPins: HostPins = { host: join(e2eFolder, 'host'), runtime: join(e2eFolder, 'runtime') };

const manifestNames = ['package.json', 'package-lock.json', '.npmrc'] as const;
const progressMs = 10_000;
const longestInstallationMs = 3_600_000;
/**
 * Modules that n8n cannot start without and that are compiled, or downloaded as binaries; an old n8n
 * does not have them all.
 */
const nativeModules = ['sqlite3', 'isolated-vm'];

const findCacheFolder = (): string => {
	const own = process.env.N8N_MOENGAGE_CACHE;
	if (own) return resolve(own);
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-moengage');
};

const identifyHost = async (pins: HostPins): Promise<string> => {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const folder of [pins.runtime, pins.host]) {
		for (const name of manifestNames) hash.update(await readFile(join(folder, name)));
	}
	return hash.digest('hex').slice(0, 16);
};

/** The packages of Node name themselves after platform and processor, in two ways. */
const findRuntime = async (folder: string): Promise<string | undefined> => {
	const modules = join(folder, 'runtime', 'node_modules');
	if (!existsSync(modules)) return undefined;
	return (await readdir(modules))
		.filter((name) => /^node-/.test(name))
		.map((name) => join(modules, name))
		.find((candidate) => existsSync(join(candidate, 'bin', 'node')));
};

const versionSchema = z.object({ version: z.string() });

const findHost = async (folder: string): Promise<Host | undefined> => {
	const runtime = await findRuntime(folder);
	const manifest = join(folder, 'host', 'node_modules', 'n8n', 'package.json');
	if (!runtime || !existsSync(manifest)) return undefined;
	const { version } = versionSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
	return {
		folder,
		node: join(runtime, 'bin', 'node'),
		n8n: join(dirname(manifest), 'bin', 'n8n'),
		version,
	};
};

const copyManifests = async (source: string, target: string): Promise<void> => {
	await mkdir(target, { recursive: true });
	for (const name of manifestNames) await copyFile(join(source, name), join(target, name));
};

/** Says what is being done, at once and then every few seconds, until it is done. */
const reportWhile = async <Result>(
	report: Report,
	stage: string,
	work: () => Promise<Result>,
): Promise<Result> => {
	const start = Date.now();
	report(`${stage} …`);
	const ticker = setInterval(() => {
		report(`${stage} … ${Math.round((Date.now() - start) / 1_000)} s`);
	}, progressMs);
	try {
		const result = await work();
		report(`${stage}: done in ${Math.round((Date.now() - start) / 1_000)} s`);
		return result;
	} finally {
		clearInterval(ticker);
	}
};

/** Names what a compilation needs and this machine lacks. */
const findMissingTools = async (env: Environment): Promise<string | undefined> => {
	const wanted = { python3: ['python3'], make: ['make'], 'g++': ['g++', 'c++', 'clang++'] };
	const missing: string[] = [];
	for (const [tool, commands] of Object.entries(wanted)) {
		const tries = commands.map((command) => `command -v ${command}`).join(' || ');
		const { code } = await runCommand('sh', ['-c', tries], { cwd: e2eFolder, env });
		if (code !== 0) missing.push(tool);
	}
	return missing.length === 0 ? undefined : new Intl.ListFormat('en').format(missing);
};

const compileModules = async (folder: string, node: string, env: Environment): Promise<void> => {
	const logFile = join(folder, 'compile.log');
	const modules = nativeModules.filter((name) => existsSync(join(folder, 'node_modules', name)));
	try {
		await runNpm(['rebuild', '--ignore-scripts=false', '--foreground-scripts', ...modules], {
			cwd: folder,
			node,
			// The headers come with the runtime; node-gyp would download them.
			env: { ...env, npm_config_nodedir: dirname(dirname(node)) },
			logFile,
		});
	} catch (error) {
		const missing = await findMissingTools(env);
		if (missing === undefined) throw error;
		throw new SetUpFailure(
			`n8n's SQLite module has to be compiled on this machine, and ${missing} cannot be found.`,
			`Install ${missing} (on Debian and Ubuntu: apt-get install -y python3 make g++), then run this again.`,
			{ cause: error },
		);
	}
	await runOrFail(node, ['-e', modules.map((name) => `require('${name}')`).join(';')], {
		cwd: folder,
		env,
	});
};

const installHost = async (folder: string, pins: HostPins, report: Report): Promise<void> => {
	const env = leaveNpmScript(process.env);
	const runtimeFolder = join(folder, 'runtime');
	await copyManifests(pins.runtime, runtimeFolder);
	await reportWhile(
		report,
		'Getting the Node of that n8n',
		async () => await runNpm(['ci'], { cwd: runtimeFolder, env }),
	);
	const runtime = await findRuntime(folder);
	if (!runtime) {
		throw new SetUpFailure(
			`n8n needs a Node of its own, and npm got no package of it for ${process.platform} on ${process.arch}.`,
			'Check that npm reaches its registry (npm ping), then run this again. Node comes from there for Linux and macOS, on x64 and arm64 processors.',
		);
	}

	const bin = join(runtime, 'bin');
	const node = join(bin, 'node');
	const hostEnv = putFirstOnPath(bin, env);
	const hostFolder = join(folder, 'host');
	await copyManifests(pins.host, hostFolder);
	await reportWhile(
		report,
		'Installing n8n and its packages, about 3 GB',
		async () => await runNpm(['ci', '--loglevel=error'], { cwd: hostFolder, node, env: hostEnv }),
	);
	await reportWhile(
		report,
		"Building n8n's SQLite module",
		async () => await compileModules(hostFolder, node, hostEnv),
	);
};

const adviseOnInstallation = (error: unknown): unknown => {
	if (!(error instanceof CommandFailure)) return error;
	return new SetUpFailure(
		`n8n could not be installed: ${error.message}\n\n${error.output}`,
		'Check that npm reaches its registry (npm ping), then run this again; what was downloaded is kept in npm’s own cache.',
		{ cause: error },
	);
};

/** Removes what killed installations of the same host left behind. */
const removeLeftovers = async (folder: string): Promise<void> => {
	const parent = dirname(folder);
	for (const name of await readdir(parent)) {
		const path = join(parent, name);
		const isPartial = path.startsWith(`${folder}.partial-`);
		if (isPartial && Date.now() - (await stat(path)).mtimeMs > longestInstallationMs) {
			await rm(path, { recursive: true, force: true, maxRetries: 3 });
		}
	}
};

const installAtomically = async (folder: string, pins: HostPins, report: Report): Promise<void> => {
	await removeLeftovers(folder);
	const partial = `${folder}.partial-${process.pid}`;
	try {
		await mkdir(partial);
		await installHost(partial, pins, report);
		// Another process may have been faster, and a cleaner of caches may have left a husk.
		if ((await findHost(folder)) === undefined) {
			await rm(folder, { recursive: true, force: true });
			await rename(partial, folder);
		}
	} catch (error) {
		throw adviseOnInstallation(error);
	} finally {
		await rm(partial, { recursive: true, force: true, maxRetries: 3 });
	}
};

/**
 * Answers the n8n server that the lockfile pins, by default the newest. The first time on a machine it is installed, which
 * takes minutes and reports its progress; from then on it comes from the cache at once.
 */
export const ensureHost = async (report: Report, pins: HostPins = usualPins): Promise<Host> => {
	const cache = findCacheFolder();
	const folder = join(cache, `host-${await identifyHost(pins)}`);
	const cached = await findHost(folder);
	if (cached) return cached;

	try {
		await mkdir(cache, { recursive: true });
	} catch (error) {
		throw new SetUpFailure(
			`The cache folder ${cache} cannot be made: ${error instanceof Error ? error.message : ''}`,
			'Set N8N_MOENGAGE_CACHE to a folder that you may write to.',
			{ cause: error },
		);
	}
	report(`n8n is not in ${cache} yet. It is installed once, which takes a few minutes.`);
	await installAtomically(folder, pins, report);
	const installed = await findHost(folder);
	if (!installed) throw new Error(`n8n was installed in ${folder}, but cannot be found there.`);
	return installed;
};
