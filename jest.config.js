// In UTC, nobody would notice a time whose zone was forgotten.
process.env.TZ = 'America/New_York';

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	setupFiles: ['<rootDir>/test/fixedSeed.ts'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } } },
		],
	},
	// By default, Jest leaves a core free.
	maxWorkers: '100%',
	testTimeout: 30_000,
	// On a loaded machine, a worker that has nothing left to do may need longer than Jest's half a second.
	workerGracefulExitTimeout: 10_000,
};
