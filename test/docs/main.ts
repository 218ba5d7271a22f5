import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { listOperations } from './operationTable';
import { generateReference } from './reference';

const root = path.join(__dirname, '../..');
const reference = path.join(root, 'docs/reference.md');
const readme = path.join(root, 'README.md');

const write = async () => {
	await writeFile(reference, await generateReference());
	await writeFile(readme, listOperations(await readFile(readme, 'utf8')));
};

void write().then(() => process.exit(0));
