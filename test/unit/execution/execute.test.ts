import { NodeApiError, NodeOperationError, type INodeParameters } from 'n8n-workflow';

import { TimeSlice } from '../../../nodes/MoEngage/delivery';
import { ItemOutcomes } from '../../../nodes/MoEngage/execution/itemOutcomes';
import { useFastTime } from '../../workflows/fastTime';
import { fillForm } from '../../workflows/operations';
import { runNode, type MoEngageResponse, type Scene, type Sent } from './runNode';

useFastTime(100);

const optOut = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
	options: { concurrency: 1, maxRetries: 0 },
});

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.emails }}',
	options: { batchSize: 1, concurrency: 1, maxRetries: 0, requestId: 'r', requestsPerMinute: 999 },
});

const merge = fillForm('user/merge', {
	mergedCustomerId: '={{ $json.old }}',
	retainedCustomerId: '={{ $json.new }}',
});

const rows = ['ada', 'bob', 'cy', 'dan'].map((id) => ({ id }));

const refused: MoEngageResponse = [415, { title: 'Not so' }];

/** Refuses the one that is named. */
const refuse =
	(...names: string[]) =>
	({ body }: Sent): MoEngageResponse =>
		names.some((name) => JSON.stringify(body).includes(name)) ? refused : [200, { status: 'ok' }];

describe('an item that cannot be sent', () => {
	it.each([
		['ada,,cy', '[item 1]'],
		['ada,,cy,', '[item 1] and 1 more item: 3'],
		['ada,,cy,,,eve,', '[item 1] and 3 more items: 3, 4, 6'],
		[','.repeat(12), '[item 0] and 12 more items: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more'],
	])('stops %j before anything is sent, and all are named: %s', async (ids, named) => {
		const given = ids.split(',').map((id) => ({ id }));
		const { error, sent } = await runNode({ parameters: optOut, rows: given });

		expect(sent).toEqual([]);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: expect.stringMatching(/^'User Identifier Value' is empty/),
			context: { itemIndex: Number(/\d+/.exec(named)) },
		});
		expect(error?.message.endsWith(named)).toBe(true);
	});

	it('is named by its place also where it is found later than another', async () => {
		const twice = { old: 'ada', new: 'bob' };
		const { error } = await runNode({
			parameters: merge,
			rows: [twice, { ...twice, new: 'cy' }, { old: '', new: '' }],
		});

		expect(error?.message).toMatch(/ \[item 0\] and 2 more items: 1, 2$/);
	});

	it('is not sent when its request would be larger than MoEngage takes, or just as large', async () => {
		const empty = JSON.stringify({
			user_identifier_type: 'customer_id',
			user_identifier_value: 'ada',
			action_type: 'block',
			reason: '',
		}).length;
		const run = async (length: number) =>
			await runNode({
				parameters: { ...optOut, additionalFields: { reason: '={{ $json.reason }}' } },
				rows: [{ id: 'ada', reason: 'x'.repeat(length) }],
			});

		expect((await run(127_999 - empty)).error).toBeUndefined();
		expect((await run(128_000 - empty)).error).toMatchObject({
			message:
				'The request would have 128,000 bytes, and MoEngage accepts less than 128,000 [item 0]',
			description: expect.stringContaining('Shorten the values'),
		});
	});
});

describe('what MoEngage refuses', () => {
	it.each<[number, string]>([
		[1, 'Not so ("cy") [item 0]'],
		[4, 'Not so ("cy") (2 of 4 items had been sent) [item 2]'],
	])('of %d items stops the workflow, which is told what had been sent', async (count, message) => {
		const answer = refuse('cy');
		const items = count === 1 ? [{ id: 'cy' }] : rows;
		const { error, sent, hints } = await runNode({ parameters: optOut, rows: items, answer });

		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message, httpCode: '415' });
		expect(sent).toHaveLength(Math.min(3, count));
		expect(hints).toEqual([]);
	});

	it('stops the workflow, which is told where nothing had been sent', async () => {
		const { error } = await runNode({ parameters: optOut, rows, answer: refuse('ada') });

		expect(error?.message).toBe('Not so ("ada") (none of the 4 items had been sent) [item 0]');
	});

	it('is named by the first item, in whatever order the answers come', async () => {
		const answer = async ({ body }: Sent): Promise<MoEngageResponse> => {
			if (JSON.stringify(body).includes('bob')) await new Promise((end) => setTimeout(end, 2_000));
			return JSON.stringify(body).includes('ada') ? [200] : refused;
		};
		const parameters = { ...optOut, options: { concurrency: 4, maxRetries: 0 } };
		const { error } = await runNode({ parameters, rows, answer });

		expect(error?.message).toBe('Not so ("bob") (1 of 4 items had been sent) [item 1]');
	});

	it('does not stop the others where the workflow continues', async () => {
		const onError = 'continueRegularOutput';
		const { jsons, sent } = await runNode({
			parameters: optOut,
			rows,
			onError,
			answer: refuse('bob'),
		});

		expect(sent).toHaveLength(4);
		expect(jsons).toMatchObject([
			{ status: 'ok', user_identifier_value: 'ada' },
			{ error: 'Not so ("bob") [item 1]', httpCode: '415', user_identifier_value: 'bob' },
			{ status: 'ok', user_identifier_value: 'cy' },
			{ status: 'ok', user_identifier_value: 'dan' },
		]);
		expect(jsons[0]).not.toHaveProperty('request_id');
	});

	it('is named by the first item also where that one is in another workspace', async () => {
		const answer = async ({ body }: Sent): Promise<MoEngageResponse> => {
			if (!/bob|cy/.test(JSON.stringify(body))) return [200];
			await new Promise((end) => setTimeout(end, 2_000));
			return refused;
		};
		const parameters = { ...optOut, options: { concurrency: 4, maxRetries: 0 } };
		const credential = (item: number) => ({ workspaceId: item % 2 === 0 ? 'EVEN' : 'ODD' });
		const items = [...rows.slice(0, 1), ...['dan', 'cy', 'bob'].map((id) => ({ id }))];
		const { error, sent } = await runNode({ parameters, rows: items, answer, credential });

		expect(sent).toHaveLength(4);
		expect(error?.message).toBe('Not so ("cy") (2 of 4 items had been sent) [item 2]');
	});

	it('says nothing of what was sent where nothing is written', async () => {
		const parameters = fillForm('subscriptionPreference/getForUser', {
			userIdentifierValue: '={{ $json.id }}',
			options: { maxRetries: 0, concurrency: 1 },
		});
		const { error } = await runNode({ parameters, rows, answer: () => refused });

		expect(error?.message).toBe('Not so ("ada") [item 0]');
	});
});

describe('an item of several addresses', () => {
	const addresses = Array.from({ length: 13 }, (_, index) => `u${index}@example.com`);
	const run = async (count: number, refusedOne: string, onError?: Scene['onError']) =>
		await runNode({
			parameters: resubscribe,
			rows: [{ emails: addresses.slice(0, count).join() }],
			answer: refuse(refusedOne),
			onError,
		});

	it.each([
		[3, 'u1@', 'u0@example.com, u2@example.com'],
		[11, 'u10@', addresses.slice(0, 10).join(', ')],
		[13, 'u12@', `${addresses.slice(0, 10).join(', ')} and 2 more`],
	])('of %d says which were accepted although %s was not', async (count, one, names) => {
		const { jsons } = await run(count, one, 'continueRegularOutput');

		expect(jsons).toMatchObject([
			{
				error: `Not so ("${one}example.com") (MoEngage accepted from this item: ${names}) [item 0]`,
				accepted: addresses.slice(0, count).filter((address) => !address.startsWith(one)),
			},
		]);
	});

	it('says so also where the workflow stops', async () => {
		const { error } = await run(2, 'u1@');

		expect(error?.message).toBe(
			'Not so ("u1@example.com") (MoEngage accepted from this item: u0@example.com) [item 0]',
		);
	});

	it('has no list where nothing was accepted', async () => {
		const { jsons } = await run(1, 'u0@', 'continueRegularOutput');

		expect(jsons[0]).toMatchObject({ error: 'Not so ("u0@example.com") [item 0]' });
		expect(jsons[0]).not.toHaveProperty('accepted');
	});

	it.each<[number, number, string | string[]]>([
		[1, 1, 'r'],
		[2, 1, ['r-1', 'r-2']],
		[2, 2, 'r'],
	])('of %d, %d a request, names its requests', async (count, batchSize, request_id) => {
		const { jsons } = await runNode({
			parameters: { ...resubscribe, options: { ...Object(resubscribe.options), batchSize } },
			rows: [{ emails: addresses.slice(0, count).join() }],
		});

		expect(jsons).toMatchObject([{ status: 'success', request_id }]);
	});
});

describe('what is in the way of all items', () => {
	const broken = { ...optOut, options: { maxRetries: -1 } };
	const message = "'Max Retries' is -1, which is not a whole number from 0 to 100";

	it('stops the workflow', async () => {
		expect((await runNode({ parameters: broken, rows })).error).toMatchObject({
			name: 'NodeOperationError',
			message,
			description: expect.stringMatching(/\w{3,}/),
		});
	});

	it('is told to each item where the workflow continues', async () => {
		const onError = 'continueErrorOutput';
		const { items } = await runNode({ parameters: broken, rows, onError });

		expect(items).toMatchObject(
			rows.map((_, item) => ({ json: { error: message }, pairedItem: { item } })),
		);
	});

	it('is told to each item also where nobody has foreseen it', async () => {
		jest.spyOn(ItemOutcomes.prototype, 'settle').mockImplementationOnce(() => {
			throw new Error('Out of memory');
		});
		const { jsons, sent } = await runNode({
			...{ parameters: optOut, rows, onError: 'continueRegularOutput' },
			credential: (itemIndex) => (itemIndex === 0 ? { workspaceId: 'A' } : {}),
			answer: async () => {
				await new Promise((end) => setTimeout(end, 1_000));
				return [200];
			},
		});

		const error = expect.stringMatching(/^Out of memory \(.* items had been sent\)$/);
		expect(jsons).toMatchObject(rows.map(() => ({ error })));
		// Nor does another workspace go on.
		await new Promise((end) => setTimeout(end, 10_000));
		expect(sent.length).toBeLessThan(4);
	});

	it('is an operation that the resource does not have', async () => {
		const parameters = { ...optOut, operation: 'erase' };

		expect((await runNode({ parameters, rows })).error).toMatchObject({
			message: '\'Operation\' is "erase", which the resource "deviceOptOut" does not have',
			description: 'Open the node and choose an operation from the list.',
		});
	});
});

describe('a cancelled execution', () => {
	const event = fillForm('event/track', {
		customerId: '={{ $json.id }}',
		eventName: 'Won',
		options: { concurrency: 1 },
	});
	const cancelAt = async (parameters: INodeParameters, count: number) => {
		const execution = new AbortController();
		if (count === 0) execution.abort();
		const answer = (_sent: Sent, number: number): MoEngageResponse => {
			if (number === count) execution.abort();
			return [200];
		};
		const onError = 'continueRegularOutput';
		return await runNode({ parameters, rows, onError, answer, execution });
	};

	it.each([
		[optOut, /^Run the items again to send the rest\. .* does no harm\.$/],
		[event, /^Run only the items that are not in MoEngage yet\. .* recorded twice\.$/],
	])('says before anything is sent that nothing was: %#', async (parameters, description) => {
		const { error, sent } = await cancelAt(parameters, 0);

		expect(sent).toEqual([]);
		expect(error).toMatchObject({
			message: 'The execution was cancelled (none of the 4 items had been sent)',
			description: expect.stringMatching(description),
		});
	});

	it('says later how many items had been sent, and leaves a line in the log', async () => {
		const { error, sent, hints, log } = await cancelAt(optOut, 2);

		expect(sent).toHaveLength(2);
		expect(error?.message).toMatch(
			/^The execution was cancelled \(1 of 4 items had been sent; 1 may have been\)$/,
		);
		expect(hints).toEqual([]);
		expect(log).toEqual(['MoEngage: 2 of 4 requests done']);
	});

	it('says so too while the requests of another workspace are still prepared', async () => {
		let looks = 0;
		const look = jest.spyOn(TimeSlice.prototype, 'isOver', 'get');
		look.mockImplementation(() => (looks += 1) % 2 === 0);
		const execution = new AbortController();
		const answer = (): MoEngageResponse => {
			setImmediate(() => execution.abort());
			return [200];
		};
		const { error } = await runNode({
			parameters: optOut,
			execution,
			answer,
			rows: Array.from({ length: 20 }, (_, id) => ({ id: `u${id}` })),
			credential: (itemIndex) => ({ workspaceId: itemIndex === 0 ? 'SMALL' : 'LARGE' }),
		});

		look.mockRestore();

		expect(error?.message).toBe('The execution was cancelled (1 of 20 items had been sent)');
	});

	it('is the only one that leaves such a line', async () => {
		expect((await runNode({ parameters: optOut, rows })).log).toEqual([]);
	});
});
