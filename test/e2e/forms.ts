import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { resources } from '../../nodes/MoEngage/resources';
import { examples } from '../docs/examples';
import { launchChromium } from './browser/chromium';
import { openEditor } from './browser/editor';
import { fillCredential, saveCredential } from './rest/credentials';
import { setUpStage } from './rest/stage';
import { moEngage, saveWorkflow } from './rest/workflows';
import { print, runScript } from './script';

/** The widths of common laptops, tall enough for the longest form. */
const views = [
	{ name: 'light', width: 1280, height: 1_400 },
	{ name: 'dark', width: 1440, height: 1_400 },
];

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => [resource.value, operation.value] as const),
);

/**
 * Takes pictures of the form of each operation, as a node and as an agent's tool, for somebody to look
 * at: `node --import tsx test/e2e/forms.ts [words]`, of those whose names have all of the words.
 */
void runScript(async ({ atEnd, report }) => {
	const words = process.argv.slice(2);
	const folder = join(tmpdir(), 'n8n-moengage-forms');
	await mkdir(folder, { recursive: true });
	const stage = await setUpStage();
	atEnd(stage.clear);
	const browser = await launchChromium();
	atEnd(async () => await browser.close());
	const editor = await openEditor(browser, stage.server);
	const credential = await saveCredential(stage.rest, 'MoEngage', fillCredential(stage.sandbox));

	const nodes = ['', 'Tool'].flatMap((ending, row) =>
		operations.map(([resource, operation], column) => {
			const parameters = ending === '' ? examples[resource]?.[operation]?.parameters : {};
			const node = moEngage(credential, { resource, operation, ...parameters });
			const position: [number, number] = [
				(column % 9) * 200,
				(row * 3 + Math.floor(column / 9)) * 200,
			];
			return {
				...node,
				name: `${resource}-${operation}${ending}.`,
				type: node.type + ending,
				position,
			};
		}),
	);
	const shown = nodes.filter(({ name }) => words.every((word) => name.includes(word)));
	const { id } = await saveWorkflow(stage.rest, 'Forms', shown, {}, []);
	await editor.openWorkflow(id);
	for (const { name } of shown) {
		await editor.openNode(name);
		for (const { name: theme, ...size } of views) {
			await editor.page.setViewportSize(size);
			await editor.page.evaluate(`document.body.dataset.theme = '${theme}'`);
			const path = join(folder, `${name}${theme}.png`);
			await editor.part('node-parameters').screenshot({ path, animations: 'disabled' });
		}
		await editor.closeNode();
		report(name);
	}
	print(`The pictures are in ${folder}`);
	return 0;
});
