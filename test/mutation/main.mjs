/**
 * `npm run mutate` changes the sources in thousands of small ways, and tells which changes no test notices.
 *
 * `npm run mutate -- nodes/MoEngage/api` does so with a folder or a file, and
 * `npm run mutate -- --since main` with the lines that differ from there, in ten minutes at most.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';

import { parts } from './parts.mjs';

// Without npx in between, which would not pass on the signal that ends it.
const STRYKER = 'node_modules/@stryker-mutator/core/bin/stryker.js';

/** Milliseconds after which a look at what has changed comes to an end. */
const TIME_FOR_CHANGES = 600_000;

/** Few changed lines give few mutants, of which one or another may change nothing that anyone could notice. */
const ALWAYS_ALLOWED = 3;

const ask = (...command) =>
	execFileSync('git', command, { encoding: 'utf8' }).split('\n').filter(Boolean);

const isKnown = (commit) =>
	spawnSync('git', ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`]).status === 0;

const listSources = (...places) =>
	ask('ls-files', '--cached', '--others', '--exclude-standard', '--', ...places);

/** The changed lines, each range as `file:first-last`. */
const listChanges = (since) => {
	if (!isKnown(since)) {
		console.log(`There is no commit ${since} to compare with.`);
		return [];
	}
	const [base] = ask('merge-base', since, 'HEAD');
	const ranges = [];
	let file = '';
	for (const line of ask('diff', '--unified=0', base, '--', 'nodes', 'credentials')) {
		if (line.startsWith('+++ ')) file = line.slice('+++ b/'.length);
		const [, start, count = '1'] = /^@@ \S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
		if (start === undefined || count === '0') continue;
		ranges.push(`${file}:${start}-${Number(start) + Number(count) - 1}`);
	}
	return ranges;
};

const countMutants = (report) => {
	const mutants = Object.values(JSON.parse(readFileSync(report, 'utf8')).files).flatMap(
		(file) => file.mutants,
	);
	const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
	return { noticed: count('Killed', 'Timeout'), missed: count('Survived', 'NoCoverage') };
};

/**
 * @param left Milliseconds in which it must be over, if there is such a time
 * @returns Whether enough of the mutants were noticed
 */
const mutate = ({ name, goal }, sources, left) => {
	const report = `coverage/mutation/${name}.json`;
	rmSync(report, { force: true });
	const started = Date.now();
	const { error, status } = spawnSync(process.execPath, [STRYKER, 'run'], {
		stdio: 'inherit',
		timeout: left,
		env: {
			...process.env,
			N8N_MOENGAGE_QUICK: '1',
			N8N_MOENGAGE_MUTATE: sources.join(),
			N8N_MOENGAGE_MUTATE_PART: name,
			N8N_MOENGAGE_MUTATE_AFRESH: left === undefined ? '' : '1',
		},
	});
	if (error?.code === 'ETIMEDOUT') {
		console.log(`${name}: there was no time left. Run it yourself: npm run mutate`);
		return true;
	}
	if (status !== 0 || !existsSync(report)) return false;
	const { noticed, missed } = countMutants(report);
	const all = noticed + missed;
	const score = all === 0 ? 100 : (100 * noticed) / all;
	const minutes = ((Date.now() - started) / 60_000).toFixed(1);
	console.log(
		`${name}: ${score.toFixed(1)} % (${noticed} of ${all} noticed), goal ${goal} %, ${minutes} minutes`,
	);
	return score >= goal || (left !== undefined && missed <= ALWAYS_ALLOWED);
};

const [first = 'nodes', ...others] = process.argv.slice(2);
const isAboutChanges = first === '--since';
const places = first === 'nodes' ? ['nodes', 'credentials'] : [first, ...others];
const chosen = isAboutChanges ? listChanges(others[0]) : listSources(...places);
const end = Date.now() + TIME_FOR_CHANGES;

const findPart = (source) => parts.find(({ sources }) => sources.test(source));

const runs = parts
	.map((part) => [
		part,
		chosen.filter((source) => /\.ts\b/.test(source) && findPart(source) === part),
	])
	.filter(([, sources]) => sources.length > 0);

if (runs.length === 0) console.log('There is nothing to mutate.');
const passed = runs.map(([part, sources]) =>
	mutate(part, sources, isAboutChanges ? Math.max(1, end - Date.now()) : undefined),
);
process.exitCode = passed.every(Boolean) ? 0 : 1;
