import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { generateReference } from './reference';

it('describes the operations as they are now; npm run docs regenerates it', async () => {
	const written = await readFile(path.join(__dirname, '../../docs/reference.md'), 'utf8');

	expect(await generateReference()).toBe(written);
});
