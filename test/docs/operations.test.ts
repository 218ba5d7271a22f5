import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/MoEngage/resources';

const root = path.join(__dirname, '../..');

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Such as `Device: Create or Update`. */
const operations = resources.flatMap(({ name, operations: list }) =>
	list.map((operation) => `${name}: ${operation.name}`),
);

const listInChangelog = (text: string) =>
	resources.flatMap(({ name }) =>
		[...text.matchAll(new RegExp(`^- ${name}: (.+)\\.$`, 'gm'))].flatMap(([, list = '']) =>
			list.split(/, (?![^(]*\))/).map((operation) => `${name}: ${operation}`),
		),
	);

it('the changelog names every operation', () => {
	expect(listInChangelog(read('CHANGELOG.md'))).toEqual(expect.arrayContaining(operations));
});

it('every released operation is listed in savedWorkflows.txt', () => {
	const released = listInChangelog(
		read('CHANGELOG.md')
			.split(/^## \[\d/m)
			.slice(1)
			.join('\n'),
	);
	const listed = read('test/unit/reading/savedWorkflows.txt');
	const missing = resources.flatMap(({ name, value, operations: list }) =>
		list
			.filter((operation) => released.includes(`${name}: ${operation.name}`))
			.map((operation) => `${value} ${operation.value} (${operation.name}): `)
			.filter((line) => !listed.includes(line)),
	);

	expect(missing).toEqual([]);
});

it.each(resources)(
	'the index of $name lists every operation that has a file',
	async ({ value, operations: list }) => {
		const folder = path.join(root, 'nodes/MoEngage/resources', value);
		const exported = await Promise.all(
			readdirSync(folder).map(
				async (file): Promise<object> => await import(path.join(folder, file)),
			),
		);
		const found = exported.flatMap(Object.values).filter((one) => Object(one).action !== undefined);

		expect(new Set(found)).toEqual(new Set(list));
	},
);
