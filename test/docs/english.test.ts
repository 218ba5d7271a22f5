import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '../..');

/** Phrases that no native speaker would write in n8n's pages, and what to write instead. */
const AVOIDED: Array<[phrase: RegExp, instead: string]> = [
	[/\bwhich (is|has) no\b/i, 'which is not a …, or does not have …'],
	[/\bis none (that|of)\b/i, 'is not one of'],
	[/\bat the most\b/i, 'at most, or up to'],
	[/\bstands? for\b/i, 'means'],
	[/\bleaves? (by|through|in)\b/i, 'goes to, or is sent in'],
	[/\b(anything|item|request) leaves\b/i, 'is sent'],
	[/\b(goes|go) (before|first)\b/i, 'is used, or wins'],
	[/\b(item|field|message) holds\b/i, 'contains, or wins'],
	[/\bwhere one comes\b/i, 'if'],
	[/\bwhom\b/i, 'who, or another sentence'],
	[/\bof which\b/i, 'where'],
	[/\bas your systems know it\b/i, 'in your own systems'],
	[/\btoo large to keep\b/i, 'so large that'],
	[/\bno machine has\b/i, 'cannot be found'],
	[/\blet (its|the|your) \w+ (set|give|take|look)\b/i, 'ask someone to do it'],
	[/\ballowed are\b/i, 'allowed values are'],
	[/\bis (missing|empty) \((undefined|null|"")\)/, 'is missing, or is empty'],
	[/\b(centre|colour|behaviour|organis|recognis|afterwards)/i, 'the American spelling'],
	[/\btime-outs?\b/i, 'timeout'],
	[/\bset-up\b/i, 'setup'],
	[/\banew\b/i, 'again, or regenerate'],
	[/\bnobody knows\b/i, 'it is unclear'],
	[/\bunder way at (once|a time|the same time)\b/i, 'run at once'],
	[/\bhas room again\b/i, 'frees up'],
	[/\b(block|blocks) push to\b/i, 'stop push to'],
	[/\btries (it )?again after\b/i, 'retries'],
	[/\bneeds few\b/i, 'sends few'],
	[/\bwhether it \w+ or not\b/i, 'even if'],
	[/\bbehind the (trigger|node)\b/i, 'to the right of'],
	[/\ba word more\b/i, 'more explanation'],
	[/\b(event|device)s? of a user\b/i, "a user's event"],
	[/, for every item\b/i, 'This happens for each item.'],
	[/\b0 of \d/, 'none of the'],
	[/\bends? with a message\b/i, 'fails'],
	[/\balso wants\b/i, 'also needs'],
	[/\bin the open\b/i, 'unencrypted'],
	[/\bto keep from\b/i, 'must not do'],
	[/\bsomething else than\b/i, "doesn't do what"],
	[/^\/(\/|\*\*)\s+So (many|long)\b/, 'what the constant is'],
];

/** Quotes and code are not our words. */
const proseOf = (document: string): string[] =>
	document
		.replace(/```[\s\S]*?```/g, '')
		.replace(/`[^`\n]*`/g, '')
		.split('\n');

const listFiles = (...patterns: string[]): string[] =>
	execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
		cwd: root,
		encoding: 'utf8',
	})
		.split('\n')
		.filter(Boolean);

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The texts among the literals of a source: those with a space between words. */
const listTexts = (file: string): string[] => {
	const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
			const text = node.getText(source).slice(1, -1);
			if (/[a-z,.'}] [a-z$'"]/i.test(text)) texts.push(text);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
};

/** The comments of a source, a line each. */
const listComments = (file: string): string[] =>
	[...read(file).matchAll(/\/\*\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g)].map(([comment]) =>
		comment.replace(/\n\s*\*/g, ' '),
	);

/** What a template says to people, and to the model of an agent. */
const listNotes = (file: string): string[] =>
	[...read(file).matchAll(/"(?:content|toolDescription|systemMessage)": "((?:[^"\\]|\\.)*)"/g)].map(
		([, text = '']) => text.replaceAll('\\n', ' '),
	);

const listComplaints = (texts: readonly string[]) =>
	texts.flatMap((text) =>
		AVOIDED.filter(([phrase]) => phrase.test(text)).map(([, instead]) => ({ text, instead })),
	);

const sources = listFiles('nodes/*.ts', 'credentials/*.ts');

const documents = listFiles('*.md', '.github/*.yml');

const templates = listFiles('docs/workflows/*.json');

it.each(sources)('%s speaks American English', (file) => {
	expect(listComplaints([...listTexts(file), ...listComments(file)])).toEqual([]);
});

it.each(documents)('%s is written in American English', (file) => {
	expect(listComplaints(proseOf(read(file)))).toEqual([]);
});

it.each(templates)('the notes of %s are written in American English', (file) => {
	expect(listNotes(file)).not.toEqual([]);
	expect(listComplaints(listNotes(file))).toEqual([]);
});

it('reads the texts of the sources, also those with a value in them', () => {
	expect(listTexts('nodes/MoEngage/resources/fields/scalars.ts')).toContain(
		'which is not a whole number ${bounds}',
	);
});

it.each([
	'which is no email address',
	'How many requests are under way at the most',
	'Bad input is named before anything leaves',
	'an empty list never stands for it',
	'Let its administrator set it',
	'n8n saves it, whether it works or not',
	'0 of 5 items had been sent',
	'Record an event of a user',
	'Blocks push on every device, for every item',
	'How long to wait until the limit has room again',
	'/** So many requests may be in flight at first */',
])('knows what it keeps out: %s', (text) => {
	expect(listComplaints([text])).not.toEqual([]);
});
