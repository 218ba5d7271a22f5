import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createOwnNode, linkNodes, runWorkflow, toItems } from './engine';
import { fillForm } from './operations';
import type { ScriptedRequest } from './scriptedServer';
import { useWorkspace } from './workspace';
import { createNode } from '../createNode';

const workspace = useWorkspace();

/** Refuses each request that has the word `refused`. */
const answer = ({ body, url }: ScriptedRequest) => {
	if (!(body + url).includes('refused'))
		return { status: 200, body: { status: 'success', message: 'Done' } };
	const error = { attribute: 'id', message: 'Unknown', type: 'ValueError', request_id: 'aBcD' };
	return { status: 400, body: { status: 'fail', error } };
};

interface Values {
	good: string;
	/** Cannot be read. */
	bad: string;
	/** MoEngage refuses it. */
	refused: string;
}

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.value }}',
	deviceId: '={{ $json.name }}',
	pushId: 't-1',
});

const resubscribe = fillForm('emailResubscription/resubscribe', {
	recipients: '={{ $json.value }}',
	options: { batchSize: 1, requestsPerMinute: 1_000, requestId: 'r' },
});

const update = fillForm('subscriptionPreference/update', {
	identifyBy: 'ids',
	userId: '={{ $json.value }}',
	campaignId: '5FG',
	unsubscribeAll: true,
});

const createRows = ({ good, bad, refused }: Values) => [
	{ name: 'Ada', value: good },
	{ name: 'Bad', value: bad },
	{ name: 'Cy', value: good },
	{ name: 'Refused', value: refused },
	{ name: 'Eve', value: good },
];

/** Resolves an expression on the item of the source from which its own item comes. */
const createReader = (name: string) =>
	createNode(name, 'test.reader', {
		parameters: { value: "={{ $('Source').item.json.name }}" },
	});

const run = async (
	parameters: INodeParameters,
	rows: IDataObject[],
	onError?: INode['onError'],
	settings?: Partial<INode>,
) => {
	const { url: baseUrl } = await workspace.script(answer);
	const node = createOwnNode('MoEngage', parameters, { onError, ...settings });
	// Behind each reader is another one, since links must also hold further on.
	const readers = ['After', 'After Error', 'Later After', 'Later After Error'].map(createReader);
	const file = linkNodes(
		[node, ...readers],
		[
			['Source', 'MoEngage'],
			['MoEngage', 'After'],
			['MoEngage', 'After Error', 1],
			['After', 'Later After'],
			['After Error', 'Later After Error'],
		],
	);
	return await runWorkflow(file, toItems(rows), { ...workspace.credential(), baseUrl });
};

describe.each<[string, INodeParameters, Values]>([
	['device upsert', upsert, { good: 'ada', bad: 'guest', refused: 'refused' }],
	['resubscribe', resubscribe, { good: 'a@example.com', bad: 'a', refused: 'refused@example.com' }],
	['subscriptionPreference update', update, { good: '7Xv', bad: ' ', refused: 'refused' }],
])('%s', (_, parameters, values) => {
	const all = ['Ada', 'Bad', 'Cy', 'Refused', 'Eve'];
	const refused = ['Bad', 'Refused'];
	const accepted = ['Ada', 'Cy', 'Eve'];
	const allGood = { ...values, bad: values.good, refused: values.good };

	it.each<[string, Values, INode['onError'], string[], string[]]>([
		['when all goes well', allGood, 'stopWorkflow', all, []],
		['refused ones too when they stay', values, 'continueRegularOutput', all, []],
		['behind both outputs', values, 'continueErrorOutput', accepted, refused],
	])('links each item to its own source, %s', async (_when, given, onError, main, error) => {
		const ran = await run(parameters, createRows(given), onError);

		for (const [index, names] of [main, error].entries()) {
			const links = names.map((name) => ({ item: all.indexOf(name) }));
			expect(ran.output('MoEngage', index).map(({ pairedItem }) => pairedItem)).toEqual(links);
			for (const node of ['After', 'Later After']) {
				const reader = index === 0 ? node : `${node} Error`;
				expect(ran.jsons(reader).map(({ read }) => read)).toEqual(names);
			}
		}
		const stayed = ran.jsons().flatMap((json, place) => ('error' in json ? main[place] : []));
		expect(stayed).toEqual(onError === 'continueRegularOutput' ? refused : []);
	});

	it.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)(
		'keeps the details of refused items through the engine with %s',
		async (onError, output) => {
			const ran = await run(parameters, createRows(values), onError);
			const [bad, unknown] = ran.jsons('MoEngage', output).filter((json) => 'error' in json);

			expect(bad).toMatchObject({
				error: expect.stringMatching(/^'[A-Z].+ \[item 1\]$/),
				description: expect.stringMatching(/\w{3,}/),
			});
			expect(unknown).toMatchObject({
				error: `Unknown ("${values.refused}") [item 3]`,
				description: expect.stringContaining('field: id, type: ValueError, request ID: aBcD'),
				httpCode: '400',
				attribute: 'id',
				type: 'ValueError',
				request_id: 'aBcD',
			});
		},
	);
});

it('keeps the details also in a workflow of an older n8n, whose nodes continue on fail', async () => {
	const rows = [
		{ name: 'd-1', value: 'refused' },
		{ name: 'd-2', value: 'ada' },
	];
	const settings = { onError: undefined, continueOnFail: true };
	const ran = await run(upsert, rows, undefined, settings);

	expect(ran.output()[0]?.json).toMatchObject({ httpCode: '400', type: 'ValueError' });
	expect(ran.output('After').map(({ json }) => json.read)).toEqual(['d-1', 'd-2']);
});
