import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useFastTime } from '../../workflows/fastTime';
import { fillForm } from '../../workflows/operations';
import { runNode, type MoEngageResponse, type Scene } from './runNode';

useFastTime(100);

const options = { concurrency: 1, maxRetries: 0 };

const optOut = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	target: 'allDevices',
	additionalFields: { reason: '={{ $json.why }}' },
	options,
});

const event = fillForm('event/track', {
	customerId: '={{ $json.id }}',
	eventName: '={{ $json.why }}',
	options,
});

const success: MoEngageResponse = [200, { status: 'success' }];
const refused: MoEngageResponse = [400, { title: 'Not so' }];
const broken = Object.assign(new Error('Broken'), { code: 'ECONNRESET' });
const notReached = Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' });

const parts = (row: string) => ({ id: row.split(' ')[0], why: row.split(' ')[1] });

const shared = {
	onError: 'continueRegularOutput',
	settings: { retryOnFail: true },
	credential: () => ({ workspaceId: 'W' }),
} satisfies Partial<Scene>;

/** Answers one request after the other, and accepts those beyond. */
const inTurn =
	(...answers: MoEngageResponse[]) =>
	(_: unknown, number: number) =>
		answers[number - 1] ?? success;

/** Executes the node, and then once more, as *Retry On Fail* does. MoEngage accepts what it gets then. */
const retry = async (
	parameters: INodeParameters,
	rows: IDataObject[],
	answer: NonNullable<Scene['answer']>,
	more: Partial<Scene> = {},
) => {
	const scene: Scene = { ...shared, parameters, rows, tries: {}, ...more };
	return { first: await runNode({ ...scene, answer }), second: await runNode(scene) };
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
	const { first, second } = await retry(parameters, rows.map(parts), inTurn(...answers));
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

/** Runs the node once with each of the scenes, which share what n8n hands to the node. */
const runEach = async (...scenes: Array<Partial<Scene> & Pick<Scene, 'parameters'>>) => {
	const tries = {};
	const sent: string[] = [];
	const told: unknown[] = [];
	for (const [index, more] of scenes.entries()) {
		const ran = await runNode({ ...shared, rows: [{}], tries, ...more });
		sent.push(...ran.sent.map(({ body }) => `${index} ${JSON.stringify(body)}`));
		told.push(...ran.jsons.map(({ error = 'sent' }) => error));
	}
	return { sent, told };
};

const block = (id: string): INodeParameters => ({ ...optOut, userIdentifierValue: id });

const track = (eventName: string): INodeParameters => ({ ...event, customerId: 'ada', eventName });

describe('what was sent is known by what it asks for', () => {
	it('so that another record in the place of an accepted one is sent', async () => {
		const { sent, told } = await runEach(
			{ parameters: block('ada') },
			{ parameters: block('bob') },
			{ parameters: block('ada') },
		);

		expect(sent).toEqual([expect.stringMatching(/^0 .*ada/), expect.stringMatching(/^1 .*bob/)]);
		expect(told).toEqual(['sent', 'sent', 'sent']);
	});

	it('so that of another event in its place it is unclear whether it was recorded', async () => {
		const { sent, told } = await runEach(
			{ parameters: track('Won') },
			{ parameters: track('Lost') },
			{ parameters: track('Won') },
		);

		expect(sent).toHaveLength(1);
		expect(told).toEqual([
			'sent',
			expect.stringContaining('with other values, so it is unclear whether the event was recorded'),
			'sent',
		]);
	});

	it('as often as it is asked for', async () => {
		const rows = [{}, {}, {}];
		const { sent } = await runEach(
			{ parameters: track('Won'), rows: rows.slice(1), settings: { retryOnFail: true } },
			{ parameters: track('Won'), rows },
		);

		expect(sent).toHaveLength(3);
	});
});

describe('an agent hands its own run to all calls of its tools', () => {
	const asTool = {
		name: 'MoEngage Tool',
		retryOnFail: true,
		type: 'n8n-nodes-moengage.moEngageTool',
	};
	const other = { ...asTool, name: 'Another Tool' };
	const call = (parameters: INodeParameters, more: Partial<Scene> = {}) => ({
		parameters,
		settings: asTool,
		isTool: true,
		...more,
	});

	it('so that only an event stays unclear that may have been recorded', async () => {
		const lost = { answer: () => broken };
		const { sent, told } = await runEach(
			call(track('Won'), lost),
			call(track('Won')),
			call(track('Lost')),
			call(track('Won'), { settings: other }),
			call(block('ada'), lost),
			call(block('ada')),
		);

		expect(sent.map((line) => Number(line[0]))).toEqual([0, 2, 3, 4, 5]);
		const unclear = expect.stringContaining('unclear whether it was recorded');
		expect(told).toEqual([unclear, unclear, 'sent', 'sent', expect.any(String), 'sent']);
	});
});

/** Both items that fail are followed by an accepted one, which only the second of them would undo. */
it.each<[string, INodeParameters, INodeParameters[], RegExp]>([
	[
		'a device whose customer has another one',
		fillForm('device/upsert', {
			customerId: '={{ $json.c }}',
			deviceId: '={{ $json.d }}',
			pushId: 't',
			options,
		}),
		[
			{ c: 'ada', d: 'd1' },
			{ c: 'ada', d: 'd2' },
			{ c: 'bob', d: 'd3' },
			{ c: 'ada', d: 'd3' },
		],
		/d1|bob/,
	],
	[
		'an attribute that no later item has set',
		fillForm('user/upsert', {
			customerId: 'ada',
			attributesMode: 'json',
			attributesJson: '={{ $json.a }}',
			options,
		}),
		['{"plan": "gold"}', '{"age": 7}', '{"city": "A"}', '{"city": "B"}'].map((a) => ({ a })),
		/gold|"A"/,
	],
])('sends once more %s', async (_, parameters, items, failing) => {
	const { second } = await retry(parameters, items, ({ body }) =>
		failing.test(JSON.stringify(body)) ? refused : success,
	);

	expect(second.sent.map(({ body }) => /d1|gold/.test(JSON.stringify(body)))).toEqual([true]);
});

it.each<[string, Partial<Scene>]>([
	['n8n runs the node only once', { settings: {} }],
	['it is another execution', { tries: undefined }],
])('knows nothing where %s', async (_, more) => {
	const { second } = await retry(optOut, ['ada 1', 'bob 2'].map(parts), inTurn(), more);

	expect(second.sent).toHaveLength(2);
});

it('tells the records of one item apart', async () => {
	const resubscribe = fillForm('emailResubscription/resubscribe', {
		recipients: '={{ $json.id }}',
		options: { ...options, batchSize: 1, requestsPerMinute: 999 },
	});
	const rows = [{ id: 'a@example.com,b@example.com,c@example.com' }];
	const { first, second } = await retry(resubscribe, rows, inTurn(success, refused));

	expect(first.jsons[0]?.accepted).toEqual(['a@example.com', 'c@example.com']);
	expect(second.sent.map(({ body }) => body.recipients)).toEqual([['b@example.com']]);
	expect(second.jsons[0]).not.toHaveProperty('error');
});

it('keeps each answer for its own item over three tries', async () => {
	const rows = ['ada 1', 'bob 2', 'cy 3'].map(parts);
	const scene = { ...shared, parameters: optOut, rows, tries: {} };
	const say = (status: string): MoEngageResponse => [200, { status }];
	await runNode({ ...scene, answer: (_, number) => (number === 1 ? say('first') : refused) });
	await runNode({ ...scene, answer: (_, number) => (number === 1 ? say('second') : refused) });
	const { jsons, sent } = await runNode({ ...scene, answer: () => say('third') });

	expect(jsons.map(({ status }) => status)).toEqual(['first', 'second', 'third']);
	expect(sent).toHaveLength(1);
});

it('sends what an outage has kept from leaving', async () => {
	const rows = Array.from({ length: 40 }, (_, index) => parts(`c${index} 1`));
	const error = { message: 'Down', request_id: 'aBcD' };
	const { first, second } = await retry(optOut, rows, () => [503, { status: 'fail', error }]);

	expect(first.sent.length).toBeLessThan(40);
	expect(second.sent).toHaveLength(40);
	expect(second.jsons.filter(({ error }) => error !== undefined)).toEqual([]);
});
