import { resources } from '../../nodes/MoEngage/resources';
import { fillForm, operations } from './operations';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const preview = { previewOnly: true };

const reads = resources.flatMap(({ value, operations: all }) =>
	all.filter(({ isRead }) => isRead).map((operation) => `${value}/${operation.value}`),
);

it.each(operations.filter(([name]) => !reads.includes(name)))(
	'%s shows the request that it would send',
	async (_, { parameters, item, bad }) => {
		const previewed = await workspace.run(
			{ ...parameters, ...preview },
			[item, bad],
			'continueRegularOutput',
		);

		expect(workspace.sandbox.received()).toEqual([]);
		const [shown, refused] = previewed.jsons();
		expect(refused?.error).toMatch(/ \[item 1\]$/);
		expect(previewed.task()?.hints).toMatchObject([
			{
				message: expect.stringMatching(
					/^Nothing was sent\. 1 item is ready, and 1 has to be corrected\. This run would take 1 request/,
				),
			},
		]);

		await workspace.run(parameters, [item]);
		const sent = workspace.sandbox.received().at(-1);
		const query = new URLSearchParams(
			Object.entries(sent?.query ?? {}).map(([name, one]): [string, string] => [name, String(one)]),
		);
		const search = query.size === 0 ? '' : `?${query.toString().replaceAll('+', '%20')}`;
		// The state of the user is looked up when the update is sent.
		const { is_globally_unsubscribed: state, ...body } = Object(sent?.body);
		if ('submitted_time' in body) body.submitted_time = expect.any(String);
		expect(typeof state).toMatch(/undefined|boolean/);
		expect(shown).toEqual({
			summary: `${sent?.method} ${sent?.path} (request 1 of 1)`,
			preview: true,
			request: {
				method: sent?.method,
				url: `${workspace.sandbox.url}${sent?.path}${search}`,
				body,
			},
			requestNumber: 1,
			requestCount: 1,
		});
	},
);

it('lists the requests of an item that spans several, each with this item’s entries only', async () => {
	const ran = await workspace.run(
		fillForm('emailResubscription/resubscribe', {
			recipients: '={{ $json.emails }}',
			...preview,
			options: { batchSize: 2, requestId: 'r' },
		}),
		[{ emails: 'a@example.com' }, { emails: 'b@example.com, c@example.com' }],
	);

	expect(workspace.sandbox.received()).toEqual([]);
	expect(ran.jsons()).toEqual([
		expect.objectContaining({ requestNumber: 1, requestCount: 2 }),
		{
			summary: 'POST /emails/v1.0/bulk-resubscribe (requests 1, 2 of 2)',
			preview: true,
			request: ['b', 'c'].map((name, index) =>
				expect.objectContaining({
					body: expect.objectContaining({
						recipients: [`${name}@example.com`],
						request_id: `r-${index + 1}`,
					}),
				}),
			),
			requestNumber: [1, 2],
			requestCount: 2,
		},
	]);
});

it('tells of the users that a run would look up, and how long it would take', async () => {
	const ran = await workspace.run(
		fillForm('subscriptionPreference/updateForUser', {
			userIdentifierValue: '={{ $json.id }}',
			categoriesMode: 'json',
			categoriesJson: '{"Newsletter": true}',
			...preview,
			options: { requestsPerMinute: 1 },
		}),
		[{ id: 'ada' }, { id: 'ada' }, { id: 'grace' }],
	);

	expect(ran.task()?.hints?.[0]?.message).toMatch(
		/^Nothing was sent\. 3 items are ready\. This run would take 3 requests and about 3 minutes at 1 request a minute\. It would also take 2 requests to look up users/,
	);
	expect(JSON.stringify(ran.output())).not.toMatch(/is_globally_unsubscribed|authorization/i);
});

it('stops for an invalid item as usual', async () => {
	const parameters = fillForm('user/upsert', { customerId: 'guest', ...preview });
	const ran = await workspace.run(parameters, [{}]);

	expect(whyStopped(ran)).toMatchObject({ name: 'NodeOperationError' });
});
