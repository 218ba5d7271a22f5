import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

import type { Instance } from './instance';
import { leaveNpmScript, putFirstOnPath, runNpm } from './npm';
import { runOrFail } from './processes';

const projectFolder = resolve(__dirname, '..', '..', '..');

const packedSchema = z.tuple([z.object({ filename: z.string() })]);

/** Builds the package and packs it into the folder, as it would be published; answers the file. */
export const packPackage = async (targetFolder: string): Promise<string> => {
	const options = { cwd: projectFolder, env: leaveNpmScript(process.env) };
	await runNpm(['run', 'build'], options);
	const packed = await runNpm(
		['pack', '--json', '--ignore-scripts', '--pack-destination', targetFolder],
		options,
	);
	const [{ filename }] = packedSchema.parse(JSON.parse(packed));
	return join(targetFolder, filename);
};

const manifestSchema = z.object({ name: z.string(), version: z.string() }).passthrough();

/**
 * Installs a packed community package step by step as n8n's own installer does: peer and
 * development dependencies are dropped, so that n8n-workflow comes from n8n and from nowhere else.
 */
export const installPackage = async (
	{ host, userFolder }: Instance,
	tarball: string,
): Promise<void> => {
	const env = putFirstOnPath(dirname(host.node), leaveNpmScript(process.env));
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodesFolder, { recursive: true });

	const manifestText = await runOrFail('tar', ['-xzOf', tarball, 'package/package.json'], {
		cwd: nodesFolder,
		env,
	});
	const { name, version, ...others } = manifestSchema.parse(JSON.parse(manifestText));
	const folder = join(nodesFolder, 'node_modules', name);
	await mkdir(folder, { recursive: true });
	await runOrFail('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
		cwd: nodesFolder,
		env,
	});

	const dropped = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
	const kept = Object.entries(others).filter(([key]) => !dropped.includes(key));
	const manifest = { name, version, ...Object.fromEntries(kept) };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	await runNpm(
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: folder, env, node: host.node },
	);

	const installed = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(installed, null, 2));
};
