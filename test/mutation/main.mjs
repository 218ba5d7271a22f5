/**
 * `npm run mutate` changes the sources in thousands of small ways, and tells which changes no test notices.
 *
 * `npm run mutate -- nodes/MoEngage/api` does so with a folder or a file, and
 * `npm run mutate -- --since main` with the lines that differ from there, in ten minutes at most.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';

/** Each is a run of its own. Of a hundred changes, so many must be noticed. */
const FOLDERS = [
	{ name: 'api', folder: 'nodes/MoEngage/api', goal: 90 },
	{ name: 'delivery', folder: 'nodes/MoEngage/delivery', goal: 90 },
	{ name: 'credentials', folder: 'credentials', goal: 85 },
	{ name: 'execution', folder: 'nodes/MoEngage/execution', goal: 85 },
	{ name: 'resources', folder: 'nodes/MoEngage/resources', goal: 85 },
];

const LIMIT = 600_000;

/** Few changed lines give few mutants, of which one or another may change nothing that anyone could notice. */
const ALWAYS_ALLOWED = 3;

const ask = (...command) =>
	execFileSync('git', command, { encoding: 'utf8' }).split('\n').filter(Boolean);

const listSources = (...places) =>
	ask('ls-files', '--cached', '--others', '--exclude-standard', '--', ...places).filter((file) =>
		file.endsWith('.ts'),
	);

const isKnown = (commit) =>
	spawnSync('git', ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`]).status === 0;

/** The changed lines, each range as `file:first-last`. */
const listChanges = (since) => {
	if (!isKnown(since)) {
		console.log(`There is no commit ${since} to compare with.`);
		return [];
	}
	const [base] = ask('merge-base', since, 'HEAD');
	const places = FOLDERS.map(({ folder }) => folder);
	const ranges = [];
	let file = '';
	for (const line of ask('diff', '--unified=0', '--diff-filter=AMR', base, '--', ...places)) {
		if (line.startsWith('+++ b/')) file = line.slice('+++ b/'.length);
		const [, start, count = '1'] = /^@@ \S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
		if (start === undefined || count === '0' || !file.endsWith('.ts')) continue;
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

/** @returns Whether enough of the changes were noticed */
const mutate = ({ name, goal }, sources, since) => {
	const started = Date.now();
	const report = `coverage/mutation/${name}.json`;
	rmSync(report, { force: true });
	const { error, status } = spawnSync('npx', ['stryker', 'run'], {
		stdio: 'inherit',
		timeout: since === undefined ? undefined : Math.max(1, deadline - started),
		env: {
			...process.env,
			N8N_MOENGAGE_QUICK: '1',
			N8N_MOENGAGE_MUTATE: sources.join(),
			N8N_MOENGAGE_MUTATE_NAME: name,
			N8N_MOENGAGE_MUTATE_AFRESH: since === undefined ? '' : '1',
		},
	});
	if (error?.code === 'ETIMEDOUT') {
		console.log(`${name}: ten minutes were not enough. Run it yourself: npm run mutate`);
		return true;
	}
	if (status !== 0 || !existsSync(report)) return false;
	const { noticed, missed } = countMutants(report);
	const score = (100 * noticed) / Math.max(1, noticed + missed);
	const minutes = ((Date.now() - started) / 60_000).toFixed(1);
	console.log(
		`${name}: ${noticed} of ${noticed + missed} noticed, ${score.toFixed(1)} % (goal ${goal} %), ${minutes} minutes`,
	);
	return score >= goal || (since !== undefined && missed <= ALWAYS_ALLOWED);
};

const deadline = Date.now() + LIMIT;
const [first = '', ...more] = process.argv.slice(2);
const since = first === '--since' ? more[0] : undefined;
const places = first === '' ? FOLDERS.map(({ folder }) => folder) : [first, ...more];
const chosen = since === undefined ? listSources(...places) : listChanges(since);
const runs = FOLDERS.map((folder) => [
	folder,
	chosen.filter((source) => source.startsWith(`${folder.folder}/`)),
]).filter(([, sources]) => sources.length > 0);

if (runs.length === 0) console.log('There is nothing to mutate.');
const passed = runs.map(([folder, sources]) => mutate(folder, sources, since));
process.exitCode = passed.every(Boolean) ? 0 : 1;
