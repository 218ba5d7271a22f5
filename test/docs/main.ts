import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { generateReference } from './reference';

/** Where the reference stands. */
const file = path.join(__dirname, '../../docs/reference.md');

void generateReference().then(async (text) => {
	await writeFile(file, text);
	process.exit(0);
});
