import type { INode, INodeParameters } from 'n8n-workflow';

import { demoWorkspace, type EndpointName, type FaultKind } from '../sandbox/server';
import { useWorkspace, whyStopped, type TestWorkspace } from './workspace';

interface Case {
	endpoint: EndpointName;
	parameters: INodeParameters;
	/** What the endpoint says to each fault: the message, and what else the user is told. */
	says: Record<string, { message: string; adds?: string }>;
}

const preference = (operation: string, more: INodeParameters): INodeParameters => ({
	resource: 'subscriptionPreference',
	operation,
	options: { maxRetries: 0 },
	...more,
});

const optIn = (more: INodeParameters): INodeParameters => ({
	resource: 'emailOptIn',
	operation: 'update',
	optInStatus: 'DOUBLE_OPTED_IN',
	options: { maxRetries: 0 },
	...more,
});

const getMany: INodeParameters = {
	resource: 'subscriptionCategory',
	operation: 'getMany',
	options: { maxRetries: 0 },
};

const texts = {
	invalid: 'Request data is invalid',
	wrongKey: 'App Secret key mismatch. Please login to the dashboard to verify key',
	scope: 'The API key does not cover this API',
	blocked: 'Your account is suspended. Please contact MoEngage team.',
	secret:
		'This response is returned when the authorization fails due to the APP SECRET key not being set on the Dashboard.',
	large: 'Payload size exceeds 128 KB',
	media: 'Content type is not supported',
	internal:
		'An unexpected error was encountered while processing this request. Please contact MoEngage Team',
	unavailable: 'The service is temporarily unavailable. Please try again later.',
};

/** Endpoints 1 to 4: `{status, error: {message, type, request_id}}`. */
const dataErrors: Case['says'] = {
	'400': { message: texts.invalid, adds: 'type: ValueError, request ID: ' },
	'401': { message: texts.wrongKey, adds: 'type: Authentication required, request ID: ' },
	'403': { message: texts.scope, adds: 'type: Forbidden, request ID: ' },
	'403blocked': { message: texts.blocked, adds: 'type: BlockedClient, request ID: ' },
	'409secret': { message: texts.secret, adds: 'type: API SECRET not configured, request ID: ' },
	'413': { message: texts.large, adds: 'type: PayloadTooLarge, request ID: ' },
	'415': { message: texts.media, adds: 'type: Unsupported media type, request ID: ' },
	'429': { message: 'Rate limits for customers exceeded. Please Try After Some Time' },
	'500': { message: texts.internal, adds: 'type: ServerError, request ID: ' },
	'503': { message: texts.unavailable, adds: 'type: ServiceUnavailable, request ID: ' },
};

/** Endpoints 6 to 8: `{title, description}`. */
const landingPageErrors: Case['says'] = {
	'400': { message: `Invalid Params: ${texts.invalid}` },
	'401': { message: `Authentication required: ${texts.wrongKey}` },
	'403': { message: `Forbidden: ${texts.scope}` },
	'403blocked': { message: `BlockedClient: ${texts.blocked}` },
	'409secret': { message: `API SECRET not configured: ${texts.secret}` },
	'413': { message: `Payload Too Large: ${texts.large}` },
	'415': { message: `Unsupported media type: ${texts.media}` },
	'429': { message: 'Rate-Limit Reached: Exceeded rate limit for this url' },
	'500': { message: `Internal Error: ${texts.internal}` },
	'503': { message: `Service Unavailable: ${texts.unavailable}` },
};

/** Endpoint 9: `{error: {code, message, details}}`, with details as an object. */
const optInErrors: Case['says'] = {
	'400': { message: 'Request Data is invalid', adds: `MoEngage adds: ${texts.invalid}` },
	'401': { message: 'Authentication failed', adds: `MoEngage adds: ${texts.wrongKey}` },
	'403': { message: 'Forbidden', adds: `MoEngage adds: ${texts.scope}` },
	'403blocked': { message: 'Account blocked', adds: `MoEngage adds: ${texts.blocked}` },
	'409secret': { message: 'API SECRET not configured', adds: `MoEngage adds: ${texts.secret}` },
	'413': { message: 'Payload too large', adds: `MoEngage adds: ${texts.large}` },
	'415': { message: 'Unsupported media type', adds: `MoEngage adds: ${texts.media}` },
	'429': { message: 'MoEngage answered with HTTP status 429' },
	'500': {
		message: 'Something went wrong, Please contact MoEngage Team.',
		adds: 'type: 500 Internal Server Error',
	},
	'503': { message: 'Service unavailable', adds: 'type: 503 Service Unavailable' },
};

/** Version 5: `{error: {code, message, target}}`. */
const v5Errors: Case['says'] = {
	'400': { message: texts.invalid, adds: 'type: BadArgument' },
	'401': { message: texts.wrongKey, adds: 'type: Unauthorized' },
	'403': { message: texts.scope, adds: 'type: Forbidden' },
	'403blocked': { message: texts.blocked, adds: 'type: Forbidden' },
	'409secret': { message: texts.secret, adds: 'type: Conflict' },
	'413': { message: texts.large, adds: 'type: PayloadTooLarge' },
	'415': { message: texts.media, adds: 'type: UnsupportedMediaType' },
	'429': { message: 'Rate limit exceeded for app key.', adds: 'type: TooManyRequests' },
	'500': { message: texts.internal, adds: 'type: InternalServerError' },
	'503': { message: texts.unavailable, adds: 'type: ServiceUnavailable' },
};

/** What to do, by the status that a fault has. */
const advice: Record<string, RegExp> = {
	'400': /^Correct the value that MoEngage names and run the item again\./,
	'401': /^Copy the Workspace ID and the Data API key again from Settings › Account › APIs/,
	'403': /^The account may be blocked or suspended, the key may not cover this API/,
	'409': /^Generate the API secret under Settings › Account › APIs/,
	'413': /^Send less data in one item\. MoEngage accepts less than \d+ kB in one request\./,
	'415': /^Check the credential's 'Data Center' \(and its 'Base URL'/,
	'429': /^MoEngage accepts [\d,]+ (requests|devices) a minute here.* Run the items again later/,
	'500': /^MoEngage, or a gateway on the way there, could not answer\. Try again later/,
	'503': /^MoEngage, or a gateway on the way there, could not answer\. Try again later/,
};

const adviceOn = (status: string): RegExp => advice[status] ?? /no advice/;

const ada: INodeParameters = { userIdentifierValue: 'ada' };
const newsletter: INodeParameters = {
	categoriesMode: 'json',
	categoriesJson: '{"Newsletter": true}',
};
const visitor: INodeParameters = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };

const cases: Array<[string, Case]> = [
	[
		'Create or Update in Bulk',
		{
			endpoint: 'bulkImport',
			parameters: { resource: 'device', operation: 'bulkUpsert', options: { maxRetries: 0 } },
			says: dataErrors,
		},
	],
	[
		'Get From Landing Page',
		{
			endpoint: 'getPreferences',
			parameters: preference('get', visitor),
			says: { ...landingPageErrors, '400': { message: 'Invalid Params Received' } },
		},
	],
	[
		'Update in Bulk',
		{
			endpoint: 'bulkUpdatePreferences',
			parameters: preference('bulkUpdate', { customerId: 'ada', ...newsletter }),
			says: landingPageErrors,
		},
	],
	[
		'Email Opt-In › Update',
		{
			endpoint: 'updateOptIn',
			parameters: optIn({ customerId: 'ada' }),
			says: optInErrors,
		},
	],
	[
		'Subscription Category › Get Many',
		{ endpoint: 'getCategories', parameters: getMany, says: v5Errors },
	],
	[
		'Get for One User',
		{ endpoint: 'getUserPreferences', parameters: preference('getForUser', ada), says: v5Errors },
	],
	[
		'Update for One User',
		{
			endpoint: 'updateUserPreferences',
			parameters: preference('updateForUser', {
				...ada,
				...newsletter,
				globalSubscription: 'subscribed',
			}),
			says: v5Errors,
		},
	],
];

const device = { customer_id: 'ada', device_id: 'd-1', platform: 'web', push_id: 't-1' };

const runOne = async (
	workspace: TestWorkspace,
	parameters: INodeParameters,
	onError: INode['onError'] = 'continueErrorOutput',
) => await workspace.run(parameters, [device], onError);

const readFailure = async (workspace: TestWorkspace, parameters: INodeParameters) => {
	const ran = await runOne(workspace, parameters);
	return ran.output('MoEngage', 1)[0]?.json;
};

describe.each(cases)('%s', (_, { endpoint, parameters, says }) => {
	const workspace = useWorkspace();

	const faults: FaultKind[] = [
		'400',
		'401',
		'403',
		'403blocked',
		'409secret',
		'413',
		'415',
		'500',
		'503',
	];
	it.each(faults)('tells what MoEngage said to %s, and what to do about it', async (fault) => {
		workspace.sandbox.failNext(fault, { endpoint });

		const failure = await readFailure(workspace, parameters);

		const status = fault.slice(0, 3);
		const { message = '', adds = '' } = says[fault] ?? {};
		expect(failure).toMatchObject({
			error: `${message} [item 0]`,
			httpCode: status,
			description: expect.stringContaining(adds),
		});
		expect(failure?.description).toMatch(adviceOn(status));
	});

	it('tells in the same words why a run stopped, and that nothing had been sent', async () => {
		workspace.sandbox.failNext('400', { endpoint });

		const ran = await runOne(workspace, parameters, 'stopWorkflow');

		expect(whyStopped(ran)).toMatchObject({
			name: 'NodeApiError',
			message: `${says['400']?.message} [item 0]`,
			description: expect.stringMatching(adviceOn('400')),
			httpCode: '400',
		});
	});

	describe.each([
		['by MoEngage', 'plain', says['429']?.message],
		['by a gateway', 'envoy', 'MoEngage answered with HTTP status 429'],
	] as const)('over the limit, as told %s', (_who, limitAnswer, message) => {
		// Another workspace, since the node pauses for one after such an answer.
		const limited = useWorkspace({
			limits: { [endpoint]: { perMinute: 1 } },
			limitAnswer,
			rateLimitHeaders: 'none',
		});

		it('names the limit and what to do', async () => {
			await runOne(limited, parameters);

			const failure = await readFailure(limited, parameters);

			expect(failure).toMatchObject({
				error: `${message} [item 0]`,
				httpCode: '429',
				description: expect.stringMatching(adviceOn('429')),
			});
		});
	});

	it('stops asking after a refusal of the key', async () => {
		workspace.sandbox.failNext('401', { endpoint });
		const options = { maxRetries: 0, concurrency: 1, batchSize: 1 };

		const ran = await workspace.run(
			{ ...parameters, options },
			[device, { ...device, device_id: 'd-2' }, { ...device, device_id: 'd-3' }],
			'continueErrorOutput',
		);

		expect(workspace.sandbox.received(endpoint)).toHaveLength(1);
		expect(ran.output('MoEngage', 1)).toHaveLength(3);
	});
});

describe('what concerns one item only', () => {
	const workspace = useWorkspace();
	const { run } = workspace;

	const byEmail = (operation: string) =>
		preference(operation, {
			userIdentifierType: 'email',
			userIdentifierValue: '={{ $json.email }}',
			globalSubscription: 'subscribed',
			options: { maxRetries: 0, concurrency: 1 },
		});

	it('a landing page of a user who is gone', async () => {
		const ran = await run(
			preference('get', { identifyBy: 'ids', userId: '={{ $json.user }}', campaignId: '5FG' }),
			[{ user: 'unknown-7Xv' }, { user: '8Yw' }],
			'continueErrorOutput',
		);

		expect(ran.output('MoEngage', 1)[0]?.json).toMatchObject({
			error: 'User Not Found: No user was found for the given user_id [item 0]',
			description: expect.stringMatching(/^Check that the identifiers belong to a user/),
			httpCode: '404',
			user_id: 'unknown-7Xv',
		});
		expect(ran.output()).toHaveLength(1);
	});

	it.each(['getForUser', 'updateForUser'])(
		'an address of nobody, or of several users, in %s',
		async (operation) => {
			const ran = await run(
				byEmail(operation),
				[
					{ email: 'nobody@example.com' },
					{ email: 'office@example.com' },
					{ email: 'grace@example.com' },
				],
				'continueErrorOutput',
			);

			expect(ran.output('MoEngage', 1).map(({ json }) => json)).toEqual([
				expect.objectContaining({
					error: 'User not found. [item 0]',
					description: expect.stringMatching(/^Check that the identifiers belong to a user/),
					httpCode: '404',
					attribute: 'user_identifier_value',
					type: 'NotFound',
				}),
				expect.objectContaining({
					error: 'The email matches 2 users. Use moe_user_id or uid. [item 1]',
					description: expect.stringMatching(/^Choose an identifier that belongs to one user only/),
					httpCode: '409',
					type: 'Conflict',
				}),
			]);
			expect(ran.output().map(({ json }) => json.user_identifier_value)).toEqual([
				'grace@example.com',
			]);
		},
	);

	it('a category that the channel does not have, when updating for a user', async () => {
		const ran = await run(
			preference('updateForUser', {
				...ada,
				categoriesMode: 'json',
				categoriesJson: '={{ { [$json.category]: true } }}',
			}),
			[{ category: 'Newsletters' }, { category: 'Newsletter' }],
			'continueErrorOutput',
		);

		expect(ran.output('MoEngage', 1)[0]?.json).toMatchObject({
			error: 'These are no active categories of the channel email: Newsletters [item 0]',
			description: expect.stringContaining('MoEngage field: categories, type: BadArgument'),
			httpCode: '400',
			attribute: 'categories',
		});
		expect(ran.output()).toHaveLength(1);
	});

	it.each([
		[
			'a category that the workspace does not have',
			{ id: 'grace', category: 'Newsletters' },
			'MoEngage adds: categories: Categories Newsletters are either invalid or not active',
		],
		[
			'a user whom nobody knows',
			{ id: 'nobody', category: 'Newsletter' },
			'MoEngage adds: customer_id or email_id: No users found with the provided customer_id',
		],
	])('%s, when updating the opt-in', async (_, row, adds) => {
		const ran = await run(
			optIn({
				customerId: '={{ $json.id }}',
				categoriesMode: 'json',
				categoriesJson: '={{ { [$json.category]: true } }}',
			}),
			[row, { id: 'grace', category: 'Newsletter' }],
			'continueErrorOutput',
		);

		expect(ran.output('MoEngage', 1)[0]?.json).toMatchObject({
			error: 'Request Data is invalid [item 0]',
			description: expect.stringContaining(adds),
			httpCode: '400',
			type: '400 Bad Request',
			customer_id: row.id,
		});
		expect(ran.output()).toHaveLength(1);
	});
});

describe('what concerns the workspace', () => {
	const workspace = useWorkspace({
		workspaces: [{ ...demoWorkspace, features: { v5: false, optIn: false } }],
	});
	const options = { maxRetries: 0, concurrency: 1 };
	const twoRows = [device, { ...device, customer_id: 'grace' }];

	it('stops the opt-ins where the feature is off', async () => {
		const ran = await workspace.run(
			optIn({ customerId: '={{ $json.customer_id }}', options }),
			twoRows,
			'continueErrorOutput',
		);

		expect(workspace.sandbox.received('updateOptIn')).toHaveLength(1);
		expect(ran.output('MoEngage', 1).map(({ json }) => json)).toEqual(
			['ada', 'grace'].map((customer_id, item) =>
				expect.objectContaining({
					error: `Feature not enabled [item ${item}]`,
					description: expect.stringMatching(
						/^The account may be blocked.* MoEngage adds: Email Opt-in Management: Email Opt-in Management feature not enabled/,
					),
					httpCode: '403',
					customer_id,
				}),
			),
		);
	});

	it.each([
		['Get Many', getMany],
		['Get for One User', preference('getForUser', ada)],
		['Update for One User', preference('updateForUser', { ...ada, ...newsletter })],
	])('says in %s that the API may be missing where it has no v5', async (_, parameters) => {
		const failure = await readFailure(workspace, parameters);

		expect(failure).toMatchObject({
			error: 'MoEngage answered with HTTP status 404 [item 0]',
			description: expect.stringContaining('and that the workspace has this API'),
			httpCode: '404',
		});
	});
});
