import type { Browser, Locator } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { resources } from '../../nodes/MoEngage/resources';
import { launchChromium } from './browser/chromium';
import { openEditor, type Editor } from './browser/editor';
import type { Form } from './browser/form';
import { closeNotices } from './browser/notices';
import { choosePictureFolder, createCamera, type Camera } from './browser/pictures';
import { fillCredential, saveCredential } from './rest/credentials';
import { createTracedTest, leaveLog } from './rest/failures';
import { setUpStage, type Stage } from './rest/stage';
import {
	manualTrigger,
	moEngage,
	rows,
	saveWorkflow,
	type SavedCredential,
} from './rest/workflows';

let stage: Stage;
let browser: Browser;
let editor: Editor;

beforeAll(async () => {
	[stage, browser] = await Promise.all([setUpStage(), launchChromium()]);
	editor = await openEditor(browser, stage.server);
});

afterAll(async () => {
	await browser?.close();
	await stage?.clear();
});

beforeEach(() => stage.sandbox.clear());

const tracedTest = createTracedTest(
	leaveLog(() => stage?.server),
	async (folder) => {
		await editor?.page.screenshot({ path: join(folder, 'editor.png') });
	},
);

/** What the CRM of these tests sends: two users that the sandbox's workspace knows. */
const customers = [
	{ id: 'ada', email: 'ada@example.com', device: 'ada-phone', token: 'fcm-1', news: true },
	{ id: 'grace', email: 'grace@example.com', device: 'grace-tv', token: 'fcm-2', news: false },
];

const saveForms = async (
	credential: SavedCredential,
	name: string,
	parameters: Record<string, unknown>,
	items: Array<Record<string, unknown>> = customers,
): Promise<string> => {
	const nodes = [manualTrigger, rows('CRM', items), moEngage(credential, parameters)];
	return (await saveWorkflow(stage.rest, name, nodes)).id;
};

const countRequests = (): number => stage.sandbox.received().length;

describe('the node panel', () => {
	const found = [
		...['moengage', 'opt out', 'device token', 'suppression list', 'email opt in'],
		...['bounce', 'unsubscribe', 'push token', 'blocklist', 'gdpr'],
	];

	for (const words of found) {
		tracedTest(`finds the node by "${words}"`, async () => {
			if (!(await editor.part('node-creator-search-bar').isVisible())) {
				await editor.openWorkflow();
				await editor.openNodePanel();
			}

			expect(await editor.search(words)).toContain('MoEngage');
		});
	}

	const count = resources.flatMap(({ operations }) => operations).length;

	tracedTest('lists what the node can do, each by what it does', async () => {
		await editor.search('moengage');
		await editor.part('node-creator-item-name').filter({ hasText: 'MoEngage' }).first().click();
		await editor.page.getByText(`Actions (${count})`).waitFor();

		const actions = await editor.part('node-creator-item-name').allInnerTexts();
		expect(actions).toEqual(
			expect.arrayContaining([
				'Create or update device',
				'Block devices',
				'Resubscribe email addresses',
				'Update email opt-in',
			]),
		);
	});

	tracedTest('adds the chosen action, and the form opens on it', async () => {
		await editor
			.part('node-creator-item-name')
			.filter({ hasText: 'Block devices' })
			.first()
			.click();
		await editor.part('ndv').waitFor();

		await editor.form.appears('Resource');
		await editor.form.appears('Operation');
		await editor.form.appears('Target');
		await editor.form.appears('Device Identifiers');
	});
});

describe('the credential in the editor', () => {
	const dialog = () => editor.part('editCredential-modal');

	/** n8n tests a credential when it is saved, and again on *Retry*. */
	const enter = async (name: string, text: string): Promise<void> => {
		await dialog().locator(`[data-test-id="parameter-input-${name}"] input`).fill(text);
	};

	tracedTest('asks for the address only where the data center is a custom one', async () => {
		await editor.page.getByText('Connect to MoEngage').click();
		await dialog().waitFor();

		const address = dialog().locator('[data-test-id="parameter-input-baseUrl"]');
		expect(await address.isVisible()).toBe(false);

		await dialog().locator('[data-test-id="parameter-input-dataCenter"]').click();
		await editor.page
			.getByRole('option')
			.filter({ visible: true, hasText: 'Custom (Gateway or Test Server)' })
			.click();
		await address.waitFor();
	});

	tracedTest('says in red what to copy again when the key is wrong', async () => {
		const { baseUrl, workspaceId } = fillCredential(stage.sandbox);
		await enter('baseUrl', baseUrl);
		await enter('workspaceId', workspaceId);
		await enter('apiKey', 'of-another-workspace');
		await editor.part('credential-save-button').click();

		await dialog().getByText('More details').click();
		await dialog().getByText('MoEngage did not accept the Workspace ID').waitFor();
	});

	tracedTest('passes its test in green once the key is right', async () => {
		await enter('apiKey', fillCredential(stage.sandbox).apiKey);
		await editor.part('credential-save-button').click();
		// n8n closes the form of a new credential that works, and tests it again when it is opened.
		await dialog().waitFor({ state: 'hidden' });
		await editor.part('credential-edit-button').click();

		await editor.part('credentials-config-container-test-success').waitFor();
		expect(stage.sandbox.received('testConnection').at(-1)).toMatchObject({ status: 200 });
		await dialog().getByRole('button', { name: 'Close this dialog' }).click();
		await dialog().waitFor({ state: 'hidden' });
	});
});

describe('the forms', () => {
	let credential: SavedCredential;
	let workflow: string;

	beforeAll(async () => {
		credential = await saveCredential(stage.rest, 'MoEngage', fillCredential(stage.sandbox));
		workflow = await saveForms(credential, 'Forms', { resource: 'device', operation: 'upsert' });
	});

	/** The form of the workflow, wherever a test before this one ended. */
	const openForm = async (resource: string, operation: string): Promise<Form> => {
		const isThere =
			editor.page.url().includes(workflow) && (await editor.part('node-parameters').isVisible());
		if (!isThere) {
			await editor.openWorkflow(workflow);
			await editor.openNode('MoEngage');
		}
		await editor.form.chooseOperation(resource, operation);
		return editor.form;
	};

	/** What a notice or a hint of the form says. */
	const said = (words: string): Locator => editor.part('node-parameters').getByText(words);

	/** Executes the step and answers the column of the output's table with this heading. */
	const executeAndRead = async (form: Form, heading: string): Promise<string[]> => {
		await form.execute();
		const [headings = [], ...lines] = await form.readTable();
		const column = headings.indexOf(heading);
		expect(headings).toContain(heading);
		return lines.map((cells) => cells[column] ?? '');
	};

	tracedTest('Device, Create or Update sends each customer of the CRM', async () => {
		const form = await openForm('Device', 'Create or Update');
		await form.fillExpression('Customer ID', '{{ $json.id }}');
		await form.fillExpression('Device ID', '{{ $json.device }}');
		await form.fillExpression('Push ID', '{{ $json.token }}');
		await form.addField('Additional Fields', 'Model');
		await form.fill('Model', 'Pixel 9');

		expect(await executeAndRead(form, 'device_id')).toEqual(['ada-phone', 'grace-tv']);
		expect(stage.sandbox.state.devices.get('ada')?.get('ada-phone')?.attributes).toEqual({
			platform: 'ANDROID',
			push_id: 'fcm-1',
			model: 'Pixel 9',
		});
	});

	tracedTest('the output shows which item of the CRM each of its rows comes from', async () => {
		const form = await openForm('Device', 'Create or Update');
		const [first = '', second = ''] = await executeAndRead(form, 'device_id');
		const input = editor.part('ndv-input-panel');
		await input.locator('[data-test-id="radio-button-table"]').click();
		const output = editor.part('output-panel');

		for (const [device, customer] of [
			[first, 'ada'],
			[second, 'grace'],
		] as const) {
			await output.locator('tbody tr').filter({ hasText: device }).hover();
			const linked = input.locator('[data-test-id="hovering-item"]');
			await linked.filter({ hasText: customer }).waitFor();
			expect(await linked.count()).toBe(1);
		}
	});

	tracedTest('the platform decides which advertising ID can be added', async () => {
		const form = await openForm('Device', 'Create or Update');
		await form.choose('Platform', 'iOS');
		expect(await form.offers('Additional Fields')).toContain('IDFV');
		expect(await form.offers('Additional Fields')).not.toContain('GAID');

		await form.choose('Platform', 'Android');
		expect(await form.offers('Additional Fields')).toContain('GAID');
		expect(await form.offers('Additional Fields')).not.toContain('IDFV');
	});

	tracedTest('Device, Create or Update in Bulk maps fields by hand into one request', async () => {
		const form = await openForm('Device', 'Create or Update in Bulk');
		await said('The input needs the fields').waitFor();
		await form.chooseMappingMode('Map Each Column Manually');
		await said('The input needs the fields').waitFor({ state: 'hidden' });
		await form.fillExpression('Customer ID', '{{ $json.id }}');
		await form.fillExpression('Device ID', '{{ $json.device }}');
		await form.choose('Platform', 'TV');
		await form.fillExpression('Push ID', '{{ $json.token }}');

		expect(await executeAndRead(form, 'customer_id')).toEqual(['ada', 'grace']);
		expect(countRequests()).toBe(1);
		expect(stage.sandbox.state.devices.get('grace')?.get('grace-tv')?.attributes.platform).toBe(
			'TV',
		);
	});

	tracedTest('Device Opt-Out, Block shows what its target and its input mode ask for', async () => {
		const form = await openForm('Device Opt-Out', 'Block');
		await form.appears('Device Identifiers Input');
		await form.appears('Device Identifiers');

		await form.choose('Device Identifiers Input', 'Using JSON');
		await form.appears('Device Identifiers (JSON)');
		await form.vanishes('Device Identifiers');
		await said('For example, [{').waitFor();

		await form.choose('Target', 'All Devices of the User');
		await said('blocks push on every device').waitFor();
		await form.vanishes('Device Identifiers Input');
		await form.vanishes('Device Identifiers (JSON)');

		await form.choose('Target', 'Chosen Devices');
		await said('blocks push on every device').waitFor({ state: 'hidden' });
		await form.choose('Device Identifiers Input', 'Using Fields Below');
	});

	tracedTest('Device Opt-Out, Block stops push to the device that was lost', async () => {
		const form = await openForm('Device Opt-Out', 'Block');
		await form.fillExpression('User Identifier Value', '{{ $json.id }}');
		await form.press('Add Device Identifier');
		await form.fillExpression('Value', '{{ $json.device }}');
		await form.addField('Additional Fields', 'Reason');
		await form.fill('Reason', 'reported lost');

		expect(await executeAndRead(form, 'action_type')).toEqual(['block', 'block']);
		expect(stage.sandbox.state.optOuts.get('customer_id:ada')?.devices).toEqual(
			new Map([['device_unique_id:ada-phone', 'block']]),
		);
		expect(stage.sandbox.received('manageDevices')[0]?.body).toMatchObject({
			reason: 'reported lost',
		});
	});

	tracedTest('Update From Landing Page offers the categories of the workspace', async () => {
		const form = await openForm('Subscription Preference', 'Update From Landing Page');
		await form.choose('Identify By', 'User ID and Campaign ID');
		await form.vanishes('Landing Page URL');
		await form.fill('User ID', '7Xv');
		await form.fill('Campaign ID', '5FG');
		await form.press('Add Category');
		await form.chooseFromList('Category', 'members', 'Offers › Members-only offers');
		await form.turn('Subscribed', 'off');

		expect(await executeAndRead(form, 'cid')).toEqual(['5FG', '5FG']);
		expect(stage.sandbox.state.preferences.landingPage.get('7Xv')?.categories).toEqual({
			'Special Offers': false,
		});
	});

	tracedTest('Update in Bulk maps a category to a field of the input', async () => {
		const form = await openForm('Subscription Preference', 'Update in Bulk');
		await form.fillExpression('Customer ID', '{{ $json.id }}');
		await form.choose('Categories Input', 'Using a Mapping');
		await form.addMappedField('News › Monthly newsletter (Newsletter)');
		await form.mapExpression('News › Monthly newsletter (Newsletter)', '{{ $json.news }}');

		expect(await executeAndRead(form, 'customer_id')).toEqual(['ada', 'grace']);
		expect(countRequests()).toBeLessThanOrEqual(2);
		expect(stage.sandbox.received('bulkUpdatePreferences')[0]?.body).toMatchObject({
			user_preferences: [
				{ customer_id: 'ada', categories: { Newsletter: true } },
				{ customer_id: 'grace', categories: { Newsletter: false } },
			],
		});
	});

	tracedTest('Update for One User lists the categories of the chosen channel', async () => {
		const form = await openForm('Subscription Preference', 'Update for One User');
		await form.fillExpression('User Identifier Value', '{{ $json.id }}');
		await form.choose('Channel', 'SMS');
		await form.choose('Categories Input', 'Using a List');
		await form.press('Add Category');
		await form.chooseFromList('Category', 'flash', 'Offers › Flash Sales');

		expect(await executeAndRead(form, 'user_identifier_value')).toEqual(['ada', 'grace']);
		expect(stage.sandbox.state.preferences.users.get('ada')?.sms.categories).toEqual({
			'Flash Sales': true,
		});
	});

	tracedTest('Subscription Category, Get Many gives one row for each category', async () => {
		const form = await openForm('Subscription Category', 'Get Many');
		// n8n keeps the channel that was chosen for another operation.
		await form.choose('Channel', 'All');
		await form.appears('Limit');
		await form.turn('Return All', 'on');
		await form.vanishes('Limit');

		expect(await executeAndRead(form, 'name')).toEqual(
			expect.arrayContaining(['Newsletter', 'Special Offers', 'Flash Sales']),
		);
	});

	tracedTest('a refusal stands in red, with what to do about it', async () => {
		const form = await openForm('Subscription Preference', 'Get for One User');
		await form.fillExpression('User Identifier Value', '{{ $json.id }}-unknown');
		await form.execute();

		expect(await editor.part('node-error-message').innerText()).toBe(
			'User not found ("ada-unknown") [item 0]',
		);
		expect(await editor.part('node-error-description').innerText()).toContain(
			'Check that the identifiers belong to a user of this workspace',
		);
	});

	tracedTest('a misspelled field stands in red before anything is sent', async () => {
		const form = await openForm('User', 'Create or Update');
		await form.fillExpression('Customer ID', '{{ $json.id }}');
		await form.choose('Attributes Input', 'Using Input Fields');
		await form.fill('Include Fields', 'email, emial');
		await form.execute();

		expect(await editor.part('node-error-message').innerText()).toContain(
			`'Include Fields' has "emial", which no item has`,
		);
		expect(await editor.part('node-error-description').innerText()).toContain('Correct the names');
		expect(countRequests()).toBe(0);
	});
});

describe('pictures for the README', () => {
	let credential: SavedCredential;
	let camera: Camera;
	let folder = '';

	beforeAll(async () => {
		credential = await saveCredential(
			stage.rest,
			'MoEngage account',
			fillCredential(stage.sandbox),
		);
		folder = await mkdtemp(join(tmpdir(), 'n8n-moengage-pictures-'));
		camera = createCamera(editor.page, choosePictureFolder(folder));
	});

	afterAll(async () => {
		if (folder !== '') await rm(folder, { recursive: true, force: true });
	});

	const people = [
		{ 'Customer ID': 48213, Email: 'nathan@example.com', Plan: 'gold' },
		{ 'Customer ID': 48214, Email: 'grace@example.com; g2@example.com', Plan: 'gold' },
		{ 'Customer ID': 48215, Email: 'zoe@example.com', Plan: 'free' },
	];

	tracedTest('show a sheet with a row that cannot be sent, and its report', async () => {
		const { id } = await saveWorkflow(stage.rest, 'A sheet of people', [
			manualTrigger,
			rows('Google Sheet', people),
			moEngage(
				credential,
				{
					resource: 'user',
					operation: 'bulkUpsert',
					customerId: "={{ $json['Customer ID'] }}",
					attributesMode: 'input',
				},
				'continueErrorOutput',
			),
		]);
		await editor.page.setViewportSize({ width: 1700, height: 720 });
		await editor.openWorkflow(id);
		const form = await editor.openNode('MoEngage');
		await form.execute();
		await closeNotices(editor.page);
		await editor.part('ndv').getByText('Table', { exact: true }).first().click();
		await editor
			.part('ndv')
			.getByText(/^Error Branch/)
			.click();

		await camera.take('sheet', editor.part('ndv'));
		await editor.page.setViewportSize({ width: 1280, height: 800 });
	});

	tracedTest('show a credential that passed its test', async () => {
		await editor.part('credential-edit-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();

		await camera.take('credential', editor.page.locator('.el-dialog').filter({ visible: true }));
	});
});
