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
		// What the items have in common may follow.
		expect(previewed.task()?.hints?.[0]?.message).toMatch(
			/^Nothing was sent\. 1 item is ready, and 1 has to be corrected\. This run would take 1 request/,
		);

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

it('stops for an invalid item as usual', async () => {
	const parameters = fillForm('user/upsert', { customerId: 'guest', ...preview });
	const ran = await workspace.run(parameters, [{}]);

	expect(whyStopped(ran)).toMatchObject({ name: 'NodeOperationError' });
});
