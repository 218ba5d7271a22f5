import type { Locator, Page } from 'playwright-core';

import { closeNotices, waitForOutcome } from './notices';

/** The form of the open node, addressed by the labels that people read. */
export interface Form {
	/** A field with its label. */
	field(label: string): Locator;
	/** Waits until a field with this label, or a heading, can be seen. */
	appears(label: string): Promise<void>;
	/** Waits until no field with this label can be seen. */
	vanishes(label: string): Promise<void>;
	choose(label: string, option: string): Promise<void>;
	/** Chooses Resource and Operation, and waits for the operation's fields. */
	chooseOperation(resource: string, operation: string): Promise<void>;
	fill(label: string, text: string): Promise<void>;
	/** Types = into a field, which makes it one for expressions, and then the expression. */
	fillExpression(label: string, expression: string): Promise<void>;
	turn(label: string, to: 'on' | 'off'): Promise<void>;
	/** Chooses from a list that n8n asks MoEngage for, after typing some of it. */
	chooseFromList(label: string, words: string, entry: string): Promise<void>;
	/** How a mapping gets its values. */
	chooseMappingMode(mode: string): Promise<void>;
	/** Adds a field to a mapping. */
	addMappedField(name: string): Promise<void>;
	/** Turns a mapped field into one for expressions, and types one. */
	mapExpression(label: string, expression: string): Promise<void>;
	/** Adds a field of a collection, such as Additional Fields. */
	addField(collection: string, name: string): Promise<void>;
	/** The names that a collection still offers. */
	offers(collection: string): Promise<string[]>;
	press(button: string): Promise<void>;
	/** Executes the step and waits until n8n has drawn what came of it. */
	execute(): Promise<void>;
	/** The output as a table, its headings first. */
	readTable(): Promise<string[][]>;
}

/** The form takes over what is typed a moment later, and shows nothing when it has. */
const takenOverAfterMs = 500;

/** A mapped field has an example in its label, which the editor may cut short. */
const withExample = (label: string): RegExp =>
	new RegExp(`^\\s*${label.replace(/[^\w\s]/g, '\\$&')}( \\(e\\.g\\. .*)?\\s*$`);

export const createForm = (page: Page): Form => {
	const part = (testId: string): Locator => page.locator(`[data-test-id="${testId}"]`);
	const parameters = part('node-parameters');
	const output = part('output-panel');

	const findLabel = (label: string): Locator =>
		parameters
			.locator('[data-test-id="input-label"] label')
			.filter({ visible: true })
			.getByText(label, { exact: true });

	const findField = (label: string): Locator =>
		parameters
			.locator('[data-test-id="input-label"]')
			.filter({ has: page.locator('label').getByText(withExample(label)) })
			.last();

	const findOptions = (): Locator => page.getByRole('option').filter({ visible: true });

	/** The collections stand side by side, each a heading with its own button below. */
	const findCollection = (label: string): Locator =>
		parameters
			.locator('[data-test-id="parameter-item"]')
			.filter({ has: page.locator('label').getByText(label, { exact: true }) })
			.last();

	const openCollection = async (label: string): Promise<void> => {
		await findCollection(label).locator('[data-test-id="collection-parameter-add"]').click();
		await findOptions().first().waitFor();
	};

	const choose = async (label: string, option: string): Promise<void> => {
		await findField(label).locator('[data-test-id^="parameter-input-"]').first().click();
		await findOptions()
			.filter({ has: page.getByText(option, { exact: true }) })
			.click();
		// The list folds away with a movement that would catch the next click.
		await findOptions().first().waitFor({ state: 'hidden' });
	};

	return {
		field: findField,
		appears: async (label) => await findLabel(label).first().waitFor(),
		vanishes: async (label) => await findLabel(label).first().waitFor({ state: 'hidden' }),
		choose,
		chooseOperation: async (resource, operation) => {
			await choose('Resource', resource);
			await choose('Operation', operation);
		},
		fill: async (label, text) => {
			await findField(label).locator('input, textarea').first().fill(text);
		},
		fillExpression: async (label, expression) => {
			const code = findField(label).locator('.cm-content');
			if (!(await code.isVisible())) {
				await findField(label).locator('input, textarea').first().fill('=');
			}
			await code.fill(expression);
		},
		turn: async (label, to) => {
			const toggle = findField(label).getByRole('switch');
			if ((await toggle.isChecked()) !== (to === 'on')) {
				// The box itself is invisible; people click what is drawn around it.
				await findField(label).locator('.el-switch').click();
			}
		},
		chooseFromList: async (label, words, entry) => {
			await findField(label).locator('[data-test-id="rlc-input"]').click();
			await part('rlc-search').filter({ visible: true }).fill(words);
			await part('rlc-item').filter({ visible: true, hasText: entry }).click();
		},
		chooseMappingMode: async (mode) => {
			await part('mapping-mode-select').click();
			await findOptions()
				.filter({ has: page.getByText(mode, { exact: true }) })
				.click();
			await findOptions().first().waitFor({ state: 'hidden' });
		},
		addMappedField: async (name) => {
			await part('add-fields-select').click();
			await page.getByRole('menuitem', { name, exact: true }).click();
			await findField(name).waitFor();
		},
		mapExpression: async (label, expression) => {
			await findField(label).hover();
			await findField(label).locator('[data-test-id="radio-button-expression"]').click();
			await findField(label).locator('.cm-content').fill(expression);
		},
		addField: async (collection, name) => {
			await openCollection(collection);
			await findOptions()
				.filter({ has: page.getByText(name, { exact: true }) })
				.click();
			await findField(name).waitFor();
		},
		offers: async (collection) => {
			await openCollection(collection);
			const names = await findOptions().allInnerTexts();
			await parameters.locator('label').getByText(collection, { exact: true }).click();
			await findOptions().first().waitFor({ state: 'hidden' });
			return names.map((name) => name.trim());
		},
		press: async (button) => {
			await parameters.getByRole('button', { name: button, exact: true }).click();
		},
		execute: async () => {
			await closeNotices(page);
			await parameters.locator('label').first().click();
			await page.waitForTimeout(takenOverAfterMs);
			await part('node-execute-button').click();
			await waitForOutcome(page);
		},
		readTable: async () => {
			await output.locator('table tbody tr').first().waitFor();
			return await output
				.locator('table tr')
				.evaluateAll((rows) =>
					rows.map((row) =>
						[...row.querySelectorAll('th, td')]
							.map((cell) => (cell.textContent ?? '').trim())
							.filter((text) => text !== ''),
					),
				);
		},
	};
};
