import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { generateReference } from './reference';

const write = async () => {
	await writeFile(path.join(__dirname, '../../docs/reference.md'), await generateReference());
};

void write().then(() => process.exit(0));
