import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from '../../workflows/operations';
import { runNode, type Scene } from './runNode';

const run = async (parameters: INodeParameters, rows: IDataObject[], answer?: Scene['answer']) =>
	await runNode({ parameters, rows, answer, onError: 'continueRegularOutput' });

/** Of a row that does not fit into one request with another one. */
const categoriesOf = (row: number) =>
	Object.fromEntries(
		Array.from({ length: 700 }, (_, index) => [`Row ${row} ${index} ${'x'.repeat(90)}`, true]),
	);

it('sends what does not fit into one request with the other rows of a customer after them', async () => {
	const { sent, jsons } = await run(
		fillForm('subscriptionPreference/bulkUpdate', {
			customerId: 'ada',
			categoriesMode: 'json',
			categoriesJson: '={{ $json.categories }}',
		}),
		[1, 2, 3].map((row) => ({ categories: categoriesOf(row) })),
	);
	const categories = sent.flatMap(({ body }): IDataObject[] => Object(body.user_preferences));

	expect(sent).toHaveLength(3);
	for (const { body } of sent) expect(JSON.stringify(body).length).toBeLessThan(128_000);
	expect(categories.map(({ categories: of }) => of)).toEqual([1, 2, 3].map(categoriesOf));
	expect(jsons.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
});

it('does not undo, in a further try, what a later request has set of what rows of one request set', async () => {
	const parameters = fillForm('subscriptionPreference/bulkUpdate', {
		customerId: 'ada',
		categoriesMode: 'json',
		categoriesJson: '={{ $json.categories }}',
		options: { maxRetries: 0 },
	});
	const rows = [categoriesOf(1), { Offers: true }, { ...categoriesOf(2), Offers: false }].map(
		(categories) => ({ categories }),
	);
	const scene: Scene = {
		parameters,
		rows,
		answer: (_, number) => (number === 1 ? [400] : [200]),
		tries: {},
		settings: { retryOnFail: true },
		onError: 'continueRegularOutput',
		credential: () => ({ workspaceId: 'DEMO' }),
	};
	const first = await runNode(scene);
	const second = await runNode(scene);

	expect(first.sent).toHaveLength(2);
	expect(second.sent).toEqual([]);
});

it('gives each user who is read the own part of the answer', async () => {
	const toUser = (id: string) => ({ customer_id: id });
	const { sent, jsons } = await run(
		fillForm('user/get', { userIdentifierValue: '={{ $json.id }}' }),
		['ada', 'nobody', 'bob', 'ada'].map((id) => ({ id })),
		() => [200, { data: { users: ['bob', 'ada'].map((id) => ({ user_attributes: toUser(id) })) } }],
	);

	expect(sent).toHaveLength(1);
	expect(jsons).toEqual([
		toUser('ada'),
		expect.objectContaining({
			error: 'MoEngage has no user with the customer ID "nobody" [item 1]',
			identifier: 'nobody',
		}),
		toUser('bob'),
		toUser('ada'),
	]);
});
