const node = 'nodes/MoEngage';

// Without the repetition of them all with zod 4.
const reading = 'test/unit/reading/!(zod4).test.ts';

const workflows = (...names) => names.map((name) => `test/workflows/${name}.test.ts`);

// What an operation asks for is read in the same way in a workflow, only slower.
const resource = (name, folders) => ({
	name,
	goal: 85,
	sources: new RegExp(`^${node}/resources/(${folders})/`),
	tests: [reading],
});

/**
 * What is mutated in a run of its own, and which tests judge it. Of a hundred mutants, they must notice as
 * many as `goal` says. The first part whose `sources` match takes a file.
 */
export const parts = [
	{
		name: 'connection',
		goal: 90,
		sources: new RegExp(`^${node}/api/(connection|deadline|request)\\.ts`),
		tests: ['test/unit/api/*.test.ts', ...workflows('attempt', 'credential')],
	},
	{
		name: 'api',
		goal: 90,
		sources: new RegExp(`^${node}/api/`),
		tests: ['test/unit/api/*.test.ts'],
	},
	{
		name: 'limit',
		goal: 90,
		sources: new RegExp(`^${node}/delivery/limit/`),
		// Not the property tests and the simulation of many workers, which prove numbers rather than pieces.
		tests: ['test/unit/delivery/(rateLimiter|limiters).test.ts'],
	},
	{
		name: 'delivery',
		goal: 90,
		sources: new RegExp(`^${node}/delivery/`),
		tests: ['test/unit/delivery/!(rateLimiter|limiters|sharing)*.test.ts'],
	},
	{
		name: 'credential',
		goal: 85,
		sources: /^credentials\//,
		// It is made once for all tests, and each of them may notice.
		coverage: 'all',
		tests: [
			'test/unit/api/credential.test.ts',
			'test/unit/reading/description.test.ts',
			...workflows('credential'),
		],
	},
	{
		name: 'execution',
		goal: 85,
		sources: new RegExp(`^${node}/execution/`),
		tests: ['test/unit/execution/*.test.ts'],
	},
	resource('fields', 'fields'),
	resource('device', 'device'),
	resource('deviceOptOut', 'deviceOptOut'),
	resource('email', 'emailOptIn|emailResubscription'),
	resource('event', 'event'),
	resource('subscription', 'subscriptionCategory|subscriptionPreference'),
	resource('user', 'cohort|user'),
	{
		name: 'resources',
		goal: 85,
		sources: new RegExp(`^${node}/resources/`),
		// The form is made once for all tests, and each of them may notice.
		coverage: 'all',
		tests: ['test/unit/reading/(itemRequests|description|deviceChecks|options).test.ts'],
	},
];
