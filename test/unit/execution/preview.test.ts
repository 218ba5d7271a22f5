import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from '../../workflows/operations';
import { runNode } from './runNode';

const preview = async (
	parameters: INodeParameters,
	rows: IDataObject[],
	options: INodeParameters = {},
	workspaceOf: (itemIndex: number) => string = () => 'W',
) => {
	const ran = await runNode({
		parameters: { ...parameters, options, previewOnly: true },
		rows,
		onError: 'continueRegularOutput',
		credential: (itemIndex) => ({ workspaceId: workspaceOf(itemIndex) }),
	});
	expect(ran.sent).toEqual([]);
	return ran;
};

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.emails }}',
});

const upsertUser = fillForm('user/bulkUpsert', {
	customerId: '={{ $json.id }}',
	attributesMode: 'json',
	attributesJson: '{"plan": "gold"}',
});

const setCategory = fillForm('subscriptionPreference/updateForUser', {
	userIdentifierValue: '={{ $json.id }}',
	globalSubscription: '={{ $json.state }}',
	categoriesMode: 'json',
	categoriesJson: '{"News": true}',
});

const remove = fillForm('user/delete', { userIdentifierValue: '={{ $json.id }}' });

const toRows = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => ({ id: `c${from + index}`, state: 'keep' }));

it('shows of each item the entries of its own in the requests that carry them', async () => {
	const rows = [{ emails: 'a@x.com,b@x.com,c@x.com' }, { emails: 'nobody' }, { emails: 'C@x.com' }];
	const { items } = await preview(resubscribe, rows, { batchSize: 2, requestId: 'r' });
	const request = (request_id: string, ...recipients: string[]) => ({
		method: 'POST',
		url: 'https://moengage.example/emails/v1.0/bulk-resubscribe',
		body: { esp: 'SENDGRID', update_esp: true, recipients, request_id },
	});

	expect(items).toEqual([
		{
			json: {
				summary: 'POST /emails/v1.0/bulk-resubscribe (requests 1, 2 of 2)',
				preview: true,
				request: [request('r-1', 'a@x.com', 'b@x.com'), request('r-2', 'c@x.com')],
				requestNumber: [1, 2],
				requestCount: 2,
			},
			pairedItem: { item: 0 },
		},
		{ json: expect.objectContaining({ error: expect.any(String) }), pairedItem: { item: 1 } },
		{
			json: {
				summary: 'POST /emails/v1.0/bulk-resubscribe (request 2 of 2)',
				preview: true,
				request: request('r-2', 'c@x.com'),
				requestNumber: 2,
				requestCount: 2,
			},
			pairedItem: { item: 2 },
		},
	]);
});

it('counts the requests of all workspaces, each of which has its own', async () => {
	const { jsons } = await preview(upsertUser, toRows(3), {}, (item) => (item === 1 ? 'B' : 'A'));

	expect(jsons).toMatchObject([
		{ requestNumber: 1, requestCount: 2, request: { url: expect.stringContaining('/A') } },
		{ requestNumber: 2, requestCount: 2, request: { url: expect.stringContaining('/B') } },
		{ requestNumber: 1, requestCount: 2, request: { url: expect.stringContaining('/A') } },
	]);
});

const END = "To send the items, turn off 'Preview Only'.";

it.each<[string, INodeParameters, IDataObject[], INodeParameters, string]>([
	[
		'as many requests as fit into a minute',
		resubscribe,
		toRows(10).map(({ id }) => ({ emails: `${id}@x.com` })),
		{ batchSize: 1 },
		'This run would take 10 requests and less than a minute at 10 requests a minute.',
	],
	[
		'one request more than that',
		resubscribe,
		toRows(11).map(({ id }) => ({ emails: `${id}@x.com` })),
		{ batchSize: 1 },
		'This run would take 11 requests and about 2 minutes at 10 requests a minute.',
	],
	[
		'a limit of one',
		upsertUser,
		toRows(2),
		{ usersPerMinute: 1 },
		'This run would take 2 requests and about 2 minutes at 1 user a minute.',
	],
	[
		'many minutes',
		remove,
		toRows(1_001),
		{ requestsPerMinute: 1 },
		'This run would take 1,001 requests and about 1,001 minutes at 1 request a minute.',
	],
	[
		'users who are looked up, each once, within the own limit',
		setCategory,
		[...toRows(2), ...toRows(1), { id: 'c9', state: 'subscribed' }],
		{ requestsPerMinute: 2 },
		'This run would take 4 requests and about 2 minutes at 2 requests a minute. It would also take 2 requests to look up users.',
	],
	[
		"users who are looked up, beside MoEngage's limit",
		setCategory,
		toRows(51),
		{},
		'This run would take 51 requests and less than a minute at 100 requests a minute. It would also take 51 requests to look up users.',
	],
])('tells what a run would take, with %s', async (_, parameters, rows, options, message) => {
	const { hints } = await preview(parameters, rows, options);
	const count = rows.length.toLocaleString('en');
	const ready = rows.length === 1 ? '1 item is ready.' : `${count} items are ready.`;

	expect(hints).toEqual([
		{
			message: `Nothing was sent. ${ready} ${message} ${END}`,
			type: 'info',
			location: 'outputPane',
		},
	]);
});

it.each([
	['a@x.com,nobody', '1 item is ready, and 1 has to be corrected.'],
	['a@x.com,b@x.com,nobody,none', '2 items are ready, and 2 have to be corrected.'],
	['nobody', '0 items are ready, and 1 has to be corrected.'],
])('counts of %s that %s', async (emails, readiness) => {
	const rows = emails.split(',').map((email) => ({ emails: email }));
	const { hints, items } = await preview(resubscribe, rows);

	expect(hints[0]?.message).toContain(`Nothing was sent. ${readiness} This run would take`);
	expect(Object.keys(items[0]?.json ?? {})[0]).toMatch(/summary|error/);
});

it('also says what the run would say of its items', async () => {
	const device = fillForm('device/upsert', {
		customerId: '={{ $json.id }}',
		deviceId: '={{ $json.id }}',
		platform: 'iOS',
		pushId: 'shared',
	});
	const { hints } = await preview(device, toRows(2));

	expect(hints[0]?.message).toMatch(/^Nothing was sent\./);
	expect(hints[1]?.message).toMatch(/push ID/);
});
