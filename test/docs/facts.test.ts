import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { MoEngageApi } from '../../credentials/MoEngageApi.credentials';
import { DeliveryStats } from '../../nodes/MoEngage/delivery';
import { MoEngage } from '../../nodes/MoEngage/MoEngage.node';
import { writeProgress } from '../../nodes/MoEngage/execution/summary';
import { resources } from '../../nodes/MoEngage/resources';
import packageJson from '../../package.json';

const root = path.join(__dirname, '../..');

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
	.split('\n')
	.filter((file) => file !== '' && file !== 'CHANGELOG.md');

const findAll = (text: string, pattern: RegExp): string[] =>
	[...text.matchAll(pattern)].map(([, found = '']) => found);

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '');

describe.each(documents)('%s', (document) => {
	const text = read(document);

	it('names commands that exist', () => {
		const scripts = findAll(text, /npm run ([\w:-]+)/g);

		expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
	});

	it('names files that exist', () => {
		const files = findAll(text, /`((?:\.ci|credentials|docs|nodes|test)\/[\w./-]+)`/g);

		expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
	});
});

/** Every text that names something in the forms of the node and its credential. */
const collectNames = (value: unknown): string[] => {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		['displayName', 'name', 'action', 'placeholder'].includes(key) && typeof inner === 'string'
			? [inner]
			: collectNames(inner),
	);
};

const operationNames = resources.flatMap(({ name, operations }) =>
	operations.map((operation) => `${name} › ${operation.name}`),
);

const ownNames = new Set([
	...operationNames,
	...collectNames(new MoEngage().description),
	...collectNames({ options: [new MoEngageApi()] }),
]);

/** What n8n, MoEngage's dashboard and MoEngage's answers call their own. */
const othersNames = new Set([
	"Couldn't connect with these settings",
	'Connection tested successfully',
	'Add first step',
	'Continue',
	'Continue (using error output)',
	'Import › From file',
	'Map Automatically',
	'Map Each Column Manually',
	'On Error',
	'Predefined Credential Type',
	'Retry On Fail',
	'Set up',
	'Settings',
	'[item 0]',
]);

it.each(['README.md', 'docs/limits.md', 'docs/workflows/README.md'])(
	'%s calls the fields, choices, and operations what the forms call them',
	(document) => {
		const text = withoutCode(read(document)).replace(/\*\*/g, '');
		const named = findAll(text, /(?<![\w*])\*([A-Z[][^*\n]*)\*(?!\w)/g);

		expect(named).not.toEqual([]);
		expect(named.filter((name) => !ownNames.has(name) && !othersNames.has(name))).toEqual([]);
	},
);

const sources = execFileSync('git', ['ls-files', 'nodes/*.ts', 'credentials/*.ts'], {
	cwd: root,
	encoding: 'utf8',
})
	.split('\n')
	.filter(Boolean)
	.map(read);

it('the guide for contributors lists what the sources import', () => {
	const imported = sources.flatMap((source) =>
		findAll(source, /(?:\bfrom|\bimport\(|\brequire\() ?'([^.'\s][^'\s]*)'/g),
	);
	const [rule = ''] = /^- At run time,.*$/m.exec(read('CONTRIBUTING.md')) ?? [];

	expect(findAll(rule, /`([^`]+)`/g).sort()).toEqual([...new Set(imported)].sort());
});

it('the README explains messages that the node can write', () => {
	const texts = sources.join('\n').replaceAll("\\'", "'");
	const [, troubleshooting = ''] = read('README.md').split('\n## Troubleshooting\n');
	const [section = ''] = troubleshooting.split('\n## ');
	// A row without a lowercase letter shows codes of Node.js.
	const messages = findAll(section, /^\| ([^|]*[a-z][^|]*) \|/gm).filter(
		(message) => message !== 'Message',
	);
	const fixedWords = messages.flatMap((message) =>
		message
			.split(/(?<!\w)'[^']*'(?!\w)|"[^"]*"|…/)
			.map((words) => words.replace(/^\W+|\W+$/g, ''))
			.filter((words) => words.includes(' ')),
	);

	expect(fixedWords.length).toBeGreaterThanOrEqual(messages.length);
	expect(fixedWords.filter((words) => !texts.includes(words))).toEqual([]);
});

it('the security policy quotes all that is logged', () => {
	const calls = sources.flatMap((source) => findAll(source, /\b(logger\.\w+\(\w*|console\.\w+)/g));
	const limiters = [{ timeUntilQuota: () => 60_000 }];
	const told = { planned: 4_000, done: 1_200, retries: 3, limiters };
	const stats = Object.assign(new DeliveryStats(), told);
	jest.useFakeTimers({ now: Date.parse('2026-01-31T11:59:00.000Z') });
	const line = writeProgress(stats);
	jest.useRealTimers();

	expect(new Set(calls)).toEqual(new Set(['logger.info(writeProgress']));
	expect(read('SECURITY.md')).toContain(`\`${line}\``);
});

it('the README names the versions of n8n that it is tested with', () => {
	for (const pins of ['test/e2e/host', 'test/e2e/versions/oldest']) {
		const { dependencies } = JSON.parse(read(`${pins}/package.json`));

		expect(read('README.md')).toContain(`n8n ${dependencies.n8n} on Node.js`);
	}
});

it('the limits page quotes the benchmark as it is', () => {
	const benchmark = read('docs/benchmark.md');
	const quoted = findAll(
		read('docs/limits.md').split('## Why not the HTTP Request node?').at(-1) ?? '',
		/(\d[\d,.]*\d? (?:s|ms|requests|addresses|devices))\b/g,
	);

	expect(quoted.length).toBeGreaterThan(3);
	expect(
		quoted.filter(
			(figure) => !benchmark.includes(figure.replace(/ (?:requests|addresses|devices)$/, '')),
		),
	).toEqual([]);
});
