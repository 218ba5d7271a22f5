const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Their errors and timers must be those of the test. */
const OF_THE_TEST = /^(\.|@n8n\/(errors|utils)|zod$)/;

/**
 * Each mutant meets each of its test files anew, and most of the time would go into loading what
 * n8n-workflow is built on. Nothing there is mutated, so it is loaded once for all of them.
 */
module.exports = class extends Runtime {
	requireModuleOrMock(from, name) {
		const isShared = from.includes('/n8n-workflow/dist/') && !OF_THE_TEST.test(name);
		return isShared ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
	}
};
