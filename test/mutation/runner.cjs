const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { default: TestRunner } = require('jest-runner');

/**
 * Stryker names the tests that reach a mutant, but loads every test file, and goes on after the first
 * failure. This runner remembers from the first run, without a mutant, which file holds which tests and
 * how long they take. A mutant then meets the files that reach it only, the quickest first, until one fails.
 */
module.exports = class extends TestRunner {
	constructor(globalConfig, context) {
		super(globalConfig, context);
		this.pattern = globalConfig.testNamePattern;
		this.memory = path.join(globalConfig.rootDir, 'test-files.json');
	}

	async runTests(tests, watcher, options) {
		const known = existsSync(this.memory) ? JSON.parse(readFileSync(this.memory, 'utf8')) : {};
		const isMutated = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
		const pattern = isMutated && this.pattern ? new RegExp(this.pattern, 'i') : /^/;
		const measure = ({ path: file }) =>
			Object.entries(known[file] ?? {})
				.filter(([name]) => pattern.test(name))
				.map(([, milliseconds]) => milliseconds);
		const reaches = (test) => !isMutated || measure(test).length > 0;
		const estimate = (test) => measure(test).reduce((sum, milliseconds) => sum + milliseconds, 0);

		let isKilled = false;
		this.on('test-file-success', ([test, { numFailingTests, testResults }]) => {
			isKilled ||= numFailingTests > 0;
			known[test.path] = Object.fromEntries(
				testResults.map(({ fullName, duration }) => [fullName, duration ?? 0]),
			);
		});
		for (const test of tests.filter(reaches).sort((a, b) => estimate(a) - estimate(b))) {
			if (isMutated && isKilled) break;
			await super.runTests([test], watcher, options);
		}
		if (!isMutated) writeFileSync(this.memory, JSON.stringify(known));
	}
};
