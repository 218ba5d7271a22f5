import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
	.split('\n')
	.filter(Boolean);

/** What GitHub names the place of a heading. */
const toAnchor = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

const listAnchors = (file: string) =>
	[...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		toAnchor(heading ?? ''),
	);

const listLinks = (document: string) =>
	[...readFileSync(path.join(root, document), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target ?? '')
		.filter((target) => !/^[a-z]+:/.test(target));

it.each(documents)('%s links to what is there', (document) => {
	const broken = listLinks(document).filter((target) => {
		const [file = '', anchor] = target.split('#');
		const linked = file === '' ? path.join(root, document) : path.join(root, document, '..', file);
		if (!existsSync(linked)) return true;
		return anchor !== undefined && !listAnchors(linked).includes(anchor);
	});

	expect(broken).toEqual([]);
});
