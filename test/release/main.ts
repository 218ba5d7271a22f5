import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { packPackage } from '../e2e/n8n/package';
import { print, runScript } from '../e2e/script';
import { findFaults } from './tarball';

const root = path.join(__dirname, '../..');

/** Builds and packs the package, checks the tarball, and leaves it in the folder `--to`, if there is one. */
void runScript(async ({ atEnd }) => {
	const { tag, repository, to } = parseArgs({
		options: { tag: { type: 'string' }, repository: { type: 'string' }, to: { type: 'string' } },
	}).values;
	const folder = to ?? (await mkdtemp(path.join(tmpdir(), 'n8n-nodes-moengage-')));
	await mkdir(folder, { recursive: true });
	if (to === undefined) atEnd(async () => await rm(folder, { recursive: true, force: true }));

	const tarball = await packPackage(path.resolve(folder));
	const changelog = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
	const faults = findFaults(tarball, { changelog, tag, repository });
	for (const fault of faults) print(`  ${fault}`);
	print(`${path.basename(tarball)}: ${faults.length} faults`);
	return faults.length === 0 ? 0 : 1;
});
