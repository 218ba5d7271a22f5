/** Names the tests that passed only when they were tried again, so that none of them is overlooked. */
module.exports = class SecondTryReporter {
	onRunComplete(_contexts, { testResults }) {
		const names = testResults.flatMap(({ testResults: tests }) =>
			tests
				.filter(({ status, invocations }) => status === 'passed' && invocations > 1)
				.map(({ fullName }) => `  ${fullName}\n`),
		);
		const report =
			names.length === 0
				? 'No test needed a second try.\n'
				: `Passed only at the second try:\n${names.join('')}`;
		process.stderr.write(`\n${report}`);
	}
};
