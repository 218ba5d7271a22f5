import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

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
