import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { demoWorkspace } from '../sandbox/server';
import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.emails }}',
});

const run = async (
	rows: IDataObject[],
	options: INodeParameters = {},
	onError: INode['onError'] = 'stopWorkflow',
	url?: string,
) => await workspace.run({ ...resubscribe, options }, rows, onError, { url });

const sent = () => workspace.sandbox.received('bulkResubscribe').map(({ body }) => body);

const addresses = (count: number, first = 0) =>
	Array.from({ length: count }, (_, index) => `user-${first + index}@example.com`);

it('sends the addresses of all items in one request, with everything that MoEngage asks for', async () => {
	const ran = await run(
		[{ emails: 'ada@example.com, bob@example.com' }, { emails: ['cy@example.com'] }],
		{ requestId: 'form-7' },
	);

	expect(sent()).toEqual([
		{
			esp: 'SENDGRID',
			update_esp: true,
			request_id: 'form-7',
			recipients: ['ada@example.com', 'bob@example.com', 'cy@example.com'],
		},
	]);
	const answer = {
		message: 'The request is submitted successfully.',
		response_id: expect.stringMatching(/^[A-Za-z]{10}$/),
		request_id: 'form-7',
	};
	expect(ran.output()).toEqual([
		{
			json: { ...answer, recipients: ['ada@example.com', 'bob@example.com'] },
			pairedItem: { item: 0 },
		},
		{ json: { ...answer, recipients: ['cy@example.com'] }, pairedItem: { item: 1 } },
	]);
});

it('sends each address once, in its first spelling, and tells each item of its own', async () => {
	const ran = await run([
		{ emails: 'Ada@Example.com, ADA@EXAMPLE.COM, bob@example.com' },
		{ emails: 'ada@example.com' },
		{ emails: 'BOB@example.com; cy@example.com' },
	]);

	expect(sent()).toMatchObject([
		{ recipients: ['Ada@Example.com', 'bob@example.com', 'cy@example.com'] },
	]);
	expect(ran.output().map(({ json, pairedItem }) => [json.recipients, pairedItem])).toEqual([
		[['Ada@Example.com', 'bob@example.com'], { item: 0 }],
		[['ada@example.com'], { item: 1 }],
		[['BOB@example.com', 'cy@example.com'], { item: 2 }],
	]);
	const answers = ran.output().map(({ json }) => [json.response_id, json.request_id]);
	expect(answers[0]).toEqual([expect.any(String), expect.any(String)]);
	expect(answers).toEqual(Array(3).fill(answers[0]));
});

it('fills requests with up to 100 addresses, and numbers them', async () => {
	const rows = [addresses(99).join('\n'), addresses(3, 99), addresses(120, 102)];
	const ran = await run(
		rows.map((emails) => ({ emails })),
		{ requestId: 'form-7', concurrency: 1 },
	);

	expect(sent()).toEqual([
		expect.objectContaining({ request_id: 'form-7-1', recipients: addresses(100) }),
		expect.objectContaining({ request_id: 'form-7-2', recipients: addresses(100, 100) }),
		expect.objectContaining({ request_id: 'form-7-3', recipients: addresses(22, 200) }),
	]);
	expect(ran.output().map(({ json, pairedItem }) => [json.request_id, pairedItem])).toEqual([
		['form-7-1', { item: 0 }],
		[['form-7-1', 'form-7-2'], { item: 1 }],
		[['form-7-2', 'form-7-3'], { item: 2 }],
	]);
});

it('generates a request ID for each run, and appends the numbers to it', async () => {
	const ran = await run([{ emails: addresses(3) }], { batchSize: 2 });
	const ids = ran.output()[0]?.json.request_id;

	expect(ids).toEqual([
		expect.stringMatching(/^[\da-f-]{36}-1$/),
		expect.stringMatching(/^[\da-f-]{36}-2$/),
	]);
	await run([{ emails: addresses(1) }]);
	const [last] = workspace.sandbox.received('bulkResubscribe').slice(-1);
	expect(last?.body).toMatchObject({ request_id: expect.stringMatching(/^[\da-f-]{36}$/) });
	expect(ids).not.toContain(last?.body);
});

it.each([
	['SendGrid, not updated', { updateEsp: false }, { esp: 'SENDGRID', update_esp: false }],
	['another provider', { esp: 'custom', customEsp: 'SES' }, { esp: 'SES', update_esp: true }],
])('says which provider: %s', async (_, more, body) => {
	await workspace.run({ ...resubscribe, ...more }, [{ emails: 'ada@example.com' }]);

	expect(sent()).toMatchObject([body]);
});

it('carries the project code of a Portfolio workspace', async () => {
	workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, projectCode: 'p-1' }] });
	const credential = { projectCode: ' p-1 ' };
	await workspace.run(resubscribe, [{ emails: 'ada@example.com' }], 'stopWorkflow', { credential });

	expect(workspace.sandbox.received()[0]).toMatchObject({
		status: 202,
		headers: { 'moe-project-code': 'p-1' },
	});
});

describe('an item whose addresses fall into several requests', () => {
	const rows = [{ emails: addresses(3) }, { emails: addresses(1, 3) }];

	const error = { message: 'Not supported', err_code: 'Media' };

	/** A server that refuses the request that holds one address, and accepts all others. */
	const refuse = async (address: string) =>
		await workspace.script(({ body }) =>
			body.includes(address)
				? { status: 415, body: { response_id: 'aBcD', error } }
				: { status: 202, body: { message: 'OK' } },
		);

	it('fails when one of them was refused, and lists what was accepted', async () => {
		const server = await refuse('user-2@');
		const options = { batchSize: 2, concurrency: 1, requestId: 'r' };
		const ran = await run(rows, options, 'continueRegularOutput', server.url);

		expect(server.received).toHaveLength(2);
		expect(ran.output()).toEqual([
			{
				json: {
					error: expect.stringMatching(
						/^Not supported.+user-0@example.com, user-1@example.com.* \[item 0\]$/,
					),
					description: expect.stringContaining('type: Media, request ID: aBcD'),
					recipients: addresses(3),
					accepted: addresses(2),
					httpCode: '415',
					type: 'Media',
					request_id: 'aBcD',
				},
				pairedItem: { item: 0 },
			},
			{
				json: expect.objectContaining({
					error: 'Not supported [item 1]',
					recipients: addresses(1, 3),
				}),
				pairedItem: { item: 1 },
			},
		]);
	});

	it.each([
		[2, /\(MoEngage accepted from this item: user-0@example\.com\) \[item 0\]$/],
		[15, /: user-0@example\.com, (user-\d+@example\.com, ){8}user-9@example\.com and 4 more\) /],
	])(
		'names up to ten accepted ones of %p, and lists all of them beside it',
		async (count, words) => {
			const { url } = await refuse(`user-${count - 1}@`);
			const options = { batchSize: 1, concurrency: 1, requestsPerMinute: 1_000 };
			const ran = await run([{ emails: addresses(count) }], options, 'continueRegularOutput', url);

			expect(ran.output()[0]?.json).toMatchObject({
				error: expect.stringMatching(words),
				accepted: addresses(count - 1),
			});
		},
	);
});
