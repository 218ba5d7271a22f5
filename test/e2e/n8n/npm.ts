import { basename, delimiter } from 'node:path';

import { runOrFail, type CommandOptions, type Environment } from './processes';

/** Settings of npm that concern the machine, not the package whose script runs just now. */
const machineSettings = new Set([
	'npm_config_cache',
	'npm_config_cafile',
	'npm_config_globalconfig',
	'npm_config_https_proxy',
	'npm_config_noproxy',
	'npm_config_proxy',
	'npm_config_registry',
	'npm_config_strict_ssl',
	'npm_config_userconfig',
]);

/**
 * The environment without what `npm run` puts there: an npm that runs in another folder would take
 * this package's folder and settings for its own.
 */
export const leaveNpmScript = (env: Environment): Environment =>
	Object.fromEntries(
		Object.entries(env).filter(
			([name]) =>
				name !== 'INIT_CWD' &&
				name !== 'NODE_OPTIONS' &&
				(!name.toLowerCase().startsWith('npm_') || machineSettings.has(name.toLowerCase())),
		),
	);

export const putFirstOnPath = (folder: string, env: Environment): Environment => ({
	...env,
	PATH: [folder, env.PATH ?? ''].join(delimiter),
});

/** Runs the npm that started this script, or the one on the path. */
export const runNpm = async (
	args: string[],
	{ node = process.execPath, ...options }: CommandOptions & { node?: string },
): Promise<string> => {
	const started = process.env.npm_execpath ?? '';
	return basename(started) === 'npm-cli.js'
		? await runOrFail(node, [started, ...args], options)
		: await runOrFail('npm', args, options);
};
