const base = require('./jest.config.js');

/** The tests on the real n8n: one after the other, since each starts servers of its own. */
module.exports = {
	...base,
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.ts'],
	maxWorkers: 1,
	testTimeout: 600_000,
};
