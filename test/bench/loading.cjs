/** Loads a package as n8n does, with n8n's own modules loaded before, and prints what that took. */
const Module = require('node:module');
const { PackageDirectoryLoader } = require('n8n-core');
require('zod');

const measureModules = (folder) => {
	const load = Module._load;
	const measured = { milliseconds: 0 };
	let start;
	Module._load = (request, ...others) => {
		if (start !== undefined || !request.startsWith(folder)) return load(request, ...others);
		start = performance.now();
		try {
			return load(request, ...others);
		} finally {
			measured.milliseconds += performance.now() - start;
			start = undefined;
		}
	};
	return measured;
};

const load = async (folder) => {
	const modules = measureModules(folder);
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
	const times = { milliseconds, moduleMilliseconds: modules.milliseconds };
	process.stdout.write(`${JSON.stringify({ ...times, megabytes, nodes })}\n`);
};

void load(process.argv[2]);
