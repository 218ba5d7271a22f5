import type { INodeParameters } from 'n8n-workflow';

import { useFastTime } from '../../workflows/fastTime';
import { runNode, type MoEngageResponse, type Scene } from './runNode';

useFastTime(100);

const options = { concurrency: 1, maxRetries: 0 };

const optOut: INodeParameters = {
	...{ resource: 'deviceOptOut', operation: 'block', userIdentifierValue: '={{ $json.id }}' },
	...{ target: 'allDevices', additionalFields: { reason: '={{ $json.why }}' }, options },
};

const event: INodeParameters = {
	...{ resource: 'event', operation: 'track', customerId: '={{ $json.id }}' },
	...{ eventName: '={{ $json.why }}', options },
};

const success: MoEngageResponse = [200, { status: 'success' }];
const refused: MoEngageResponse = [400, { title: 'Not so' }];
const broken = Object.assign(new Error('Broken'), { code: 'ECONNRESET' });
const notReached = Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' });

const parts = (row: string) => ({ id: row.split(' ')[0], why: row.split(' ')[1] });

/** Executes the node, and then once more, as *Retry On Fail* does. MoEngage accepts what it gets then. */
const retry = async (
	parameters: INodeParameters,
	rows: string[],
	answers: MoEngageResponse[],
	more: Partial<Scene> = {},
) => {
	const scene: Scene = {
		...{ parameters, rows: rows.map(parts), onError: 'continueRegularOutput' },
		...{ settings: { retryOnFail: true }, tries: {}, credential: () => ({ workspaceId: 'W' }) },
		...more,
	};
	const first = await runNode({
		...scene,
		answer: (_sent, number) => answers[number - 1] ?? success,
	});
	const second = await runNode(scene);
	return { first, second };
};

/** A run, what MoEngage answers to its requests, and which rows are sent by the second try. */
const cases: Array<[string, INodeParameters, string[], MoEngageResponse[], string[]]> = [
	['what was accepted', optOut, ['ada 1', 'bob 2'], [], []],
	['what was refused', optOut, ['ada 1', 'bob 2'], [refused], ['ada 1']],
	[
		'an item that was refused among accepted ones',
		optOut,
		['ada 1', 'bob 2', 'cy 3'],
		[success, refused],
		['bob 2'],
	],
	['what may have been carried out', optOut, ['ada 1', 'bob 2'], [broken], []],
	['what did not reach MoEngage', optOut, ['ada 1', 'bob 2'], [notReached], ['ada 1']],
	['an event without a clear answer', event, ['ada 1', 'bob 2'], [broken], []],
	['an event that was refused', event, ['ada 1', 'bob 2'], [refused], ['ada 1']],
	['what would undo what a later item has set', optOut, ['ada 1', 'bob 2', 'ada 3'], [refused], []],
	[
		'what a later item has not set either',
		optOut,
		['ada 1', 'bob 2', 'ada 3'],
		[refused, success, refused],
		['ada 1', 'ada 3'],
	],
	[
		'what a later item may have set',
		optOut,
		['ada 1', 'bob 2', 'ada 3'],
		[refused, success, broken],
		['ada 1'],
	],
];

it.each(cases)('of the second try, knows %s', async (_, parameters, rows, answers, again) => {
	const { first, second } = await retry(parameters, rows, answers);
	const written = second.sent.map(({ body }) => JSON.stringify(body));

	expect(first.sent).toHaveLength(rows.length);
	expect(written).toEqual(
		again.map((row) => expect.stringMatching(new RegExp(`${parts(row).id}.*${parts(row).why}`))),
	);
	const resent = rows.map((row) => again.includes(row));
	expect(second.jsons.map(({ error }) => error === undefined)).toEqual(
		first.jsons.map(({ error }, index) => error === undefined || resent[index]),
	);
});

it.each<[string, Partial<Scene>]>([
	['n8n runs the node only once', { settings: {} }],
	['it is another execution', { tries: undefined }],
])('knows nothing where %s', async (_, more) => {
	const { second } = await retry(optOut, ['ada 1', 'bob 2'], [], more);

	expect(second.sent).toHaveLength(2);
});

it('tells the records of one item apart', async () => {
	const resubscribe: INodeParameters = {
		...{ resource: 'emailResubscription', operation: 'resubscribe', recipients: '={{ $json.id }}' },
		options: { ...options, batchSize: 1, requestsPerMinute: 999 },
	};
	const rows = ['a@example.com,b@example.com,c@example.com'];
	const { first, second } = await retry(resubscribe, rows, [success, refused]);

	expect(first.jsons[0]?.accepted).toEqual(['a@example.com', 'c@example.com']);
	expect(second.sent.map(({ body }) => body.recipients)).toEqual([['b@example.com']]);
	expect(second.jsons[0]).not.toHaveProperty('error');
});

it('keeps each answer for its own item over three tries', async () => {
	const scene: Scene = {
		parameters: optOut,
		rows: ['ada 1', 'bob 2', 'cy 3'].map(parts),
		onError: 'continueRegularOutput',
		settings: { retryOnFail: true },
		tries: {},
		credential: () => ({ workspaceId: 'W' }),
	};
	const say = (status: string): MoEngageResponse => [200, { status }];
	await runNode({ ...scene, answer: (_, number) => (number === 1 ? say('first') : refused) });
	await runNode({ ...scene, answer: (_, number) => (number === 1 ? say('second') : refused) });
	const { jsons, sent } = await runNode({ ...scene, answer: () => say('third') });

	expect(jsons.map(({ status }) => status)).toEqual(['first', 'second', 'third']);
	expect(sent).toHaveLength(1);
});

it('sends what an outage has kept from leaving', async () => {
	const rows = Array.from({ length: 40 }, (_, index) => `c${index} 1`);
	const down = new Array<MoEngageResponse>(40).fill([
		503,
		{ status: 'fail', error: { message: 'Down', request_id: 'aBcD' } },
	]);
	const { first, second } = await retry(optOut, rows, down);

	expect(first.sent.length).toBeLessThan(40);
	expect(second.sent).toHaveLength(40);
	expect(second.jsons.filter(({ error }) => error !== undefined)).toEqual([]);
});
