import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.emails }}',
});

const run = async (rows: IDataObject[], options: INodeParameters = {}) =>
	await workspace.run({ ...resubscribe, options }, rows);

const sent = () => workspace.sandbox.received('bulkResubscribe').map(({ body }) => body);

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
