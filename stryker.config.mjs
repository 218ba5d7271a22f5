import jestConfig from './jest.config.js';

const node = 'nodes/MoEngage';
const reading = 'test/unit/reading/*.test.ts';
const workflow = (...names) => names.map((name) => `test/workflows/${name}.test.ts`);

/** Which tests judge which sources: the first line that names the beginning of a path counts. */
const judges = Object.entries({
	[`${node}/api/(send|connection|response|deadline|authorize|url|workspace)`]: [
		'test/unit/api/*.test.ts',
		...workflow('attempt', 'credential'),
	],
	[`${node}/api`]: ['test/unit/api/*.test.ts'],
	[`${node}/delivery`]: ['test/unit/delivery/**/*.test.ts'],
	[`${node}/execution`]: [
		'test/unit/execution/*.test.ts',
		...workflow('errors', 'itemLinking', 'preview', 'workspaces', 'retryOnFail', 'eventRepeats'),
	],
	[`${node}/resources/fields`]: [reading, ...workflow('errors')],
	[`${node}/resources/device/`]: [reading, ...workflow('device', 'bulkDevices', 'createUsers')],
	[`${node}/resources/deviceOptOut`]: [reading, ...workflow('deviceOptOut')],
	[`${node}/resources/email`]: [reading, ...workflow('emailOptIn', 'emailResubscription')],
	[`${node}/resources/event`]: [reading, ...workflow('event')],
	[`${node}/resources/subscription`]: [
		reading,
		...workflow('subscriptionCategory', 'subscriptionPreferenceBulk'),
		...workflow('subscriptionPreferenceForUser', 'subscriptionPreferenceLandingPage'),
	],
	[`${node}/resources/user`]: [reading, ...workflow('user')],
	[`${node}/resources`]: [reading, ...workflow('errors')],
	credentials: ['test/unit/api/credential.test.ts', ...workflow('credential')],
});

const findJudges = (source) => judges.find(([start]) => new RegExp(`^${start}`).test(source))?.[1];

/** Files, from `npm run mutate`; see test/mutation/main.mjs. */
const sources = (process.env.N8N_MOENGAGE_MUTATE ?? '').split(',').filter(Boolean);

const tests = [...new Set(sources.flatMap((source) => findJudges(source) ?? []))];

const name = process.env.N8N_MOENGAGE_MUTATE_NAME ?? 'sources';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: sources,
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	// Tables, fields, and schemas are made once, when their file is loaded, which belongs to no test.
	ignoreStatic: true,
	jest: {
		projectType: 'custom',
		enableFindRelatedTests: false,
		config: {
			...jestConfig,
			roots: [
				...new Set(
					tests.map((place) => `<rootDir>/${place.replace(/\/[^/]*\.ts$|\/\*\*.*$/, '')}`),
				),
			],
			testMatch: tests.map((place) => `<rootDir>/${place}`),
			// It simulates minutes of many workers, and proves numbers rather than pieces.
			testPathIgnorePatterns: ['delivery/sharing.test.ts'],
			// n8n's loader is told of the build. Here it gets the sources.
			moduleNameMapper: { '^(.*)/dist/(nodes|credentials)/(.*)\\.js$': '$1/$2/$3.ts' },
			setupFilesAfterEnv: ['<rootDir>/test/mutation/loadSources.cjs'],
			testEnvironment: './test/mutation/environment.cjs',
			runner: '<rootDir>/test/mutation/runner.cjs',
			testTimeout: 10_000,
		},
	},
	timeoutMS: 5_000,
	timeoutFactor: 3,
	concurrency: Number(process.env.N8N_MOENGAGE_MUTATE_PROCESSES ?? 2),
	ignorePatterns: ['/dist', '/docs', '/test/e2e', '/test/bench'],
	tempDirName: `coverage/mutation/sandbox-${name}`,
	reporters: ['clear-text', 'json', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
	jsonReporter: { fileName: `coverage/mutation/${name}.json` },
	incremental: process.env.N8N_MOENGAGE_MUTATE_AFRESH !== '1',
	incrementalFile: `coverage/mutation/${name}.incremental.json`,
	checkers: [],
	disableTypeChecks: false,
	// main.mjs judges the score.
	thresholds: { high: 90, low: 85, break: null },
};
