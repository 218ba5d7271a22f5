import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findFaults } from './tarball';

const NODE = 'dist/nodes/Bell/Bell.node.js';
const CREDENTIAL = 'dist/credentials/BellApi.credentials.js';

const manifest = {
	name: 'n8n-nodes-bell',
	version: '1.2.0',
	repository: { type: 'git', url: 'git+https://github.com/tower/bell.git' },
	n8n: { nodes: [NODE], credentials: [CREDENTIAL] },
};

/** A package that can be released. */
const files = {
	LICENSE: 'MIT',
	'README.md': 'Rings',
	'package.json': JSON.stringify(manifest),
	'index.js': `module.exports = { ...require('./${NODE}'), ...require('./${CREDENTIAL}') };`,
	[NODE]: "exports.Bell = class { ring = async () => require('./ring.js') };",
	'dist/nodes/Bell/ring.js': '',
	[CREDENTIAL]: 'exports.BellApi = class {};',
};

const announced = {
	changelog: '# Changelog\n\n## [1.2.0] - 2026-01-31\n',
	tag: 'v1.2.0',
	repository: 'https://github.com/tower/bell',
};

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-bell-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Packs the files; one without a text is left out. */
const pack = (contents: Record<string, string | undefined>): string => {
	for (const [name, text] of Object.entries(contents)) {
		const file = path.join(folder, 'package', name);
		mkdirSync(path.dirname(file), { recursive: true });
		if (text !== undefined) writeFileSync(file, text);
	}
	execFileSync('tar', ['-czf', 'bell.tgz', 'package'], { cwd: folder });
	return path.join(folder, 'bell.tgz');
};

const write = (changes: object) => JSON.stringify({ ...manifest, ...changes });

it('finds nothing in a package that can be released', () => {
	const ring = { 'dist/nodes/Bell/ring.js': "require('n8n-workflow');" };
	expect(findFaults(pack({ ...files, ...ring }), announced)).toEqual([]);
});

it('needs no repository and no heading of its own for a version without a tag', () => {
	const unreleased = { 'package.json': write({ repository: undefined }) };
	const changelog = '## [Unreleased]\n';
	expect(findFaults(pack({ ...files, ...unreleased }), { changelog })).toEqual([]);
});

it.each<[fault: string, Record<string, string | undefined>, found: string[]]>([
	[
		'was not built',
		{ [NODE]: undefined, [CREDENTIAL]: undefined, 'dist/nodes/Bell/ring.js': undefined },
		[
			`${NODE} is missing`,
			`${CREDENTIAL} is missing`,
			`The package does not load: Error: Cannot find module './${NODE}'`,
		],
	],
	['has no license', { LICENSE: undefined }, ['LICENSE is missing']],
	[
		'carries what does not run',
		{ 'dist/nodes/Bell/Bell.node.ts': 'export {}' },
		['dist/nodes/Bell/Bell.node.ts does not run, and should not ship'],
	],
	[
		'is heavy',
		{ 'dist/nodes/Bell/data.json': JSON.stringify(Array.from({ length: 1e5 }, Math.random)) },
		['It is larger than 110000 bytes'],
	],
	[
		'lacks a file that an execution needs',
		{ 'dist/nodes/Bell/ring.js': "require('./rope.js');" },
		["The package does not load: Error: Cannot find module './rope.js'"],
	],
	[
		'imports what n8n does not provide',
		{ 'dist/nodes/Bell/ring.js': "require('fast-check');" },
		["The package does not load: Error: Cannot find module 'fast-check'"],
	],
	[
		'exports no credential',
		{ 'index.js': `module.exports = require('./${NODE}');` },
		['The package does not load: Error: index.js does not export BellApi'],
	],
	[
		'has a node under another name',
		{ [NODE]: 'exports.Gong = class {};' },
		[`The package does not load: Error: ${NODE} does not export Bell`],
	],
	[
		'names no credential',
		{ 'package.json': write({ n8n: { nodes: [NODE], credentials: [] } }) },
		['package.json names 0 credentials, not one'],
	],
	[
		'names two nodes',
		{ 'package.json': write({ n8n: { nodes: [NODE, NODE], credentials: [CREDENTIAL] } }) },
		['package.json names 2 nodes, not one'],
	],
	[
		'has no repository',
		{ 'package.json': write({ repository: undefined }) },
		['The repository in package.json is missing, not git+https://github.com/tower/bell.git'],
	],
	[
		'is of another version',
		{ 'package.json': write({ version: '1.3.0' }) },
		[
			'The changelog has no heading "## [1.3.0]"',
			'The tag is v1.2.0, and the version in package.json is 1.3.0',
		],
	],
])('notices a package that %s', (_, changes, found) => {
	expect(findFaults(pack({ ...files, ...changes }), announced)).toEqual(found);
});

it('does not take what is unreleased for the version of a tag', () => {
	expect(findFaults(pack(files), { ...announced, changelog: '## [Unreleased]\n' })).toEqual([
		'The changelog has no heading "## [1.2.0]"',
	]);
});
