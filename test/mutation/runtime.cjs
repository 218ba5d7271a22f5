const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Loaded with each test file: tests see the errors and timers of n8n-workflow and of these packages. */
const OF_THE_TEST = /^(\.|@n8n\/(errors|utils))/;

/**
 * Each mutant runs its test files from scratch, and most of the time would go into loading the packages
 * that n8n-workflow depends on. None of them is mutated, so each process loads them once.
 */
module.exports = class extends Runtime {
	requireModuleOrMock(from, name) {
		const isShared = from.includes('/n8n-workflow/dist/') && !OF_THE_TEST.test(name);
		return isShared ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
	}
};
