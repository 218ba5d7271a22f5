import type { Browser, Locator, Page } from 'playwright-core';

import { owner, type Server } from '../n8n/server';
import { createForm, type Form } from './form';

/** n8n's editor in a browser, where the owner is signed in. */
export interface Editor {
	page: Page;
	/** What n8n marks for tests. */
	part(testId: string): Locator;
	/** Opens a saved workflow, or an empty one, and waits until it can be worked with. */
	openWorkflow(id?: string): Promise<void>;
	/** Opens the panel that lists all nodes. */
	openNodePanel(): Promise<void>;
	/** Searches in the panel and answers the names of the nodes that it finds. */
	search(words: string): Promise<string[]>;
	/** Opens a node of the canvas. */
	openNode(name: string): Promise<Form>;
	/** The open node. */
	form: Form;
	closeNode(): Promise<void>;
}

/** On a busy machine the editor takes its time to load. */
const patienceMs = 90_000;

export const openEditor = async (browser: Browser, server: Server): Promise<Editor> => {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	const page = await context.newPage();
	page.setDefaultTimeout(patienceMs);
	page.setDefaultNavigationTimeout(patienceMs);
	const part = (testId: string): Locator => page.locator(`[data-test-id="${testId}"]`);

	await page.goto(`${server.url}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
	await page.locator('input[name="password"]').fill(owner.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => !url.pathname.includes('signin'));

	const form = createForm(page);
	return {
		page,
		part,
		form,
		openWorkflow: async (id) => {
			await page.goto(`${server.url}/workflow/${id ?? 'new'}`);
			// The canvas is drawn before it listens; its controls come last.
			await part('node-creator-plus-button').waitFor();
			await (id === undefined ? part('canvas-plus-button') : part('canvas-node').first()).waitFor();
		},
		openNodePanel: async () => {
			await part('node-creator-plus-button').click();
			await part('node-creator-search-bar').waitFor();
		},
		search: async (words) => {
			await part('node-creator-search-bar').fill(words);
			const found = part('node-creator-item-name');
			await found.filter({ hasText: 'MoEngage' }).first().waitFor();
			return await found.allInnerTexts();
		},
		openNode: async (name) => {
			await part('canvas-node').filter({ hasText: name }).dblclick();
			await part('ndv').waitFor();
			await part('node-parameters').waitFor();
			return form;
		},
		closeNode: async () => {
			await part('ndv-close-button').click();
			await part('ndv').waitFor({ state: 'hidden' });
		},
	};
};
