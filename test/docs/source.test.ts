import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '../..');

const files = execFileSync('git', ['ls-files', 'nodes', 'credentials'], { cwd: root })
	.toString()
	.split('\n')
	.filter((file) => file.endsWith('.ts') && existsSync(path.join(root, file)));

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Words of a language of its own, and what an engineer would search for. */
const WORDS: Array<[word: RegExp, instead: string]> = [
	[/^(ask|reading|review)$/i, 'item request, handler, or check'],
	[/refus|setback|complain|^cures?$/i, 'failure, invalid input, or reject'],
	[/^pools?$|^envelopes?$/i, 'batch, or batch key'],
	[/^subjects?$|^preface|^owners$/i, 'ordering key, prerequisite, or item indexes'],
	[/errand|^course$|^findWay$|^stay$/i, 'job, delivery options, permit, or not sent'],
	[/culprit|verdict|^division$/i, 'poison record, rejection tracker, or bisection'],
	[/^claim$|departure|withdrawn|joinLimits/i, 'acquire request, permit, cancel, combine'],
	[/^announced|^ramp$|^room$|^doubt$/i, 'header quota, slow start, or quota'],
	[/extras|^sight$/i, 'surplus, details, or sample'],
	[/giveWay|^stretch/i, 'time slice, or yield to the event loop'],
	[/^preset$|left_?out|gaps?$/i, 'default, or what is not sent'],
	[/(?<!^repeat)unclear|mayBeDone|^said$|^place$/i, 'ambiguous, message, or index'],
	[/customerCrowds|entangledMerges|sentBefore/i, 'user limits, conflicting merges, already sent'],
];

/** The names that a file declares, apart from those that users' workflows contain. */
const listNames = (file: string): string[] => {
	const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
	const names: string[] = [path.basename(file, '.ts')];
	const visit = (node: ts.Node): void => {
		if (ts.isIdentifier(node)) names.push(node.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return names;
};

it.each(WORDS)('no name in the source is %s, but %s', (word) => {
	const found = files.flatMap((file) =>
		listNames(file)
			.filter((name) => word.test(name))
			.map((name) => `${name} in ${file}`),
	);

	expect([...new Set(found)]).toEqual([]);
});
