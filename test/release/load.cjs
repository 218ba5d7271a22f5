const { createRequire } = require('node:module');
const path = require('node:path');

/**
 * Loads an unpacked package from its folder, as n8n does, and all of its files, also those that wait
 * for an execution. Fails as Node.js does where one is missing.
 */
const [folder, ...files] = process.argv.slice(2);
const load = createRequire(path.join(folder, 'package.json'));
const exported = load('./index.js');
for (const file of files) load(`./${file}`);

const { n8n } = load('./package.json');
for (const file of [...n8n.nodes, ...n8n.credentials]) {
	const [name] = path.basename(file).split('.');
	const Class = load(`./${file}`)[name];
	if (Class === undefined) throw new Error(`${file} does not export ${name}`);
	if (Class !== exported[name]) throw new Error(`index.js does not export ${name}`);
	new Class();
}
