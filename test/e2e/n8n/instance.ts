import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Host } from './host';
import { leaveNpmScript, putFirstOnPath } from './npm';
import { findFreePort } from './ports';
import type { Environment } from './processes';

/** One n8n with its own database, credentials and community packages. */
export interface Instance {
	host: Host;
	/** N8N_USER_FOLDER: n8n keeps everything in its folder `.n8n`. */
	userFolder: string;
	/** Ends up over the settings below. */
	env?: Environment;
}

/**
 * What n8n reads, so that the settings of a developer's own n8n have no say here; nor has what jest
 * sets: an n8n that takes itself for one of its own tests ends without a word.
 */
const isN8nSetting = (name: string): boolean =>
	/^(NODE_ENV$|JEST_|N8N_|DB_|EXECUTIONS_|EXTERNAL_|GENERIC_|NODES_|NODE_FUNCTION_|OFFLOAD_|QUEUE_|WEBHOOK_)/.test(
		name,
	);

/** Nothing here needs n8n's own servers, and where the network is closed n8n would wait for them. */
const offlineSettings: Environment = {
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
	N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	// It would ask n8n's servers for the list of MCP servers.
	N8N_DISABLED_MODULES: 'mcp-registry',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
};

export const createUserFolder = async (): Promise<string> =>
	await mkdtemp(join(tmpdir(), 'n8n-moengage-'));

export const removeUserFolder = async (userFolder: string): Promise<void> => {
	await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
};

/** The environment that n8n's commands and its server run in. */
export const createEnvironment = async (instance: Instance): Promise<Environment> => {
	const inherited = Object.fromEntries(
		Object.entries(leaveNpmScript(process.env)).filter(([name]) => !isN8nSetting(name)),
	);
	return {
		...putFirstOnPath(dirname(instance.host.node), inherited),
		...offlineSettings,
		GENERIC_TIMEZONE: 'UTC',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_PYTHON_ENABLED: 'false',
		// The sheet of the demo is a file.
		N8N_RESTRICT_FILE_ACCESS_TO: join(__dirname, '../demo'),
		// Each n8n needs a port for the runner of its Code nodes, and another may run on the default.
		N8N_RUNNERS_BROKER_PORT: String(await findFreePort()),
		// The default will change to false; this package is not verified while it is being developed.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_USER_FOLDER: instance.userFolder,
		...instance.env,
	};
};
