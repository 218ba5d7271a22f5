import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The files that a file imports, types and what is loaded later included. */
const listImports = (file) =>
	ts
		.preProcessFile(fs.readFileSync(file, 'utf8'), true, true)
		.importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
		.map(({ fileName }) => path.join(path.dirname(file), fileName))
		.flatMap((base) => [`${base}.ts`, path.join(base, 'index.ts')].filter(fs.existsSync));

/** The shortest way from a file back to itself, if there is one. */
const findCircle = (file) => {
	const seen = new Set();
	const ways = [[file]];
	for (const way of ways) {
		for (const imported of listImports(way.at(-1))) {
			if (imported === file) return [...way, file];
			if (!seen.has(imported)) ways.push([...way, imported]);
			seen.add(imported);
		}
	}
	return undefined;
};

/** `import-x/no-cycle` looks at what runs only; a circle of types ties files together, too. */
const noCircle = {
	meta: { type: 'problem', schema: [], messages: { circle: 'Import circle: {{circle}}' } },
	create: (context) => ({
		Program: (node) => {
			const circle = findCircle(context.filename);
			if (circle === undefined) return;
			const names = circle.map((file) => path.relative(context.cwd, file));
			context.report({ node, messageId: 'circle', data: { circle: names.join(' → ') } });
		},
	}),
};

export const importCircles = { rules: { 'no-circle': noCircle } };
