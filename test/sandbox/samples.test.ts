import {
	aKey,
	anotherKey,
	bulk,
	byCustomerId,
	bulkPreferences,
	createClient,
	device,
	event,
	landingPage,
	merges,
	optIn,
	optOut,
	resubscription,
	user,
	usersToGet,
	v5Update,
	type SentRequest,
} from './client';
import type { EndpointName } from './endpoints/names';
import { startSandbox, type Sandbox } from './server';
import { demoWorkspace, type WorkspaceSettings } from './workspaces';

const letters = (length: number) => expect.stringMatching(new RegExp(`^[A-Za-z]{${length}}$`));
const uuidStart = expect.stringMatching(/^[0-9a-f-]{12}$/);
const text = expect.any(String);

const acceptedSoon = {
	status: 'success',
	message: 'Your request has been accepted and will be processed soon.',
};

const open: Sandbox[] = [];
afterAll(() => Promise.all(open.map((sandbox) => sandbox.close())));

const ask = async (
	endpoint: EndpointName,
	request: SentRequest,
	workspace: Partial<WorkspaceSettings> = {},
) => {
	const sandbox = await startSandbox({ workspaces: [{ ...demoWorkspace, ...workspace }] });
	open.push(sandbox);
	return await createClient(sandbox).send(endpoint, request);
};

type Sample = [
	what: string,
	endpoint: EndpointName,
	request: SentRequest,
	body: object,
	more?: { status?: number; workspace?: Partial<WorkspaceSettings> },
];

const expectAnswer = async (usual: number, [, endpoint, request, body, more = {}]: Sample) => {
	const answer = await ask(endpoint, request, more.workspace);
	expect(answer).toMatchObject({ status: more.status ?? usual });
	expect(answer.body).toEqual(body);
};

const connection = {
	app_id: 'DEMOWORKSPACE',
	app_secret: 'demo-data-api-key',
	source: 'n8n',
	region: '01',
};
const category = { name: 'Newsletter', display_name: 'Monthly newsletter', group: 'News' };
const grace = { user_identifier_type: 'email', user_identifier_value: 'grace@example.com' };

describe("a request as in MoEngage's reference", () => {
	const samples: Sample[] = [
		[
			'tests the connection',
			'testConnection',
			{ body: connection },
			{ status: 'success', app_name: 'Demo Workspace' },
		],
		[
			'tracks a device with all attributes',
			'trackDevice',
			{
				headers: { 'x-forwarded-for': '203.0.113.195' },
				body: device(
					{},
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
			},
			acceptedSoon,
		],
		[
			'imports a user, an event and a device',
			'bulkImport',
			{ query: { app_id: 'DEMOWORKSPACE' }, body: bulk([user(), event(), device()]) },
			acceptedSoon,
		],
		[
			'blocks devices',
			'manageDevices',
			{
				body: optOut({
					reason: 'stolen',
					client_reference_id: 'case-17',
					device_identifiers: [{ push_id: 'token-1' }, { moe_gaid: '38400000' }],
				}),
			},
			acceptedSoon,
		],
		[
			'blocks all devices that a user has now',
			'manageDevices',
			{ body: optOut({ device_identifiers: undefined }) },
			acceptedSoon,
		],
		[
			'resubscribes addresses',
			'bulkResubscribe',
			{ body: resubscription({ recipients: ['jane@domain.com', 'mike@example.com'] }) },
			{ message: 'The request is submitted successfully.', response_id: letters(10) },
			{ status: 202 },
		],
		[
			'reads the preferences of a landing page',
			'getPreferences',
			{ query: landingPage },
			{ categories: expect.objectContaining({ Newsletter: true, Promotional: true }) },
		],
		[
			'updates the preferences of a landing page',
			'updatePreferences',
			{
				query: { ...landingPage, moe_event_id: 'event-1' },
				body: { unsubscribe_all: false, categories: { Newsletter: true, Promotional: false } },
			},
			{ message: 'Success' },
		],
		[
			'updates the preferences of several users',
			'bulkUpdatePreferences',
			{ body: bulkPreferences(['ada', 'grace']) },
			{ message: 'Your request has been processed' },
		],
		[
			'updates an opt-in',
			'updateOptIn',
			{ body: optIn({ email_id: 'grace@example.com', categories: { Newsletter: true } }) },
			{ message: 'Your request has been processed successfully' },
		],
		[
			'lists the active categories of a channel',
			'getCategories',
			{ query: { channel: 'email' } },
			{
				response_id: uuidStart,
				type: 'subscription_category',
				data: expect.arrayContaining([
					{
						...category,
						description: 'News from the team, once a month',
						channel: 'email',
						status: 'active',
					},
				]),
			},
		],
		[
			'reads the preferences of a user',
			'getUserPreferences',
			{ query: { ...grace, channel: 'email' } },
			{
				response_id: uuidStart,
				type: 'subscription_preference',
				data: {
					user_id: expect.stringMatching(/^usr_/),
					is_globally_unsubscribed: false,
					categories: expect.arrayContaining([
						{ ...category, channel: 'email', status: 'subscribed' },
					]),
				},
			},
		],
		[
			'updates the preferences of a user',
			'updateUserPreferences',
			{
				headers: aKey,
				body: v5Update({
					...grace,
					channel: 'email',
					categories: { Newsletter: false },
					event_attributes: { source: 'preference center' },
					request_id: 'my-request',
				}),
			},
			{
				response_id: 'my-request',
				type: 'subscription_preference',
				data: { message: text },
			},
			{ status: 202 },
		],
		[
			'tracks a user',
			'trackUser',
			{
				headers: { 'x-forwarded-for': '203.0.113.195' },
				body: user(
					{
						name: 'Ada Lovelace',
						email: 'ada@example.com',
						birthday: '1815-12-10',
						geo: { lat: 51.5, lon: -0.1 },
						score: 42.5,
						vip: true,
						last_order: '2026-11-20T10:00:00Z',
						interests: ['math', 'poetry'],
						moe_unsubscribe: false,
						u_mb: '+4912345',
						platforms: [{ platform: 'ANDROID', active: 'true' }],
						addValueToArrayField: { tags: ['a'] },
						removeValueFromArrayField: { lists: ['b'] },
					},
					{
						update_existing_only: false,
						unset_attributes: [{ type: 'prefix', attr: 'old_', case_sensitive: false }],
					},
				),
			},
			acceptedSoon,
		],
		[
			'tracks an event',
			'trackEvent',
			{
				body: event(
					{
						action: 'Flight Booked',
						attributes: { price: 3999, departure_date: '2019-05-21T03:47:35Z', premium: true },
						platform: 'iOS',
						app_version: '1.2.3',
						current_time: 1433837969,
						user_time: '2015-06-09T13:49:29',
						user_timezone_offset: 19800,
						real_time_action: 'true',
					},
					{ device_id: 'ada-phone' },
				),
			},
			acceptedSoon,
		],
		[
			'reads users',
			'getUsers',
			{ body: usersToGet(byCustomerId('nobody', 'grace'), ['customer_id', 'id', 'email']) },
			{
				status: 'success',
				type: 'export_users',
				data: {
					users_not_found: byCustomerId('nobody'),
					users: [
						{
							user_attributes: {
								customer_id: 'grace',
								id: expect.stringMatching(/^usr_/),
								email: 'grace@example.com',
							},
						},
					],
				},
			},
		],
		[
			'merges users',
			'mergeUsers',
			{ body: merges(['ada-assistant', 'ada']) },
			{ status: 'success', operation: 'created' },
		],
		[
			'deletes a user',
			'deleteUser',
			{ body: { identity_type: 'customer_id', identity_value: 'ada' } },
			acceptedSoon,
		],
	];

	it.each(samples)('%s', (...sample) => expectAnswer(200, sample));
});

/** The shapes of errors, by the endpoints that have them. */
const ofData = (type: string, message: unknown = text, attribute?: string) => ({
	status: 'fail',
	error: {
		...(attribute === undefined ? {} : { attribute }),
		message,
		type,
		request_id: letters(8),
	},
});
const ofResubscription = (errCode: string, message: unknown = text) => ({
	response_id: letters(10),
	error: { message, err_code: errCode },
});
const ofOptIn = (target: string, message: unknown = text) => ({
	error: {
		code: '400 Bad Request',
		message: 'Request Data is invalid',
		details: { target, message },
	},
});
const ofV5 = (code: string, target: unknown = text) => ({
	error: { code, message: text, target },
});

const noProject = 'MOE-PROJECT-CODE header missing in request';
const portfolio = { projectCode: 'shop' };
const addresses = (count: number) =>
	Array.from({ length: count }, (_, index) => `user${index}@example.com`);
const users = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe("an error as in MoEngage's reference tells", () => {
	const samples: Sample[] = [
		[
			'a wrong key',
			'testConnection',
			{ body: { ...connection, app_secret: 'wrong' } },
			ofData(
				'Authentication required',
				'App Secret key mismatch. Please login to the dashboard to verify key',
			),
			{ status: 401 },
		],
		[
			'a missing customer id',
			'trackDevice',
			{ body: device({ customer_id: undefined }) },
			ofData('MissingAttributeError', "'customer_id' is not found in the payload", 'customer_id'),
		],
		[
			'an unknown platform',
			'trackDevice',
			{ body: device({}, { platform: 'Symbian' }) },
			ofData('ValueError', "'platform' is not a valid platform.", 'platform'),
		],
		[
			'the app id of another workspace',
			'trackDevice',
			{ query: { app_id: 'OTHER' }, body: device() },
			ofData('InvalidParams', 'Given app_id is invalid.', 'app_id'),
		],
		[
			'a missing app id',
			'trackDevice',
			{ query: { app_id: '' }, body: device() },
			ofData('ParamsRequired', text, 'app_id'),
		],
		[
			'a blacklisted workspace',
			'trackDevice',
			{ body: device() },
			ofData('Blacklisted'),
			{ workspace: { account: 'blacklisted' } },
		],
		[
			'an IP address that is not listed',
			'trackDevice',
			{ body: device() },
			{ error: 'IP Validation Required', message: text },
			{ status: 403, workspace: { ipList: ['203.0.113.7'] } },
		],
		[
			'no elements to import',
			'bulkImport',
			{ body: bulk([]) },
			ofData('ValueError', "'elements cannot be empty array", 'elements'),
		],
		[
			'an identifier of another type',
			'manageDevices',
			{ body: optOut({ device_identifiers: [{ GAID: '38400000' }] }) },
			ofData(
				'ValueError',
				"device identifier can only be in ['moe_gaid', 'push_id', 'unique_id', 'device_unique_id'] ",
				'device_identifiers',
			),
		],
		[
			'a missing request id',
			'bulkResubscribe',
			{ body: resubscription({ request_id: undefined }) },
			ofResubscription('InvalidFieldValue', 'request_id - Field is required but value is None'),
		],
		[
			'an empty provider',
			'bulkResubscribe',
			{ body: resubscription({ esp: '' }) },
			ofResubscription('InvalidFieldValue', 'esp - Field is required but value is empty'),
		],
		[
			'a provider that is not set up',
			'bulkResubscribe',
			{ body: resubscription() },
			ofResubscription('InvalidSettings'),
			{ workspace: { emailProviders: ['MAILGUN'] } },
		],
		[
			'a key that a resubscription does not have',
			'bulkResubscribe',
			{ body: resubscription({ customer_id: 'ada' }) },
			ofResubscription('InvalidRequestBody'),
		],
		[
			'no address',
			'bulkResubscribe',
			{ body: resubscription({ recipients: [] }) },
			ofResubscription(
				'InvalidInput',
				"Add at least one email address as part of the 'Recipients'",
			),
		],
		[
			'more than 100 addresses',
			'bulkResubscribe',
			{ body: resubscription({ recipients: addresses(101) }) },
			ofResubscription('BadRequest', 'Payload limit is set to 100'),
		],
		[
			'an invalid address',
			'bulkResubscribe',
			{ body: resubscription({ recipients: ['jane'] }) },
			ofResubscription(
				'InvalidInput',
				"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.",
			),
		],
		[
			'missing parameters of a landing page',
			'getPreferences',
			{ query: { user_id: 'abc' } },
			{ message: 'Invalid Params Received' },
		],
		[
			'missing categories',
			'bulkUpdatePreferences',
			{
				body: {
					channel: 'email',
					user_preferences: [{ customer_id: 'ada', unsubscribe_all: false }],
				},
			},
			{ title: 'Categories Required', description: 'Categories Preferences Required' },
		],
		[
			'more than 50 users',
			'bulkUpdatePreferences',
			{ body: bulkPreferences(users(51)) },
			{ title: 'Payload Limit Exceeded', description: 'Payload limit is set to 50' },
		],
		[
			'a key that an opt-in does not have',
			'updateOptIn',
			{ body: optIn({ customerid: 'ada' }) },
			ofOptIn('customerid', "Extra key 'customerid' passed in the request"),
		],
		[
			'a missing field in version 5',
			'updateUserPreferences',
			{ headers: aKey, body: v5Update({ is_globally_unsubscribed: undefined }) },
			ofV5('BadArgument', 'is_globally_unsubscribed'),
		],
		[
			'a user whom version 5 does not know',
			'updateUserPreferences',
			{ headers: aKey, body: v5Update({ user_identifier_value: 'nobody' }) },
			ofV5('NotFound', 'user_identifier_value'),
			{ status: 404 },
		],
		[
			'an address of several users',
			'updateUserPreferences',
			{
				headers: anotherKey,
				body: v5Update({
					user_identifier_type: 'email',
					user_identifier_value: 'office@example.com',
				}),
			},
			ofV5('Conflict', 'user_identifier_value'),
			{ status: 409 },
		],
		[
			'to a reader that version 5 does not know the user',
			'getUserPreferences',
			{ query: { ...grace, user_identifier_value: 'nobody@example.com' } },
			ofV5('NotFound', 'user_identifier_value'),
			{ status: 404 },
		],
		[
			'to a reader that an address has several users',
			'getUserPreferences',
			{ query: { ...grace, user_identifier_value: 'office@example.com' } },
			ofV5('Conflict', 'user_identifier_value'),
			{ status: 409 },
		],
		[
			'a wrong key in version 5',
			'getCategories',
			{ headers: { authorization: 'Basic RE1P' } },
			ofV5('Unauthorized'),
			{ status: 401 },
		],
		[
			'a blocked account in version 5',
			'getCategories',
			{},
			ofV5('Forbidden'),
			{ status: 403, workspace: { account: 'blocked' } },
		],
		[
			'a body that is too large for version 5',
			'updateUserPreferences',
			{ headers: aKey, body: v5Update({ request_id: 'x'.repeat(128_000) }) },
			ofV5('PayloadTooLarge'),
			{ status: 413 },
		],
		[
			'that the opt-in is not enabled',
			'updateOptIn',
			{ body: optIn() },
			{
				error: {
					code: '403 Forbidden',
					message: 'Feature not enabled',
					details: { target: text, message: text },
				},
			},
			{ status: 403, workspace: { features: { optIn: false } } },
		],
		[
			'a user of a landing page who is gone',
			'getPreferences',
			{ query: { ...landingPage, user_id: 'unknown-7Xv' } },
			{ title: 'User Not Found', description: text },
			{ status: 404 },
		],
		[
			'a list that is changed in two ways',
			'trackUser',
			{
				body: user({
					addValueToArrayField: { tags: ['a'] },
					removeValueFromArrayField: { tags: ['b'] },
				}),
			},
			ofData('ArrayFieldError', text, 'tags'),
		],
		[
			'that reading users is not enabled',
			'getUsers',
			{ body: usersToGet(byCustomerId('ada')) },
			ofData('Forbidden'),
			{ status: 403, workspace: { features: { getUsers: false } } },
		],
		[
			'more than 20 users to read',
			'getUsers',
			{ body: usersToGet(byCustomerId(...users(21))) },
			ofData('LimitBreached', text, 'identifiers'),
		],
		[
			'more than 50 pairs to merge',
			'mergeUsers',
			{ body: merges(...users(51).map((id): [string, string] => [id, 'ada'])) },
			ofData('LimitBreached', text, 'merge_data'),
		],
		[
			'a user who cannot be deleted, being unknown',
			'deleteUser',
			{ body: { identity_type: 'customer_id', identity_value: 'nobody' } },
			ofData('Not Found', text, 'identity_value'),
		],
		[
			'a missing project of a resubscription',
			'bulkResubscribe',
			{ body: resubscription() },
			ofResubscription('InvalidHeaderValue', noProject),
			{ workspace: portfolio },
		],
		[
			'a missing project of preferences',
			'bulkUpdatePreferences',
			{ body: bulkPreferences(['ada']) },
			{ title: 'MOE-PROJECT-CODE', description: noProject },
			{ workspace: portfolio },
		],
		[
			'a missing project of an opt-in',
			'updateOptIn',
			{ body: optIn() },
			ofOptIn('MOE-PROJECT-CODE', noProject),
			{ workspace: portfolio },
		],
		[
			'a missing project in version 5',
			'getCategories',
			{},
			ofV5('BadArgument', 'MOE-PROJECT-CODE'),
			{ workspace: portfolio },
		],
	];

	it.each(samples)('%s', (...sample) => expectAnswer(400, sample));
});
