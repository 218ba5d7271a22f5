/** Loads a package as n8n does, with n8n's own modules loaded before, and prints what that took. */
const { PackageDirectoryLoader } = require('n8n-core');
require('zod');

const load = async (folder) => {
	global.gc();
	const heap = process.memoryUsage().heapUsed;
	const start = performance.now();
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	const milliseconds = performance.now() - start;
	global.gc();
	const megabytes = (process.memoryUsage().heapUsed - heap) / 1e6;
	// The loader is used after the heap was read, so that nothing of it was collected before.
	const nodes = Object.keys(loader.nodeTypes);
	process.stdout.write(`${JSON.stringify({ milliseconds, megabytes, nodes })}\n`);
};

void load(process.argv[2]);
