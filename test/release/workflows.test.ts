import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

import packageJson from '../../package.json';

const read = (file: string) => readFileSync(path.join(__dirname, '../..', file), 'utf8');

const stepSchema = z.object({
	uses: z.string().optional(),
	run: z.string().optional(),
	with: z.record(z.string(), z.unknown()).optional(),
});

const jobSchema = z.object({
	uses: z.string().optional(),
	needs: z.string().optional(),
	if: z.string().optional(),
	permissions: z.record(z.string(), z.string()).optional(),
	env: z.record(z.string(), z.string()).optional(),
	strategy: z.object({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
	steps: z.array(stepSchema).default([]),
});

const workflowSchema = z.object({
	on: z.record(z.string(), z.unknown()),
	permissions: z.record(z.string(), z.string()),
	jobs: z.record(z.string(), jobSchema),
});

const names = ['ci', 'newest-n8n', 'publish'] as const;

const readWorkflow = (name: (typeof names)[number]) =>
	workflowSchema.parse(parse(read(`.github/workflows/${name}.yml`)));

const findJob = (name: (typeof names)[number], job: string) =>
	jobSchema.parse(readWorkflow(name).jobs[job]);

const listRuns = ({ steps }: z.infer<typeof jobSchema>) =>
	steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

describe.each(names)('the workflow %s', (name) => {
	const text = read(`.github/workflows/${name}.yml`);
	const { permissions, jobs } = readWorkflow(name);

	it('pins the actions of others by commit, and says which version that is', () => {
		const actions = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);

		expect(actions).not.toEqual([]);
		expect(
			actions.filter((action) => !/^(\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+)$/.test(action)),
		).toEqual([]);
	});

	it('may read alone, unless a job says otherwise', () => {
		expect(permissions).toEqual({ contents: 'read' });
	});

	it('runs commands that exist', () => {
		const scripts = Object.values(jobs)
			.flatMap(listRuns)
			.flatMap((run) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script));

		expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
	});
});

it('CI runs npm test on each supported version of Node.js, and everything on the oldest', () => {
	const test = findJob('ci', 'test');

	expect(test.strategy?.matrix.node).toEqual([20, 22, 24]);
	expect(test.steps.map((step) => step.with?.['node-version'])).toContain('${{ matrix.node }}');
	expect(listRuns(test)).toEqual(['npm test']);
	expect(listRuns(findJob('ci', 'everything'))).toContain('.ci/run');
});

it('what must pass before a change lands includes the check of the release', () => {
	expect(read('.ci/run')).toMatch(/^step npm run release:check$/m);
});

describe('a release', () => {
	const publish = findJob('publish', 'publish');

	it('is published from the tag of a version, after all of CI', () => {
		expect(readWorkflow('publish').on).toEqual({ push: { tags: ['v*.*.*'] } });
		expect(publish.needs).toBe('ci');
		expect(findJob('publish', 'ci').uses).toBe('./.github/workflows/ci.yml');
		expect(readWorkflow('ci').on).toHaveProperty('workflow_call');
	});

	it('names its repository, and is the very tarball that was checked against tag and repository', () => {
		expect(publish.env?.REPOSITORY).toBe('${{ github.server_url }}/${{ github.repository }}');
		expect(listRuns(publish)).toEqual([
			'npm pkg set repository.type=git "repository.url=git+$REPOSITORY.git"',
			'npm run release:check -- --tag "$GITHUB_REF_NAME" --repository "$REPOSITORY" --to release',
			'npm publish ./release/*.tgz --provenance --access public',
		]);
	});

	it('is signed by the run, with an npm that can do that', () => {
		expect(publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
		expect(publish.steps.map((step) => step.with?.['node-version'])).toContain(24);
	});

	it('relies on no script that npm would start by itself, since none is', () => {
		expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
		expect(
			Object.keys(packageJson.scripts).filter((name) =>
				/^(pre|post|install$|publish$|dependencies$)/.test(name),
			),
		).toEqual([]);
	});
});

it('each week, the suites run on the newest n8n that installs, and an issue tells if they fail', () => {
	const suites = findJob('newest-n8n', 'suites');
	const report = findJob('newest-n8n', 'report');

	expect(readWorkflow('newest-n8n').on.schedule).toEqual([
		{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) },
	]);
	expect(listRuns(suites).slice(-3)).toEqual([
		'npm run newest-n8n',
		'npm run demo',
		'npm run test:e2e',
	]);
	expect(report).toMatchObject({ needs: 'suites', if: 'failure()' });
	expect(report.permissions).toEqual({ issues: 'write' });
	expect(listRuns(report).join()).toContain('gh issue create');
});

it('packages and actions are updated in one group each', () => {
	const { updates } = z
		.object({
			updates: z.array(
				z.object({
					'package-ecosystem': z.string(),
					groups: z.record(z.string(), z.object({ patterns: z.array(z.string()) })),
				}),
			),
		})
		.parse(parse(read('.github/dependabot.yml')));

	expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
	for (const { groups } of updates) {
		expect(Object.values(groups)).toEqual([{ patterns: ['*'] }]);
	}
});
