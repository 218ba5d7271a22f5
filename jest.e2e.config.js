const base = require('./jest.config.js');

/**
 * The tests on the real n8n: one after the other, since each starts servers of its own. A test that
 * does not pass is tried once more, and the last lines name each test that needed it.
 */
module.exports = {
	...base,
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.ts'],
	setupFilesAfterEnv: ['<rootDir>/test/e2e/secondTry/allow.ts'],
	reporters: ['default', '<rootDir>/test/e2e/secondTry/reporter.cjs'],
	maxWorkers: 1,
	testTimeout: 600_000,
};
