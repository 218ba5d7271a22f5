import {
	aKey,
	anotherKey,
	createClient,
	device,
	landingPage,
	optOut,
	resubscription,
	v5Update,
	type Client,
} from './client';
import { startSandbox, type Sandbox } from './server';

const id = (length: number) => expect.stringMatching(new RegExp(`^[A-Za-z]{${length}}$`));

const acceptedSoon = {
	status: 'success',
	message: 'Your request has been accepted and will be processed soon.',
};

describe("a request as in MoEngage's reference gets the answer of the reference", () => {
	let sandbox: Sandbox;
	let client: Client;

	beforeAll(async () => {
		sandbox = await startSandbox({
			workspaces: [
				{
					workspaceId: 'DEMOWORKSPACE',
					apiKey: 'demo-data-api-key',
					appName: 'Your_Workspace_ID',
					users: [
						{ customerId: 'ID_uid', email: 'john@example.com', moeUserId: '64f1c0ffee' },
						{ customerId: 'mike', email: 'mike@example.com' },
					],
					categories: [
						{ name: 'category_1', displayName: 'First', group: 'News', description: 'One' },
						{ name: 'category_2' },
						{ name: 'alerts', channel: 'sms' },
					],
				},
			],
		});
		client = createClient(sandbox);
	});
	afterAll(() => sandbox.close());

	it('1: tells the name of the workspace when the connection is tested', async () => {
		const answer = await client.send('testConnection', {
			body: {
				app_id: 'DEMOWORKSPACE',
				app_secret: 'demo-data-api-key',
				source: 'test',
				region: '01',
			},
		});
		expect(answer).toMatchObject({
			status: 200,
			body: { status: 'success', app_name: 'Your_Workspace_ID' },
		});
	});

	it('1: answers a wrong key as documented', async () => {
		const answer = await client.send('testConnection', {
			body: { app_id: 'DEMOWORKSPACE', app_secret: 'wrong', source: 'test', region: '01' },
		});
		expect(answer).toMatchObject({ status: 401 });
		expect(answer.body).toEqual({
			status: 'fail',
			error: {
				message: 'App Secret key mismatch. Please login to the dashboard to verify key',
				type: 'Authentication required',
				request_id: id(8),
			},
		});
	});

	it('2: accepts a device with all documented attributes', async () => {
		const answer = await client.send('trackDevice', {
			headers: { 'x-forwarded-for': '203.0.113.195' },
			body: device(
				{ customer_id: 'ID_uid' },
				{
					model: 'Pixel 9',
					app_version: '1.2.3',
					os_version: '15',
					moe_gaid: '38400000-8cf0-11bd-b23e-10b96e40000d',
					moe_push_opted: 'True',
					moe_push_provisional_opted: 'False',
					active: 'true',
					created_time: '1730000000000',
				},
			),
		});
		expect(answer).toMatchObject({ status: 200, body: acceptedSoon });
	});

	it.each([
		[
			'customer_id',
			device({ customer_id: undefined }),
			"'customer_id' is not found in the payload",
		],
		['push_id', device({}, { push_id: undefined }), "'push_id' is not found in the payload"],
	])('2: names a missing %s', async (attribute, body, message) => {
		const answer = await client.send('trackDevice', { body });
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			status: 'fail',
			error: { attribute, message, type: 'MissingAttributeError', request_id: id(8) },
		});
	});

	it('2: names a platform that is none', async () => {
		const answer = await client.send('trackDevice', { body: device({}, { platform: 'Symbian' }) });
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			status: 'fail',
			error: {
				attribute: 'platform',
				message: "'platform' is not a valid platform.",
				type: 'ValueError',
				request_id: id(8),
			},
		});
	});

	it('3: accepts devices in bulk', async () => {
		const answer = await client.send('bulkImport', {
			body: { type: 'transition', elements: [device(), device({ device_id: 'ada-tablet' })] },
		});
		expect(answer).toMatchObject({ status: 200, body: acceptedSoon });
	});

	it('4: accepts an opt-out of named devices', async () => {
		const answer = await client.send('manageDevices', {
			body: optOut({
				reason: 'stolen',
				client_reference_id: 'case-17',
				device_identifiers: [{ push_id: 'token-1' }, { moe_gaid: '38400000' }],
			}),
		});
		expect(answer).toMatchObject({ status: 200, body: acceptedSoon });
	});

	it('4: names the identifier types it allows', async () => {
		const answer = await client.send('manageDevices', {
			body: optOut({ device_identifiers: [{ GAID: '38400000' }] }),
		});
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			status: 'fail',
			error: {
				attribute: 'device_identifiers',
				message:
					"device identifier can only be in ['moe_gaid', 'push_id', 'unique_id', 'device_unique_id'] ",
				type: 'ValueError',
				request_id: id(8),
			},
		});
	});

	it('5: takes a resubscription for later', async () => {
		const answer = await client.send('bulkResubscribe', {
			body: {
				recipients: ['jane@domain.com', 'mike@example.com', 'john.doe@example.com'],
				update_esp: true,
				esp: 'SENDGRID',
				request_id: '636b77e6e2cf83277195fb60',
			},
		});
		expect(answer.status).toBe(202);
		expect(answer.body).toEqual({
			message: 'The request is submitted successfully.',
			response_id: id(10),
		});
	});

	it.each([
		[
			'a missing request_id',
			{ request_id: undefined },
			'request_id - Field is required but value is None',
			'InvalidFieldValue',
		],
		[
			'no address',
			{ recipients: [] },
			"Add at least one email address as part of the 'Recipients'",
			'InvalidInput',
		],
		[
			'more than 100 addresses',
			{ recipients: Array.from({ length: 101 }, (_, index) => `a${index}@example.com`) },
			'Payload limit is set to 100',
			'BadRequest',
		],
		[
			'an address that is none',
			{ recipients: ['jane'] },
			"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.",
			'InvalidInput',
		],
	])('5: refuses %s', async (_, changes, message, errCode) => {
		const answer = await client.send('bulkResubscribe', { body: resubscription(changes) });
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({ response_id: id(10), error: { message, err_code: errCode } });
	});

	it('6: tells the categories of the person on the landing page', async () => {
		const answer = await client.send('getPreferences', { query: landingPage });
		expect(answer).toMatchObject({
			status: 200,
			body: { categories: { category_1: true, category_2: true } },
		});
	});

	it('6: answers missing parameters with a bare message', async () => {
		const answer = await client.send('getPreferences', { query: { user_id: 'abc' } });
		expect(answer).toMatchObject({ status: 400, body: { message: 'Invalid Params Received' } });
	});

	it('7: changes the categories of the person on the landing page', async () => {
		const answer = await client.send('updatePreferences', {
			query: { ...landingPage, moe_event_id: 'event-1' },
			body: { unsubscribe_all: false, categories: { category_1: true, category_2: false } },
		});
		expect(answer).toMatchObject({ status: 200, body: { message: 'Success' } });
	});

	it('8: changes the categories of several users', async () => {
		const answer = await client.send('bulkUpdatePreferences', {
			body: {
				channel: 'email',
				user_preferences: [
					{
						customer_id: 'john@example.com',
						categories: { category_1: false },
						unsubscribe_all: false,
					},
				],
			},
		});
		expect(answer).toMatchObject({
			status: 200,
			body: { message: 'Your request has been processed' },
		});
	});

	it('8: says that categories are missing', async () => {
		const answer = await client.send('bulkUpdatePreferences', {
			body: {
				channel: 'email',
				user_preferences: [{ customer_id: 'john@example.com', unsubscribe_all: false }],
			},
		});
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			title: 'Categories Required',
			description: 'Categories Preferences Required',
		});
	});

	it('9: changes the opt-in status', async () => {
		const answer = await client.send('updateOptIn', {
			body: {
				user_preferences: {
					customer_id: 'ID_uid',
					email_id: 'john@example.com',
					categories: { category_1: true, category_2: false },
					opt_in_status: 'DOUBLE_OPTED_IN',
					channel: 'email',
				},
			},
		});
		expect(answer).toMatchObject({
			status: 200,
			body: { message: 'Your request has been processed successfully' },
		});
	});

	it('9: explains a key it does not know', async () => {
		const answer = await client.send('updateOptIn', {
			body: {
				user_preferences: {
					customerid: 'ID_uid',
					opt_in_status: 'DOUBLE_OPTED_IN',
					channel: 'email',
				},
			},
		});
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			error: {
				code: '400 Bad Request',
				message: 'Request Data is invalid',
				details: {
					target: 'customerid',
					message: "Extra key 'customerid' passed in the request",
				},
			},
		});
	});

	it('10: lists the categories of the workspace', async () => {
		const answer = await client.send('getCategories');
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({
			response_id: expect.stringMatching(/^[0-9a-f-]{12}$/),
			type: 'subscription_categories',
			data: [
				{
					name: 'category_1',
					display_name: 'First',
					description: 'One',
					channel: 'email',
					group: 'News',
					status: 'active',
				},
				expect.objectContaining({ name: 'category_2', display_name: 'category_2' }),
				expect.objectContaining({ name: 'alerts', channel: 'sms' }),
			],
		});
	});

	it('11: tells the preferences of a user', async () => {
		const answer = await client.send('getUserPreferences', {
			query: {
				user_identifier_type: 'email',
				user_identifier_value: 'mike@example.com',
				channel: 'sms',
			},
		});
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({
			response_id: expect.stringMatching(/^[0-9a-f-]{12}$/),
			type: 'subscription_preferences',
			data: {
				user_id: 'mike',
				is_globally_unsubscribed: false,
				categories: [
					{
						name: 'alerts',
						display_name: 'alerts',
						channel: 'sms',
						group: null,
						status: 'subscribed',
					},
				],
			},
		});
	});

	it('12: takes an update for later and gives the request its own id back', async () => {
		const answer = await client.send('updateUserPreferences', {
			headers: aKey,
			body: v5Update({
				user_identifier_type: 'moe_user_id',
				user_identifier_value: '64f1c0ffee',
				channel: 'email',
				categories: { category_1: false },
				event_attributes: { source: 'preference centre' },
				request_id: 'my-request',
			}),
		});
		expect(answer.status).toBe(202);
		expect(answer.body).toEqual({
			response_id: 'my-request',
			type: 'subscription_preferences',
		});
	});

	it('12: lists what is wrong in its details', async () => {
		const answer = await client.send('updateUserPreferences', {
			headers: anotherKey,
			body: v5Update({ is_globally_unsubscribed: undefined }),
		});
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({
			response_id: id(12),
			error: {
				code: 'VALIDATION_FAILED',
				message: 'Request validation failed.',
				target: 'is_globally_unsubscribed',
				details: [
					{
						code: 'REQUIRED_FIELD_MISSING',
						target: 'is_globally_unsubscribed',
						message: "'is_globally_unsubscribed' is not found in the payload",
					},
				],
			},
		});
	});
});
