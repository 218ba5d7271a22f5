const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

/** A file of an earlier build must not ship. */
const clean = () => rm('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const copyIcons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

/** The codex tells n8n's node panel where to list the node; the schemas preview its output. */
const copyNodeData = () =>
	src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], { base: 'nodes' }).pipe(
		dest('dist/nodes'),
	);

exports.clean = clean;
exports.build = series(clean, parallel(compile, copyIcons, copyNodeData));
