const { TestEnvironment } = require('jest-environment-node');

/** A mutant is killed by the first test that fails, so the other tests of the file need not run. */
module.exports = class extends TestEnvironment {
	handleTestEvent = (event) => {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'test_done' && event.test.errors.length > 0) this.isKilled = true;
		if (event.name === 'test_start' && this.isKilled) event.test.mode = 'skip';
	};
};
