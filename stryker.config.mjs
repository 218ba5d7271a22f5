import jestConfig from './jest.config.js';
import { parts } from './test/mutation/parts.mjs';

// `npm run mutate` (test/mutation/main.mjs) runs Stryker for one part of the sources after the other.
const { N8N_MOENGAGE_MUTATE: sources = '', N8N_MOENGAGE_MUTATE_PART: name } = process.env;

const { tests = [], coverage = 'perTest' } = parts.find((part) => part.name === name) ?? {};

const findFolder = (place) => place.replace(/(\/\*\*)?\/[^/]*\.ts$/, '');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: sources.split(','),
	testRunner: 'jest',
	coverageAnalysis: coverage,
	// Tables, fields, and schemas are made once, when their file is loaded, which belongs to no test.
	ignoreStatic: coverage === 'perTest',
	jest: {
		projectType: 'custom',
		enableFindRelatedTests: false,
		config: {
			...jestConfig,
			roots: [...new Set(tests.map((place) => `<rootDir>/${findFolder(place)}`))],
			testMatch: tests.map((place) => `<rootDir>/${place}`),
			// n8n's loader is told of the build. Here it gets the sources.
			moduleNameMapper: { '^(.*)/dist/(nodes|credentials)/(.*)\\.js$': '$1/$2/$3.ts' },
			setupFilesAfterEnv: ['<rootDir>/test/mutation/loadSources.cjs'],
			testEnvironment: './test/mutation/environment.cjs',
			runner: '<rootDir>/test/mutation/runner.cjs',
			runtime: '<rootDir>/test/mutation/runtime.cjs',
			testTimeout: 8_000,
		},
	},
	// On a busy machine, it takes this long to tell a mutant that never ends from one that is slow.
	timeoutMS: 12_000,
	timeoutFactor: 2,
	concurrency: Number(process.env.N8N_MOENGAGE_MUTATE_PROCESSES ?? 2),
	ignorePatterns: ['/coverage', '/dist', '/docs', '/test/e2e', '/test/bench'],
	tempDirName: `coverage/mutation/sandbox-${name}`,
	reporters: ['clear-text', 'json', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	jsonReporter: { fileName: `coverage/mutation/${name}.json` },
	incremental: process.env.N8N_MOENGAGE_MUTATE_AFRESH !== '1',
	incrementalFile: `coverage/mutation/${name}.incremental.json`,
	// main.mjs judges the score.
	thresholds: { high: 90, low: 85, break: null },
};
