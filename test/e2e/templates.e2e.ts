import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoWorkspace } from '../sandbox/workspaces';
import { fillCredential, saveCredential } from './rest/credentials';
import { setUpStage, type Stage } from './rest/stage';
import { callWebhook as callWebhookOf, requestFrom } from './rest/webhooks';
import { activate, deactivate, type SavedWorkflow } from './rest/workflows';
import { agents, createAgent } from './templates/agents';
import { listOffGrid, listOverlaps } from './templates/canvas';
import { startChatModel, type ChatModel, type Turn } from './templates/chatModel';
import { listDefects, readDefinitions } from './templates/definitions';
import { endOf, type Ending } from './templates/executions';
import { isNote, listTemplates, readTemplate, templatesFolder } from './templates/files';
import { importTemplate, runFrom, type Credentials, type RunArguments } from './templates/import';

const templates = [
	'agent-tool',
	'google-sheet-users',
	'lost-device-block',
	'moengage-events',
	'new-contact',
	'nightly-device-sync',
	'preference-center',
	'resubscribe-after-form',
	'weekly-category-check',
];

/** What the CRM and the help desk send along, so that nobody else can block devices. */
const secret = { name: 'x-help-desk', value: 'help-desk-secret' };
const withSecret = { [secret.name]: secret.value };

/** What MoEngage sends, in words and with an example. */
const receiving = join(templatesFolder, '..', 'receiving.md');

/** What MoEngage sends along with a segment. */
const segmentSync = { user: 'moengage', password: 'segment-sync-secret' };

let stage: Stage;
let chatModel: ChatModel;
let credentials: Credentials;

beforeAll(async () => {
	stage = await setUpStage();
	chatModel = await startChatModel();
	const { rest, sandbox } = stage;
	const model = { apiKey: 'no-key', url: chatModel.url, header: false };
	const google = { clientId: 'nobody', clientSecret: 'no-secret' };
	const anywhere = { allowedHttpRequestDomains: 'all' };
	credentials = {
		moEngageApi: await saveCredential(rest, 'MoEngage', fillCredential(sandbox)),
		httpHeaderAuth: await saveCredential(rest, 'Help desk', secret, 'httpHeaderAuth'),
		httpBasicAuth: await saveCredential(rest, 'Segment sync', segmentSync, 'httpBasicAuth'),
		googleSheetsOAuth2Api: await saveCredential(rest, 'Google', google, 'googleSheetsOAuth2Api'),
		openAiApi: await saveCredential(rest, 'Model', { ...model, ...anywhere }, 'openAiApi'),
	};
});

afterAll(async () => {
	await chatModel?.close();
	await stage?.clear();
});

beforeEach(() => {
	stage.sandbox.clear();
	stage.sandbox.configure({ workspaces: [demoWorkspace] });
});

type Row = Record<string, unknown>;

const toPinData = (pinned: Record<string, Row[]>) =>
	Object.fromEntries(
		Object.entries(pinned).map(([node, rows]) => [node, rows.map((json) => ({ json }))]),
	);

/**
 * Imports a template, chooses its credentials and publishes it while the tests beside it run.
 *
 * @param pinned The items of nodes that do not run, since their service is out of reach
 */
const open = (name: string, pinned: Record<string, Row[]> = {}): (() => SavedWorkflow) => {
	let workflow: SavedWorkflow;
	beforeAll(async () => {
		const template = { ...(await readTemplate(name)), pinData: toPinData(pinned) };
		workflow = await importTemplate(stage.rest, template, credentials);
		await activate(stage.rest, workflow);
	});
	afterAll(async () => await deactivate(stage.rest, workflow));
	return () => workflow;
};

/** Runs a workflow from its trigger as the editor's button does, to its end. */
const run = async (workflow: SavedWorkflow, ...trigger: RunArguments): Promise<Ending> =>
	await endOf(stage.rest, workflow, async () => {
		await runFrom(stage.rest, workflow, ...trigger);
	});

const request = async (path: string, init?: RequestInit): Promise<Response> =>
	await requestFrom(stage.server, path, init);

const callWebhook = async (path: string, body: unknown, headers?: Record<string, string>) =>
	await callWebhookOf(stage.server, path, body, headers);

it('tests every template that there is', async () => {
	expect((await listTemplates()).sort()).toEqual(templates);
});

describe.each(templates)('the template %s', (name) => {
	it('has nothing that n8n does not know', async () => {
		const definitions = await readDefinitions(stage.rest);
		const { nodes } = await readTemplate(name);

		expect(nodes.flatMap((node) => listDefects(definitions, node))).toEqual([]);
	});

	it('is tidy on the canvas and explains itself', async () => {
		const template = await readTemplate(name);

		expect(listOverlaps(template)).toEqual([]);
		expect(listOffGrid(template)).toEqual([]);
		expect(template.nodes.find(isNote)?.parameters.content).toMatch(
			/^## .+### Set up\n.+### Change\n/s,
		);
	});

	it('holds nothing of the machine that it was made on', async () => {
		const { nodes, meta, id } = await readTemplate(name);

		expect(nodes.filter((node) => node.credentials !== undefined)).toEqual([]);
		expect({ meta, id }).toEqual({ meta: { templateCredsSetupCompleted: false } });
	});
});

describe('a support ticket for a lost device', () => {
	open('lost-device-block');

	const ticket = {
		ticket: 'T-1041',
		customer_id: 48213,
		device_id: '9f3c2d70',
		reason: 'Left in a taxi',
	};

	it('blocks the device and tells the help desk', async () => {
		const { status, content } = await callWebhook('lost-device', ticket, withSecret);

		expect({ status, content }).toEqual({
			status: 200,
			content: {
				ticket: 'T-1041',
				blocked: true,
				message: 'No more push to this device of customer 48213.',
			},
		});
		expect(stage.sandbox.received('manageDevices')).toMatchObject([
			{ status: 200, body: { reason: 'Left in a taxi', client_reference_id: 'T-1041' } },
		]);
		expect(stage.sandbox.state.optOuts.get('customer_id:48213')?.devices).toEqual(
			new Map([['device_unique_id:9f3c2d70', 'block']]),
		);
	});

	it('without the device blocks none, and says what is missing', async () => {
		const incomplete = { ticket: 'T-1042', customer_id: 48213 };
		const { status, content } = await callWebhook('lost-device', incomplete, withSecret);

		expect({ status, content }).toMatchObject({
			status: 422,
			content: {
				ticket: 'T-1042',
				blocked: false,
				message: expect.stringContaining(
					`'Device Identifiers' has no value for "device_unique_id"`,
				),
				advice: expect.stringContaining('Map a field that has the identifier of a device'),
			},
		});
		expect(stage.sandbox.received()).toEqual([]);
	});

	it('is told apart from a ticket that MoEngage could not answer', async () => {
		stage.sandbox.configure({
			faults: { share: 1, kinds: ['503retryAfter'], retryAfterSeconds: 0.1 },
		});

		try {
			const { status, content } = await callWebhook('lost-device', ticket, withSecret);

			expect({ status, content }).toMatchObject({
				status: 502,
				content: { blocked: false, advice: expect.stringContaining('Try again later') },
			});
		} finally {
			stage.sandbox.configure({ faults: {} });
		}
	});

	it('is refused without the secret', async () => {
		expect(await callWebhook('lost-device', ticket)).toMatchObject({ status: 403 });
		expect(stage.sandbox.received()).toEqual([]);
	});
});

describe('what MoEngage sends', () => {
	const findWorkflow = open('moengage-events');

	const receive = async (path: string, body: unknown, headers?: Record<string, string>) =>
		await endOf(stage.rest, findWorkflow(), async () => {
			const { status, content } = await callWebhook(path, body, headers);
			expect({ status, content }).toEqual({ status: 200, content: { received: true } });
		});

	const [, example = ''] = /```json\n(.+?)```/s.exec(readFileSync(receiving, 'utf8')) ?? [];
	const documented = z
		.object({ uid: z.literal('48213') })
		.passthrough()
		.parse(JSON.parse(example));
	const event = (code: string, uuid: string, changes: object = {}) => ({
		...{ ...documented, event_name: code, event_code: code, event_uuid: uuid },
		...changes,
	});
	const batch = (...events: object[]) => ({
		app_name: 'Demo Workspace',
		source: 'MOENGAGE',
		moe_request_id: 'request-1',
		events,
	});
	const uninstalled = { event_name: 'Device Uninstall', push_id: 'token-1' };

	it('by Streams takes the branch of each event, and an uninstall blocks the device', async () => {
		const sent = batch(
			event('MOE_EMAIL_UNSUBSCRIBE', 'a-1'),
			event('MOE_EMAIL_HARD_BOUNCE', 'a-2'),
			event('MOE_EMAIL_CLICK', 'a-3'),
			event('MOE_EMAIL_OPEN', 'a-4'),
			event('device_uninstalled', 'a-5', uninstalled),
		);
		const execution = await receive('moengage-events', sent, withSecret);

		const branches = {
			'Unsubscribe in the CRM': 'a-1',
			'Block the Address in the CRM': 'a-2',
			'Tell the Sales Team': 'a-3',
		};
		for (const [branch, uuid] of Object.entries(branches)) {
			expect(execution.items(branch)).toMatchObject([{ event_uuid: uuid, uid: '48213' }]);
		}
		expect(stage.sandbox.state.optOuts.get('customer_id:48213')?.devices).toEqual(
			new Map([['push_id:token-1', 'block']]),
		);
		expect(execution.items('Device Is Blocked')).toHaveLength(1);
	});

	it('by Streams is dropped where it is repeated, until the history is cleared', async () => {
		const sent = batch(event('MOE_EMAIL_CLICK', 'b-1'));
		const first = await receive('moengage-events', sent, withSecret);
		const more = batch(...sent.events, event('MOE_EMAIL_CLICK', 'b-2'));
		const second = await receive('moengage-events', more, withSecret);

		await run(findWorkflow(), 'Every Hour');
		const later = await receive('moengage-events', sent, withSecret);

		expect(first.items('Tell the Sales Team')).toMatchObject([{ event_uuid: 'b-1' }]);
		expect(second.items('Tell the Sales Team')).toMatchObject([{ event_uuid: 'b-2' }]);
		expect(later.items('Tell the Sales Team')).toMatchObject([{ event_uuid: 'b-1' }]);
	});

	it('by Streams without the token of the device becomes a report', async () => {
		const sent = batch(event('Device Uninstall', 'c-1'));
		const execution = await receive('moengage-events', sent, withSecret);

		expect(stage.sandbox.received()).toEqual([]);
		expect(execution.items('Report to the Team')).toMatchObject([
			{ subject: 'Device not blocked: customer 48213', event: { event_uuid: 'c-1' } },
		]);
	});

	it('by a connector campaign is what the marketer wrote', async () => {
		const message = { customer: '48213', coupon: 'WELCOME-10' };
		const execution = await receive('moengage-events', message, withSecret);

		expect(execution.items('Campaign Message')).toMatchObject([{ body: message }]);
	});

	const alert = {
		alert_id: '65f1',
		alert_name: 'Delivery rate – Diwali',
		alert_type: 'CAMPAIGN_STATS',
		alert_triggered_at: '2026-11-20T10:00:00Z',
		entity_data: {},
	};

	it.each([
		['the key of the template', 'YOUR-ALERT-KEY', [{ alert }]],
		['another key', 'stranger', undefined],
	])('as an alert signed with %s is reported or not', async (_, key, reports) => {
		const signed = createHash('sha256').update(`${key}|${JSON.stringify(alert)}`);
		const headers = { Signature: signed.digest('hex') };
		const execution = await receive('moengage-alerts', alert, headers);

		if (reports === undefined) expect(execution.items('Report the Alert')).toBeUndefined();
		else expect(execution.items('Report the Alert')).toMatchObject(reports);
	});

	const basic = Buffer.from(`${segmentSync.user}:${segmentSync.password}`).toString('base64');

	it('of a segment tells who joined and who left', async () => {
		const sent = {
			type: 'segment_sync',
			pagination: { page: 1, total_pages: 1 },
			data: {
				moengage_sync_id: 'sync-1',
				add_users: [{ uid: '1' }, { uid: '2' }],
				remove_users: [{ uid: '3' }],
			},
		};
		const headers = { authorization: `Basic ${basic}` };
		const execution = await receive('moengage-segment-sync', sent, headers);

		expect(execution.items('Add to the Audience')).toEqual([
			{ user: { uid: '1' } },
			{ user: { uid: '2' } },
		]);
		expect(execution.items('Remove from the Audience')).toEqual([{ user: { uid: '3' } }]);
	});

	it.each([
		['moengage-events', 403],
		['moengage-segment-sync', 401],
	])('is refused at %s from somebody else', async (path, status) => {
		expect(await callWebhook(path, batch())).toMatchObject({ status });
	});
});

describe('a new contact of the CRM', () => {
	const findWorkflow = open('new-contact');

	const contact = {
		id: 48213,
		first_name: 'Nathan',
		email: 'nathan@example.com',
		plan: 'gold',
		source: 'website',
	};

	it('becomes a user, with an event', async () => {
		const execution = await endOf(stage.rest, findWorkflow(), async () => {
			await callWebhook('new-contact', contact, withSecret);
		});

		expect(stage.sandbox.received('trackUser')).toMatchObject([
			{
				body: {
					customer_id: '48213',
					attributes: { first_name: 'Nathan', email: 'nathan@example.com', plan: 'gold' },
				},
			},
		]);
		expect(stage.sandbox.received('trackEvent')).toMatchObject([
			{
				body: {
					customer_id: '48213',
					actions: [{ action: 'Signed Up', attributes: { signup_source: 'website' } }],
					dedup_id: 'signup-48213',
				},
			},
		]);
		expect(execution.items('Contact Is in MoEngage')).toHaveLength(1);
	});

	it('without an ID becomes a report, and no event', async () => {
		const execution = await endOf(stage.rest, findWorkflow(), async () => {
			await callWebhook('new-contact', { ...contact, id: 'guest' }, withSecret);
		});

		expect(stage.sandbox.received()).toEqual([]);
		expect(execution.items('Report to the Team')).toMatchObject([
			{
				subject: 'Not in MoEngage: contact guest',
				text: expect.stringContaining('\'Customer ID\' is "guest"'),
			},
		]);
	});
});

describe('a Google Sheet of people', () => {
	const findWorkflow = open('google-sheet-users', {
		'Read Sheet': [
			{
				row_number: 2,
				'Customer ID': 48213,
				Email: 'nathan@example.com',
				'First Name': 'Nathan',
				'Date of Birth': '17.05.1990',
				Plan: 'gold',
				Seats: 12,
				MoEngage: 'Sent on 2026-05-17',
			},
			{ row_number: 3, 'Customer ID': 48214, Email: 'grace@example.com; g2@example.com' },
		],
		'Write Back': [{}],
	});

	it('becomes users, and the sheet is told what to correct', async () => {
		const execution = await run(findWorkflow(), 'Every Morning');

		expect(execution.status).toBe('success');
		expect(stage.sandbox.state.users.get('48213')?.attributes).toEqual({
			email: 'nathan@example.com',
			first_name: 'Nathan',
			birthday: '1990-05-17',
			Plan: 'gold',
			Seats: 12,
		});
		expect(execution.items('Mark as Sent')).toEqual([
			{ row_number: 2, MoEngage: expect.stringMatching(/^Sent on \d{4}-\d\d-\d\d$/) },
		]);
		expect(execution.items('Say What to Correct')).toEqual([
			{
				row_number: 3,
				MoEngage: expect.stringMatching(
					/^Not sent: .*"grace@example\.com; g2@example\.com".*[^\]]\. Enter .*\.$/,
				),
			},
		]);
	});
});

describe('the nightly sync of devices', () => {
	const findWorkflow = open('nightly-device-sync');

	it('sends the rows in one request, fills the cohort, and reports the rest with what to correct', async () => {
		const execution = await run(findWorkflow(), 'Every Night');

		expect(execution.status).toBe('success');
		expect([...stage.sandbox.state.devices.keys()]).toEqual(['48213', '48214', '48216']);
		expect(stage.sandbox.received('bulkImport')).toHaveLength(1);
		expect(stage.sandbox.received('syncCohort')).toMatchObject([
			{
				body: {
					action: 'add_members',
					parameters: {
						cohort_id: 'push-ready',
						members: [{ uid: '48213' }, { uid: '48214' }, { uid: '48216' }],
					},
				},
			},
		]);
		expect(execution.items('Mark Rows as Synced')).toHaveLength(3);
		expect(execution.items('Write Report')).toMatchObject([
			{
				subject: expect.stringMatching(/rows to correct: 2$/),
				text: expect.stringMatching(
					/^Customer 48215, device c3aa51f2: 'platform' is "Windows Phone".*\nAllowed values are .*\n\nCustomer guest, device f0c8a1b3: .*\nMap the field that contains/,
				),
			},
		]);
	});
});

describe('the form for those who want emails again', () => {
	const findWorkflow = open('resubscribe-after-form');

	const submitForm = async (email: string): Promise<void> => {
		// The page names its fields by their place.
		const body = new FormData();
		body.set('field-0', email);
		body.set('field-1', JSON.stringify(['I agree to get emails at this address again']));
		const response = await request('form/email-consent', { method: 'POST', body });
		if (!response.ok) throw new Error(`The form answered ${response.status}`);
	};

	it('asks for the address and for consent', async () => {
		const page = await (await request('form/email-consent')).text();

		expect(page).toContain('Get our emails again');
		expect(page).toContain('I agree to get emails at this address again');
		// What it will show once n8n has taken the answers.
		expect(page).toContain('Thank you. You will get our emails again.');
	});

	it('resubscribes the address and keeps the consent', async () => {
		const execution = await endOf(stage.rest, findWorkflow(), async () => {
			await submitForm(' grace@example.com ');
		});

		expect([...stage.sandbox.state.resubscribed.keys()]).toEqual(['grace@example.com']);
		expect(execution.items('Keep Proof of Consent')).toMatchObject([
			{
				email: 'grace@example.com',
				consent: 'I agree to get emails at this address again',
				submittedAt: expect.stringMatching(/^\d{4}-/),
				requestId: expect.any(String),
			},
		]);
	});

	it('reports an address that cannot be resubscribed', async () => {
		const execution = await endOf(stage.rest, findWorkflow(), async () => {
			await submitForm('grace@example');
		});

		expect(execution.status).toBe('success');
		expect(stage.sandbox.received()).toEqual([]);
		expect(execution.items('Report to the Team')).toMatchObject([
			{
				subject: 'Not resubscribed: grace@example',
				text: expect.stringMatching(/"grace@example"[\s\S]+Form sent at \d{4}-/),
			},
		]);
	});
});

describe('a preference page', () => {
	const findWorkflow = open('preference-center');

	const page = 'https://www.example.com';
	const url = `${page}/managepreference?user_id=7Xv.rYA_1&cid=5FG-a&app_key=DEMO`;
	const asBrowser = { origin: page };

	it('saves what a visitor chose', async () => {
		const choice = { url, categories: { Newsletter: true, Promotional: false } };
		const { status, content, headers } = await callWebhook('preference-center', choice, asBrowser);

		expect({ status, content }).toEqual({
			status: 200,
			content: { saved: true, message: 'Your choice is saved.' },
		});
		// Without it, the visitor's browser keeps the answer from the page.
		expect(headers.get('access-control-allow-origin')).toBe(page);
		expect(stage.sandbox.state.preferences.landingPage.get('7Xv.rYA_1')).toMatchObject({
			cid: '5FG-a',
			categories: { Newsletter: true, Promotional: false },
			unsubscribedFromAll: false,
		});
	});

	it('unsubscribes a visitor from all who chose that', async () => {
		const choice = { url, categories: {}, unsubscribeAll: true };
		const { status } = await callWebhook('preference-center', choice, asBrowser);

		expect(status).toBe(200);
		expect(stage.sandbox.state.preferences.landingPage.get('7Xv.rYA_1')).toMatchObject({
			unsubscribedFromAll: true,
		});
	});

	it('tells the visitor in plain words, and the team why, when a link is incomplete', async () => {
		const choice = { url: `${page}/managepreference`, categories: { Newsletter: true } };
		const message = 'Your choice could not be saved. Please open the link in your email again.';
		const execution = await endOf(stage.rest, findWorkflow(), async () => {
			const { status, content } = await callWebhook('preference-center', choice, asBrowser);
			expect({ status, content }).toEqual({ status: 422, content: { saved: false, message } });
		});

		expect(execution.items('Report to the Team')).toMatchObject([
			{ text: expect.stringContaining('has no user_id and no cid'), sent: choice },
		]);
	});
});

describe('the weekly check of categories', () => {
	const findWorkflow = open('weekly-category-check');

	const categories = (demoWorkspace.categories ?? []).map((category) => ({
		...category,
		active: false,
	}));

	it.each<[string, object, Record<string, Row[]>]>([
		[
			'reports the names in use that are no longer active',
			{ categories },
			{
				'Write Report': [
					{
						subject: 'MoEngage categories that are no longer active: 2',
						text: 'Newsletter\nPromotional',
					},
				],
			},
		],
		['stays silent while all are active', {}, { 'Find Missing Names': [{ missing: [] }] }],
		[
			'says so when it could not be done',
			{ features: { v5: false } },
			{
				'Report: Not Checked': [
					{
						subject: 'MoEngage categories could not be checked',
						text: expect.stringContaining('\n\n'),
					},
				],
			},
		],
	])('%s', async (_, workspace, told) => {
		stage.sandbox.configure({ workspaces: [{ ...demoWorkspace, ...workspace }] });

		const execution = await run(findWorkflow(), 'Every Monday');

		expect(execution.status).toBe('success');
		for (const node of ['Write Report', 'Report: Not Checked', ...Object.keys(told)]) {
			expect(execution.items(node)).toEqual(told[node]);
		}
	});
});

describe('an agent with the node as its tool', () => {
	const findWorkflow = open('agent-tool');

	const ask = async (chatInput: string) => {
		const question = { sessionId: 'support', action: 'sendMessage', chatInput };
		return await run(findWorkflow(), 'Support Chat', [question]);
	};

	it('looks a customer up, changes what it was asked to, and says so', async () => {
		const customer = { customer_id: 'grace' };
		chatModel.follow([
			{ tool: 'Look_Up_Preferences', arguments: customer },
			{
				tool: 'Change_Preferences',
				arguments: { ...customer, categories: { 'Special Offers': false } },
			},
			{ words: 'Grace no longer gets Special Offers.' },
		]);

		const execution = await ask('Grace: no offers.');

		expect(execution.status).toBe('success');
		expect(execution.items('Support Agent')).toMatchObject([
			{ output: 'Grace no longer gets Special Offers.' },
		]);
		expect(stage.sandbox.state.preferences.users.get('grace')).toMatchObject({
			email: { categories: { 'Special Offers': false }, unsubscribedFromAll: false },
			eventAttributes: { source: 'support agent' },
		});
		// The model sees the fields that are left to it, and what the look-up found.
		const [first, second] = chatModel.requests;
		const fields = (first?.tools ?? []).map(({ function: { name, parameters } }) => [
			name,
			Object.keys(parameters.properties).sort(),
		]);
		expect(Object.fromEntries(fields)).toEqual({
			Look_Up_Preferences: ['customer_id'],
			Change_Preferences: ['categories', 'customer_id'],
		});
		expect(JSON.stringify(second?.messages)).toContain('is_globally_unsubscribed');
	});
});

describe.each(agents)('an agent of version %d, whose tools have Retry On Fail', (...agent) => {
	const task = { task: 'Record what happened, then unsubscribe Grace.', customer: 'grace' };
	const visit = { tool: 'Track_Visit', arguments: { customer: 'grace' } };
	const deal = (name: string) => ({
		tool: 'Track_Deal',
		arguments: { deal: name, customer: 'ada' },
	});

	const runAgent = async (...calls: Turn[]): Promise<Ending> => {
		chatModel.follow([...calls, { words: 'Done.' }]);
		const workflow = await importTemplate(stage.rest, createAgent(...agent, task), credentials);
		return await run(workflow, 'Start');
	};

	const listEvents = () =>
		stage.sandbox.state.events.map(({ action, customerId, attributes: { deal: name } }) =>
			[action, customerId, ...(name === undefined ? [] : [name])].join(' '),
		);

	it('has each of its calls carried out once, for the customer of its own item', async () => {
		const unsubscribe = { tool: 'Unsubscribe', arguments: { customer: 'grace' } };
		const execution = await runAgent(visit, deal('D-1'), deal('D-2'), unsubscribe);

		expect(execution.items('Agent')).toMatchObject([{ output: 'Done.' }]);
		expect(listEvents()).toEqual(['Visited grace', 'Deal Won grace D-1', 'Deal Won grace D-2']);
		expect(stage.sandbox.state.preferences.users.get('grace')?.email.unsubscribedFromAll).toBe(
			true,
		);
		expect(stage.sandbox.received()).toHaveLength(4);
	});

	it('has what failed sent again, and what may have been recorded not', async () => {
		stage.sandbox.failNext('503', { endpoint: 'trackEvent' });
		await runAgent(visit);
		stage.sandbox.failNext('reset', { endpoint: 'trackEvent', afterApply: true });
		await runAgent(deal('D-3'));

		expect(listEvents()).toEqual(['Visited grace', 'Deal Won grace D-3']);
		expect(stage.sandbox.received().map(({ status }) => status)).toEqual([503, 200, 0]);
	});
});
