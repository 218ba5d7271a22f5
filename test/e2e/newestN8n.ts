import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import { leaveNpmScript, runNpm } from './n8n/npm';
import { CommandFailure } from './n8n/processes';
import { print, runScript } from './script';

const hostFolder = join(__dirname, 'host');

const manifestSchema = z.object({ dependencies: z.object({ n8n: z.string() }) }).passthrough();

const stableVersion = /^(\d+)\.(\d+)\.(\d+)$/;

const compareVersions = (one: string, other: string): number =>
	one.localeCompare(other, 'en', { numeric: true });

/** Stable versions after the pinned one, the newest first. */
const listCandidates = async (pinned: string): Promise<string[]> => {
	const printed = await runNpm(['view', 'n8n', 'versions', '--json'], {
		cwd: hostFolder,
		env: leaveNpmScript(process.env),
	});
	return z
		.array(z.string())
		.parse(JSON.parse(printed))
		.filter((version) => stableVersion.test(version) && compareVersions(version, pinned) > 0)
		.sort((one, other) => compareVersions(other, one));
};

/** The address of each package depends on the registry of this machine. */
const dropAddresses = (lockfile: string): string =>
	lockfile.replace(/^\s*"resolved": "[^"]*",\n/gm, '');

/** Pins the version if npm finds all that it depends on. */
const pin = async (version: string): Promise<boolean> => {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-newest-'));
	try {
		const manifest = manifestSchema.parse(
			JSON.parse(await readFile(join(hostFolder, 'package.json'), 'utf8')),
		);
		manifest.dependencies.n8n = version;
		const written = `${JSON.stringify(manifest, undefined, '\t')}\n`;
		await writeFile(join(folder, 'package.json'), written);
		await runNpm(
			['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
			{ cwd: folder, env: leaveNpmScript(process.env) },
		);
		const lockfile = dropAddresses(await readFile(join(folder, 'package-lock.json'), 'utf8'));
		await writeFile(join(folder, 'package-lock.json'), lockfile);
		for (const name of ['package.json', 'package-lock.json']) {
			await copyFile(join(folder, name), join(hostFolder, name));
		}
		return true;
	} catch (error) {
		if (error instanceof CommandFailure) return false;
		throw error;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

/** Finds the newest n8n that installs here, and pins it for the tests on the real n8n. */
void runScript(async ({ report }) => {
	const manifest: unknown = JSON.parse(await readFile(join(hostFolder, 'package.json'), 'utf8'));
	const pinned = manifestSchema.parse(manifest).dependencies.n8n;
	for (const version of await listCandidates(pinned)) {
		report(`Looking for all that n8n ${version} depends on …`);
		if (await pin(version)) {
			print(`n8n ${version} installs, and is pinned in test/e2e/host. Run npm run test:e2e.`);
			return 0;
		}
		report(`npm does not find all that n8n ${version} depends on.`);
	}
	print(`n8n ${pinned}, which is pinned in test/e2e/host, is the newest that installs.`);
	return 0;
});
