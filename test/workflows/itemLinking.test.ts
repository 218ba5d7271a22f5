import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createWorkflow, runWorkflow, toItems, type WorkflowFile } from './engine';
import type { ScriptedRequest } from './scriptedServer';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

/** Refuses those whose request holds the word `refused`. */
const answer = ({ body, url }: ScriptedRequest) => {
	if (!(body + url).includes('refused')) return { status: 200, body: { status: 'success' } };
	const error = { attribute: 'id', message: 'Unknown', type: 'ValueError', request_id: 'aBcD' };
	return { status: 400, body: { status: 'fail', error } };
};

/** An operation, and rows for it: good ones, one that cannot be read and one that MoEngage refuses. */
const cases: Array<[string, INodeParameters, { good: string; bad: string; refused: string }]> = [
	[
		'device upsert',
		{
			resource: 'device',
			operation: 'upsert',
			customerId: '={{ $json.value }}',
			deviceId: '={{ $json.name }}',
			pushId: 't-1',
		},
		{ good: 'ada', bad: 'guest', refused: 'refused' },
	],
	[
		'emailResubscription resubscribe',
		{
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.value }}',
			options: { batchSize: 1, requestsPerMinute: 1_000, requestId: 'r' },
		},
		{ good: 'ada@example.com', bad: 'ada', refused: 'refused@example.com' },
	],
	[
		'subscriptionPreference update',
		{
			resource: 'subscriptionPreference',
			operation: 'update',
			identifyBy: 'ids',
			userId: '={{ $json.value }}',
			campaignId: '5FG',
			unsubscribeAll: true,
		},
		{ good: '7Xv', bad: ' ', refused: 'refused' },
	],
];

const createRows = ({ good, bad, refused }: { good: string; bad: string; refused: string }) => [
	{ name: 'Ada', value: good },
	{ name: 'Bad', value: bad },
	{ name: 'Cy', value: good },
	{ name: 'Refused', value: refused },
	{ name: 'Eve', value: good },
];

/** Behind each reader another one, since links must also hold further on. */
const withLaterReaders = (file: WorkflowFile): WorkflowFile => {
	const later = file.nodes
		.filter(({ name }) => name.startsWith('After'))
		.map((node): INode => ({ ...node, id: `Later ${node.id}`, name: `Later ${node.name}` }));
	const links = later.map(({ name }) => [
		name.replace('Later ', ''),
		{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
	]);
	return {
		...file,
		nodes: [...file.nodes, ...later],
		connections: { ...file.connections, ...Object.fromEntries(links) },
	};
};

const run = async (
	parameters: INodeParameters,
	rows: IDataObject[],
	onError?: INode['onError'],
	settings?: Partial<INode>,
) => {
	const { url: baseUrl } = await workspace.script(answer);
	const file = withLaterReaders(createWorkflow(parameters, onError, settings));
	return await runWorkflow(file, toItems(rows), { ...workspace.credential(), baseUrl });
};

describe.each(cases)('%s', (_, parameters, values) => {
	it('links each item to its own source when all goes well', async () => {
		const rows = createRows({ ...values, bad: values.good, refused: values.good });
		const ran = await run(parameters, rows);
		const names = ['Ada', 'Bad', 'Cy', 'Refused', 'Eve'];

		expect(ran.output().map(({ pairedItem }) => pairedItem)).toEqual(
			names.map((_name, item) => ({ item })),
		);
		for (const node of ['After', 'Later After']) {
			expect(ran.output(node).map(({ json }) => json.read)).toEqual(names);
		}
	});

	it('links refused items too when they stay in the main output', async () => {
		const ran = await run(parameters, createRows(values), 'continueRegularOutput');

		expect(ran.output().map(({ json, pairedItem }) => ['error' in json, pairedItem])).toEqual([
			[false, { item: 0 }],
			[true, { item: 1 }],
			[false, { item: 2 }],
			[true, { item: 3 }],
			[false, { item: 4 }],
		]);
		for (const node of ['After', 'Later After']) {
			expect(ran.output(node).map(({ json }) => json.read)).toEqual([
				'Ada',
				'Bad',
				'Cy',
				'Refused',
				'Eve',
			]);
		}
		expect(ran.output('After Error')).toEqual([]);
	});

	it('links items behind both outputs when the refused ones have their own', async () => {
		const ran = await run(parameters, createRows(values), 'continueErrorOutput');

		expect(ran.output('MoEngage', 0).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
			{ item: 4 },
		]);
		expect(ran.output('MoEngage', 1).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 1 },
			{ item: 3 },
		]);
		for (const node of ['After', 'Later After']) {
			expect(ran.output(node).map(({ json }) => json.read)).toEqual(['Ada', 'Cy', 'Eve']);
		}
		for (const node of ['After Error', 'Later After Error']) {
			expect(ran.output(node).map(({ json }) => json.read)).toEqual(['Bad', 'Refused']);
		}
	});

	it.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)(
		'keeps the details of refused items through the engine with %s',
		async (onError, output) => {
			const ran = await run(parameters, createRows(values), onError);
			const [bad, refused] = ran.output('MoEngage', output).filter(({ json }) => 'error' in json);

			expect(bad?.json).toMatchObject({
				error: expect.stringMatching(/^'[A-Z].+ \[item 1\]$/),
				description: expect.stringMatching(/\w{3,}/),
			});
			expect(refused?.json).toMatchObject({
				error: 'Unknown [item 3]',
				description: expect.stringContaining('field: id, type: ValueError, request ID: aBcD'),
				httpCode: '400',
				attribute: 'id',
				type: 'ValueError',
				request_id: 'aBcD',
			});
		},
	);
});

it('repeats the identifiers of a refused item, so that it can be found again', async () => {
	const [, parameters] = cases[0] ?? ['', {}];
	const ran = await run(parameters, [{ name: 'd-1', value: 'refused' }], 'continueRegularOutput');

	expect(ran.output()[0]?.json).toMatchObject({ customer_id: 'refused', device_id: 'd-1' });
});

it('keeps the details also in a workflow of an older n8n, whose nodes continue on fail', async () => {
	const [, parameters] = cases[0] ?? ['', {}];
	const rows = [
		{ name: 'd-1', value: 'refused' },
		{ name: 'd-2', value: 'ada' },
	];
	const settings = { onError: undefined, continueOnFail: true };
	const ran = await run(parameters, rows, undefined, settings);

	expect(ran.output()[0]?.json).toMatchObject({ httpCode: '400', type: 'ValueError' });
	expect(ran.output('After').map(({ json }) => json.read)).toEqual(['d-1', 'd-2']);
});
