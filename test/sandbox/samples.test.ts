import {
	aKey,
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
import { endpoints } from './endpoints';
import { endpointNames, type EndpointName } from './endpoints/names';
import type { errorShapes } from './errorBodies';
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
	sandbox.configure({ workspaces: [demoWorkspace], limits: {} });
});
afterAll(() => sandbox.close());

type Sample = [request: SentRequest, body: object, status?: number];

const expectAnswer = async (
	endpoint: EndpointName,
	request: SentRequest,
	status: number,
	body: unknown,
) => {
	const answer = await createClient(sandbox).send(endpoint, request);
	expect(answer).toMatchObject({ status });
	expect(answer.body).toEqual(body);
};

const category = {
	name: 'Newsletter',
	display_name: 'Monthly newsletter',
	group: 'News',
	channel: 'email',
};
const grace = { user_identifier_type: 'email', user_identifier_value: 'grace@example.com' };

const deviceAttributes = {
	model: 'Pixel 9',
	app_version: '1.2.3',
	os_version: '15',
	moe_gaid: '38400000-8cf0-11bd-b23e-10b96e40000d',
	moe_push_opted: 'True',
	moe_push_provisional_opted: 'False',
	active: 'true',
	created_time: '1730000000000',
};
const userAttributes = {
	email: 'ada@example.com',
	birthday: '1815-12-10',
	geo: { lat: 51.5, lon: -0.1 },
	vip: true,
	last_order: '2026-11-20T10:00:00Z',
	interests: ['math', 'poetry'],
	orders: [{ id: 1, address: { city: 'London' } }],
	moe_unsubscribe: false,
	platforms: [{ platform: 'ANDROID', active: 'true' }],
	addValueToArrayField: { tags: ['a'] },
	removeValueFromArrayField: { lists: ['b'] },
};
const action = {
	action: 'Flight Booked',
	attributes: { price: 3999, departure_date: '2019-05-21T03:47:35Z', premium: true },
	platform: 'iOS',
	app_version: '1.2.3',
	current_time: 1433837969,
	user_time: '2015-06-09T13:49:29',
	user_timezone_offset: 19800,
	real_time_action: 'true',
};
const unset = { type: 'prefix', attr: 'old_', case_sensitive: false };
const forwardedFor = { 'x-forwarded-for': '203.0.113.195' };
const identified = { customer_id: 'grace', id: expect.stringMatching(/^usr_/) };

/** A request to each endpoint as in MoEngage's reference, and its answer. */
const requests: Record<EndpointName, Sample> = {
	testConnection: [{ body: connection }, { status: 'success', app_name: 'Demo Workspace' }],
	trackDevice: [{ headers: forwardedFor, body: device({}, deviceAttributes) }, acceptedSoon],
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
				{ ...category, description: 'News from the team, once a month', status: 'active' },
			]),
		},
	],
	getUserPreferences: [
		{ query: { ...grace, channel: 'email' } },
		{
			response_id: uuidStart,
			type: 'subscription_preference',
			data: {
				user_id: identified.id,
				is_globally_unsubscribed: false,
				categories: expect.arrayContaining([{ ...category, status: 'subscribed' }]),
			},
		},
	],
	updateUserPreferences: [
		{
			headers: aKey,
			body: v5Update({
				...grace,
				channel: 'email',
				request_id: 'my-request',
				categories: { Newsletter: false },
				event_attributes: { source: 'preferences' },
			}),
		},
		{ response_id: 'my-request', type: 'subscription_preference', data: { message: text } },
		202,
	],
	trackUser: [
		{
			headers: forwardedFor,
			body: user(userAttributes, { update_existing_only: false, unset_attributes: [unset] }),
		},
		acceptedSoon,
	],
	trackEvent: [{ body: event(action, { device_id: 'ada-phone' }) }, acceptedSoon],
	getUsers: [
		{ body: usersToGet(byCustomerId('nobody', 'grace'), ['customer_id', 'id', 'email']) },
		{
			status: 'success',
			type: 'export_users',
			data: {
				users_not_found: byCustomerId('nobody'),
				users: [{ user_attributes: { ...identified, email: 'grace@example.com' } }],
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

/** The forms of errors, by the endpoints that have them. */
const ofData = (type: string, message: unknown = text, attribute?: string) => ({
	status: 'fail',
	error: { ...(attribute && { attribute }), message, type, request_id: letters(8) },
});
const ofResubscription = (errCode: string, message: unknown = text) => ({
	response_id: letters(10),
	error: { message, err_code: errCode },
});
const ofLandingPage = (title: string, description: unknown = text) => ({ title, description });
const ofDeletion = (title: string) => ({ status: 'fail', title, description: text });
const ofOptIn = (target: string, message: unknown = text) => ({
	error: {
		code: '400 Bad Request',
		message: 'Request Data is invalid',
		details: { target, message },
	},
});
const ofV5 = (code: string, target: unknown = text) => ({ error: { code, message: text, target } });

const many = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);
const noProject = 'MOE-PROJECT-CODE header missing in request';
const portfolio = { projectCode: 'shop' };

it.each([
	['MissingAttributeError', "'customer_id' is not found in the payload", 'customer_id', undefined],
	['ValueError', "'platform' is not a valid platform.", 'platform', 'Symbian'],
])(
	'a device is refused with %s as in the reference',
	async (type, message, attribute, platform) => {
		const body = platform ? device({}, { platform }) : device({ customer_id: undefined });
		await expectAnswer('trackDevice', { body }, 400, ofData(type, message, attribute));
	},
);

it.each([
	['OTHER', ofData('InvalidParams', 'Given app_id is invalid.', 'app_id')],
	['', ofData('ParamsRequired', text, 'app_id')],
])('the app id %p is refused as in the reference', async (id, error) => {
	await expectAnswer('trackDevice', { query: { app_id: id }, body: device() }, 400, error);
});

const invalidAddress =
	"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.";

it.each([
	[
		{ request_id: undefined },
		'InvalidFieldValue',
		'request_id - Field is required but value is None',
	],
	[{ esp: '' }, 'InvalidFieldValue', 'esp - Field is required but value is empty'],
	[{ customer_id: 'ada' }, 'InvalidRequestBody', "Extra key 'customer_id' passed in the request"],
	[
		{ recipients: [] },
		'InvalidInput',
		"Add at least one email address as part of the 'Recipients'",
	],
	[
		{ recipients: many(101).map((name) => `${name}@a.example`) },
		'BadRequest',
		'Payload limit is set to 100',
	],
	[{ recipients: ['jane'] }, 'InvalidInput', invalidAddress],
])('a resubscription is refused as in sample %#', async (changes, code, message) => {
	const error = ofResubscription(code, message);
	await expectAnswer('bulkResubscribe', { body: resubscription(changes) }, 400, error);
});

const office = { user_identifier_type: 'email', user_identifier_value: 'office@example.com' };

it.each<[object, number, string, string]>([
	[{ is_globally_unsubscribed: undefined }, 400, 'BadArgument', 'is_globally_unsubscribed'],
	[{ user_identifier_value: 'nobody' }, 404, 'NotFound', 'user_identifier_value'],
	[office, 409, 'Conflict', 'user_identifier_value'],
	[{ request_id: 'x'.repeat(128_000) }, 413, 'PayloadTooLarge', 'request'],
])('an update of version 5 is refused as in sample %#', async (changes, status, code, target) => {
	const request = { headers: aKey, body: v5Update({ ...changes }) };
	await expectAnswer('updateUserPreferences', request, status, ofV5(code, target));
});

const wrongKey = { body: { ...connection, app_secret: 'wrong' } };
const twoWays = {
	addValueToArrayField: { tags: ['a'] },
	removeValueFromArrayField: { tags: ['b'] },
};
const pairs = many(51).map((id): [string, string] => [id, 'ada']);
const nobody = { identity_type: 'customer_id', identity_value: 'nobody' };
const noCategories = { query: landingPage, body: { unsubscribe_all: false } };
const gone = { ...landingPage, user_id: 'unknown-7Xv' };

it.each<[EndpointName, SentRequest, number, object]>([
	[
		'testConnection',
		wrongKey,
		401,
		ofData('Authentication required', expect.stringMatching(/key mismatch/)),
	],
	[
		'bulkImport',
		{ body: bulk([]) },
		400,
		ofData('ValueError', expect.stringMatching(/empty array/), 'elements'),
	],
	['getPreferences', { query: { user_id: 'abc' } }, 400, { message: 'Invalid Params Received' }],
	['getPreferences', { query: gone }, 404, ofLandingPage('User Not Found')],
	['updatePreferences', noCategories, 400, ofLandingPage('Categories Required')],
	[
		'bulkUpdatePreferences',
		{ body: bulkPreferences(many(51)) },
		400,
		ofLandingPage('Payload Limit Exceeded', 'Payload limit is set to 50'),
	],
	[
		'updateOptIn',
		{ body: optIn({ id: 'ada' }) },
		400,
		ofOptIn('id', expect.stringMatching(/^Extra key 'id'/)),
	],
	['getUserPreferences', { query: office }, 409, ofV5('Conflict', 'user_identifier_value')],
	['trackUser', { body: user(twoWays) }, 400, ofData('ArrayFieldError', text, 'tags')],
	[
		'getUsers',
		{ body: usersToGet(byCustomerId(...many(21))) },
		400,
		ofData('LimitBreached', text, 'identifiers'),
	],
	['mergeUsers', { body: merges(...pairs) }, 400, ofData('LimitBreached', text, 'merge_data')],
	['deleteUser', { body: nobody }, 400, ofData('Not Found', text, 'identity_value')],
])('%s refuses sample %# as in the reference', async (endpoint, request, status, body) => {
	await expectAnswer(endpoint, request, status, body);
});

it.each<[EndpointName, Partial<WorkspaceSettings>, status: number, body: object]>([
	[
		'trackDevice',
		{ ipList: ['203.0.113.7'] },
		403,
		{ error: 'IP Validation Required', message: text },
	],
	['bulkResubscribe', portfolio, 400, ofResubscription('InvalidHeaderValue', noProject)],
	['bulkUpdatePreferences', portfolio, 400, ofLandingPage('MOE-PROJECT-CODE', noProject)],
	['updateOptIn', portfolio, 400, ofOptIn('MOE-PROJECT-CODE', noProject)],
	['getCategories', portfolio, 401, ofV5('Unauthorized', 'MOE-PROJECT-CODE')],
	['getCategories', { features: { v5: false } }, 404, { error_msg: '404 Route Not Found' }],
])(
	'%s refuses a correct request in a workspace with %j',
	async (endpoint, changes, status, body) => {
		sandbox.configure({ workspaces: [{ ...demoWorkspace, ...changes }] });
		await expectAnswer(endpoint, correctRequests[endpoint], status, body);
	},
);

/** What is said where the limit is used up, and by a server that is broken. */
const whateverIsSent: Record<(typeof errorShapes)[number], [overLimit: unknown, broken: object]> = {
	data: [ofData('Rate Limits Exceeded'), ofData('ServerError')],
	deleteUser: [ofDeletion('Rate Limits Exceeded'), ofDeletion('ServerError')],
	bulkResubscribe: [ofResubscription('TooManyRequests'), ofResubscription('INTERNAL_SERVER_ERROR')],
	landingPageGet: [ofLandingPage('Rate-Limit Reached'), ofLandingPage('Internal Error')],
	landingPage: [ofLandingPage('Rate-Limit Reached'), ofLandingPage('Internal Error')],
	optIn: ['', { error: { code: '500 Internal Server Error', message: text } }],
	v5: [ofV5('TooManyRequests'), ofV5('InternalServerError', 'request')],
};

it.each(endpointNames)('%s tells a 500 and a 429 in its own form', async (endpoint) => {
	const [overLimit, broken] = whateverIsSent[endpoints[endpoint].errors];
	sandbox.configure({ limits: { [endpoint]: { perMinute: 1 } } });
	sandbox.failNext('500');
	await expectAnswer(endpoint, correctRequests[endpoint], 500, broken);
	await expectAnswer(endpoint, correctRequests[endpoint], 429, overLimit);
});
