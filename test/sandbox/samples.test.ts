import {
	aKey,
	anotherKey,
	bulk,
	bulkPreferences,
	byCustomerId,
	cohort,
	connection,
	correctRequests,
	createClient,
	device,
	erasure,
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
import { endpointNames, type EndpointName } from './endpoints/names';
import { startSandbox, type Sandbox } from './server';
import { demoWorkspace, type WorkspaceSettings } from './workspaces';

const letters = (length: number) => expect.stringMatching(new RegExp(`^[A-Za-z]{${length}}$`));
const uuidStart = expect.stringMatching(/^[0-9a-f-]{12}$/);
const text = expect.any(String);

const acceptedSoon = {
	status: 'success',
	message: 'Your request has been accepted and will be processed soon.',
};

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterEach(() => {
	sandbox.clear();
	sandbox.configure({ workspaces: [demoWorkspace] });
});
afterAll(() => sandbox.close());

type Sample = [request: SentRequest, body: object, status?: number];

const expectAnswer = async (
	endpoint: EndpointName,
	request: SentRequest,
	status: number,
	body: object,
) => {
	const answer = await createClient(sandbox).send(endpoint, request);
	expect(answer).toMatchObject({ status });
	expect(answer.body).toEqual(body);
};

const category = { name: 'Newsletter', display_name: 'Monthly newsletter', group: 'News' };
const grace = { user_identifier_type: 'email', user_identifier_value: 'grace@example.com' };

/** A request to each endpoint as in MoEngage's reference, and its answer. */
const requests: Record<EndpointName, Sample> = {
	testConnection: [{ body: connection }, { status: 'success', app_name: 'Demo Workspace' }],
	trackDevice: [
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
	bulkImport: [
		{ query: { app_id: 'DEMOWORKSPACE' }, body: bulk([user(), event(), device()]) },
		acceptedSoon,
	],
	manageDevices: [
		{
			body: optOut({
				reason: 'stolen',
				client_reference_id: 'case-17',
				device_identifiers: [{ push_id: 'token-1' }, { moe_gaid: '38400000' }],
			}),
		},
		acceptedSoon,
	],
	bulkResubscribe: [
		{ body: resubscription({ recipients: ['jane@domain.com', 'mike@example.com'] }) },
		{ message: 'The request is submitted successfully.', response_id: letters(10) },
		202,
	],
	getPreferences: [
		{ query: landingPage },
		{ categories: expect.objectContaining({ Newsletter: true, Promotional: true }) },
	],
	updatePreferences: [
		{
			query: { ...landingPage, moe_event_id: 'event-1' },
			body: { unsubscribe_all: false, categories: { Newsletter: true, Promotional: false } },
		},
		{ message: 'Success' },
	],
	bulkUpdatePreferences: [
		{ body: bulkPreferences(['ada', 'grace']) },
		{ message: 'Your request has been processed' },
	],
	updateOptIn: [
		{ body: optIn({ email_id: 'grace@example.com', categories: { Newsletter: true } }) },
		{ message: 'Your request has been processed successfully' },
	],
	getCategories: [
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
	getUserPreferences: [
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
	updateUserPreferences: [
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
		{ response_id: 'my-request', type: 'subscription_preference', data: { message: text } },
		202,
	],
	trackUser: [
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
	trackEvent: [
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
	getUsers: [
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
	mergeUsers: [
		{ body: merges(['ada-assistant', 'ada']) },
		{ status: 'success', operation: 'created' },
	],
	deleteUser: [{ body: { identity_type: 'customer_id', identity_value: 'ada' } }, acceptedSoon],
	syncCohort: [
		{ body: cohort(['ada', 'nobody'], { cohort_description: 'For the win-back campaign' }) },
		{ status: 'success', message: text },
	],
	eraseUser: [
		{ body: erasure('email', 'grace@example.com') },
		{ status: 'success', message: text, request_id: letters(8) },
	],
};

it.each(endpointNames)('%s answers a request as the reference does', async (endpoint) => {
	const [request, body, status = 200] = requests[endpoint];
	await expectAnswer(endpoint, request, status, body);
});

/** The shapes of errors, by the endpoints that have them. */
const ofData = (type: string, message: unknown = text, attribute?: string) => ({
	status: 'fail',
	error: { ...(attribute && { attribute }), message, type, request_id: letters(8) },
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
const ofV5 = (code: string, target: unknown = text) => ({ error: { code, message: text, target } });

const optInIsOff = {
	error: {
		code: '403 Forbidden',
		message: 'Feature not enabled',
		details: { target: text, message: text },
	},
};

const addresses = (count: number) =>
	Array.from({ length: count }, (_, index) => `user${index}@example.com`);
const users = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

/** What MoEngage's reference says is refused, by the endpoint that refuses it. */
const errors: Partial<Record<EndpointName, Record<string, Sample>>> = {
	testConnection: {
		'a wrong key': [
			{ body: { ...connection, app_secret: 'wrong' } },
			ofData(
				'Authentication required',
				'App Secret key mismatch. Please login to the dashboard to verify key',
			),
			401,
		],
	},
	trackDevice: {
		'a missing customer id': [
			{ body: device({ customer_id: undefined }) },
			ofData('MissingAttributeError', "'customer_id' is not found in the payload", 'customer_id'),
		],
		'an unknown platform': [
			{ body: device({}, { platform: 'Symbian' }) },
			ofData('ValueError', "'platform' is not a valid platform.", 'platform'),
		],
		'the app id of another workspace': [
			{ query: { app_id: 'OTHER' }, body: device() },
			ofData('InvalidParams', 'Given app_id is invalid.', 'app_id'),
		],
		'a missing app id': [
			{ query: { app_id: '' }, body: device() },
			ofData('ParamsRequired', text, 'app_id'),
		],
	},
	bulkImport: {
		'no elements to import': [
			{ body: bulk([]) },
			ofData('ValueError', "'elements cannot be empty array", 'elements'),
		],
	},
	manageDevices: {
		'an identifier of another type': [
			{ body: optOut({ device_identifiers: [{ GAID: '38400000' }] }) },
			ofData(
				'ValueError',
				"device identifier can only be in ['moe_gaid', 'push_id', 'unique_id', 'device_unique_id'] ",
				'device_identifiers',
			),
		],
	},
	bulkResubscribe: {
		'a missing request id': [
			{ body: resubscription({ request_id: undefined }) },
			ofResubscription('InvalidFieldValue', 'request_id - Field is required but value is None'),
		],
		'an empty provider': [
			{ body: resubscription({ esp: '' }) },
			ofResubscription('InvalidFieldValue', 'esp - Field is required but value is empty'),
		],
		'a key that a resubscription does not have': [
			{ body: resubscription({ customer_id: 'ada' }) },
			ofResubscription('InvalidRequestBody'),
		],
		'no address': [
			{ body: resubscription({ recipients: [] }) },
			ofResubscription(
				'InvalidInput',
				"Add at least one email address as part of the 'Recipients'",
			),
		],
		'more than 100 addresses': [
			{ body: resubscription({ recipients: addresses(101) }) },
			ofResubscription('BadRequest', 'Payload limit is set to 100'),
		],
		'an invalid address': [
			{ body: resubscription({ recipients: ['jane'] }) },
			ofResubscription(
				'InvalidInput',
				"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.",
			),
		],
	},
	getPreferences: {
		'missing parameters of a landing page': [
			{ query: { user_id: 'abc' } },
			{ message: 'Invalid Params Received' },
		],
		'a user of a landing page who is gone': [
			{ query: { ...landingPage, user_id: 'unknown-7Xv' } },
			{ title: 'User Not Found', description: text },
			404,
		],
	},
	bulkUpdatePreferences: {
		'missing categories': [
			{
				body: {
					channel: 'email',
					user_preferences: [{ customer_id: 'ada', unsubscribe_all: false }],
				},
			},
			{ title: 'Categories Required', description: 'Categories Preferences Required' },
		],
		'more than 50 users': [
			{ body: bulkPreferences(users(51)) },
			{ title: 'Payload Limit Exceeded', description: 'Payload limit is set to 50' },
		],
	},
	updateOptIn: {
		'a key that an opt-in does not have': [
			{ body: optIn({ customerid: 'ada' }) },
			ofOptIn('customerid', "Extra key 'customerid' passed in the request"),
		],
	},
	updateUserPreferences: {
		'a missing field in version 5': [
			{ headers: aKey, body: v5Update({ is_globally_unsubscribed: undefined }) },
			ofV5('BadArgument', 'is_globally_unsubscribed'),
		],
		'a user whom version 5 does not know': [
			{ headers: aKey, body: v5Update({ user_identifier_value: 'nobody' }) },
			ofV5('NotFound', 'user_identifier_value'),
			404,
		],
		'an address of several users': [
			{
				headers: anotherKey,
				body: v5Update({
					user_identifier_type: 'email',
					user_identifier_value: 'office@example.com',
				}),
			},
			ofV5('Conflict', 'user_identifier_value'),
			409,
		],
		'a body that is too large for version 5': [
			{ headers: aKey, body: v5Update({ request_id: 'x'.repeat(128_000) }) },
			ofV5('PayloadTooLarge'),
			413,
		],
	},
	getUserPreferences: {
		'to a reader that version 5 does not know the user': [
			{ query: { ...grace, user_identifier_value: 'nobody@example.com' } },
			ofV5('NotFound', 'user_identifier_value'),
			404,
		],
		'to a reader that an address has several users': [
			{ query: { ...grace, user_identifier_value: 'office@example.com' } },
			ofV5('Conflict', 'user_identifier_value'),
			409,
		],
	},
	getCategories: {
		'a wrong key in version 5': [
			{ headers: { authorization: 'Basic RE1P' } },
			ofV5('Unauthorized'),
			401,
		],
	},
	trackUser: {
		'a list that is changed in two ways': [
			{
				body: user({
					addValueToArrayField: { tags: ['a'] },
					removeValueFromArrayField: { tags: ['b'] },
				}),
			},
			ofData('ArrayFieldError', text, 'tags'),
		],
	},
	getUsers: {
		'more than 20 users to read': [
			{ body: usersToGet(byCustomerId(...users(21))) },
			ofData('LimitBreached', text, 'identifiers'),
		],
	},
	mergeUsers: {
		'more than 50 pairs to merge': [
			{ body: merges(...users(51).map((id): [string, string] => [id, 'ada'])) },
			ofData('LimitBreached', text, 'merge_data'),
		],
	},
	deleteUser: {
		'a user who cannot be deleted, being unknown': [
			{ body: { identity_type: 'customer_id', identity_value: 'nobody' } },
			ofData('Not Found', text, 'identity_value'),
		],
	},
};

const listed = endpointNames.flatMap((endpoint) =>
	Object.entries(errors[endpoint] ?? {}).map(([what, sample]) => ({ endpoint, what, sample })),
);

it.each(listed)('$endpoint tells $what as the reference does', async ({ endpoint, sample }) => {
	const [request, body, status = 400] = sample;
	await expectAnswer(endpoint, request, status, body);
});

const noProject = 'MOE-PROJECT-CODE header missing in request';
const portfolio = { projectCode: 'shop' };

it.each<[EndpointName, Partial<WorkspaceSettings>, status: number, body: object]>([
	['trackDevice', { account: 'blocked' }, 403, ofData('BlockedClient')],
	['trackDevice', { account: 'suspended' }, 403, ofData('Account Suspended')],
	[
		'trackDevice',
		{ account: 'temporarilySuspended' },
		403,
		ofData('Account Temporarily Suspended'),
	],
	['trackDevice', { account: 'secretMissing' }, 409, ofData('API SECRET not configured')],
	['trackDevice', { account: 'blacklisted' }, 400, ofData('Blacklisted')],
	[
		'trackDevice',
		{ ipList: ['203.0.113.7'] },
		403,
		{ error: 'IP Validation Required', message: text },
	],
	['bulkResubscribe', { emailProviders: ['MAILGUN'] }, 400, ofResubscription('InvalidSettings')],
	['bulkResubscribe', portfolio, 400, ofResubscription('InvalidHeaderValue', noProject)],
	['bulkUpdatePreferences', portfolio, 400, { title: 'MOE-PROJECT-CODE', description: noProject }],
	['updateOptIn', portfolio, 400, ofOptIn('MOE-PROJECT-CODE', noProject)],
	['updateOptIn', { features: { optIn: false } }, 403, optInIsOff],
	['getCategories', portfolio, 401, ofV5('Unauthorized', 'MOE-PROJECT-CODE')],
	['getUserPreferences', portfolio, 401, ofV5('Unauthorized', 'MOE-PROJECT-CODE')],
	['updateUserPreferences', portfolio, 401, ofV5('Unauthorized', 'MOE-PROJECT-CODE')],
	['syncCohort', { segments: ['trial-ends'] }, 400, ofData('ValueError', text, 'cohort_id')],
	['getCategories', { account: 'blocked' }, 403, ofV5('Forbidden')],
	['getUsers', { features: { getUsers: false } }, 403, ofData('Forbidden')],
])(
	'%s refuses a correct request in a workspace with %j',
	async (endpoint, changes, status, body) => {
		sandbox.configure({ workspaces: [{ ...demoWorkspace, ...changes }] });
		await expectAnswer(endpoint, correctRequests[endpoint], status, body);
	},
);
