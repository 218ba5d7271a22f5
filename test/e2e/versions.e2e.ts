import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { ensureHost, type HostPins } from './n8n/host';
import { createUserFolder, removeUserFolder, type Instance } from './n8n/instance';
import { installPackage, packPackage } from './n8n/package';
import { listSurprises } from './versions/demo';

const minute = 60_000;

const oldest: HostPins = {
	host: join(__dirname, 'versions', 'oldest'),
	runtime: join(__dirname, 'versions', 'oldest', 'runtime'),
};

const report = (line: string): void => {
	process.stdout.write(`${line}\n`);
};

const withPackage = async (
	pins: HostPins | undefined,
	work: (instance: Instance) => Promise<void>,
): Promise<void> => {
	const host = await ensureHost(report, pins);
	const userFolder = await createUserFolder();
	try {
		const instance = { host, userFolder };
		await installPackage(instance, await packPackage(userFolder));
		await work(instance);
	} finally {
		await removeUserFolder(userFolder);
	}
};

/**
 * Puts zod 4 where the package looks first, as if n8n had it; answers a file that tells which zod
 * was loaded.
 */
const giveZod4 = async ({ userFolder }: Instance): Promise<string> => {
	const installed = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-moengage');
	const folder = join(installed, 'node_modules', 'zod');
	const loaded = join(userFolder, 'loaded-zod');
	await mkdir(folder, { recursive: true });
	// The zod of this repository carries its next major version in a folder.
	const zod4 = join(dirname(require.resolve('zod/package.json')), 'v4');
	await writeFile(
		join(folder, 'index.js'),
		`module.exports = require(${JSON.stringify(zod4)});
const isZod4 = '_zod' in module.exports.z.string();
require('node:fs').writeFileSync(${JSON.stringify(loaded)}, isZod4 ? 'zod 4' : 'another zod');`,
	);
	return loaded;
};

describe('The n8n versions that the package claims to support', () => {
	it(
		'does on the oldest n8n all that the demo shows',
		async () => {
			await withPackage(oldest, async (instance) => {
				expect(instance.host.version).toBe('1.85.4');
				expect(await listSurprises(instance)).toEqual([]);
			});
		},
		20 * minute,
	);

	it(
		'does on the newest n8n all that the demo shows, also when n8n comes with zod 4',
		async () => {
			await withPackage(undefined, async (instance) => {
				const loaded = await giveZod4(instance);
				expect(await listSurprises(instance)).toEqual([]);
				expect(await readFile(loaded, 'utf8')).toBe('zod 4');
			});
		},
		20 * minute,
	);
});
