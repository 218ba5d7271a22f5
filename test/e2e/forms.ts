import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { resources } from '../../nodes/MoEngage/resources';
import { examples } from '../docs/examples';
import { launchChromium } from './browser/chromium';
import { openEditor } from './browser/editor';
import { fillCredential, saveCredential } from './rest/credentials';
import { setUpStage } from './rest/stage';
import { moEngage, saveWorkflow } from './rest/workflows';
import { print, runScript } from './script';

/** By default, the windows of common laptops, in both themes. */
const { values: views, positionals: words } = parseArgs({
	allowPositionals: true,
	options: {
		size: { type: 'string', multiple: true, default: ['1280x800', '1440x900'] },
		theme: { type: 'string', multiple: true, default: ['light', 'dark'] },
	},
});

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => [resource.value, operation.value] as const),
);

/**
 * Takes pictures of the form of each operation, as a node and as an agent's tool, for somebody to look
 * at: `node --import tsx test/e2e/forms.ts [--size 1280x800] [--theme light] [words]`, of those whose
 * names have all of the words. A form that is longer than the window takes several pictures.
 */
void runScript(async ({ atEnd, report }) => {
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

	/** Takes a picture of what can be seen of the open form, scrolls on, and so forth to its end. */
	const takePictures = async (name: string): Promise<void> => {
		const form = editor.part('node-parameters');
		const pages = await form.evaluate(({ scrollHeight, clientHeight }) =>
			Math.ceil(scrollHeight / clientHeight),
		);
		for (let page = 0; page < pages; page += 1) {
			await form.evaluate((element, index) => {
				element.scrollTop = index * element.clientHeight;
			}, page);
			const path = join(folder, `${name}${page + 1}.png`);
			await form.screenshot({ path, animations: 'disabled' });
		}
	};

	for (const { name } of shown) {
		for (const size of views.size) {
			const [width = 0, height = 0] = size.split('x').map(Number);
			await editor.page.setViewportSize({ width, height });
			await editor.openNode(name);
			for (const theme of views.theme) {
				await editor.page.evaluate(`document.body.dataset.theme = '${theme}'`);
				await takePictures(`${name}${size}.${theme}.`);
			}
			await editor.closeNode();
		}
		report(name);
	}
	print(`The pictures are in ${folder}`);
	return 0;
});
