import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox/server';
import { DEMO_KEY, demoCredential } from './demoCredential';
import {
	createAdditionalData,
	createWorkflow,
	getPackage,
	runWorkflow,
	TestCredentials,
	toItems,
} from './engine';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

beforeEach(() => sandbox.clear());

afterAll(async () => await sandbox.close());

/** Runs the credential's own test, in the way of n8n's credential tester. */
const testCredential = async (data: ICredentialDataDecryptedObject) => {
	const type = (await getPackage()).getCredential('moEngageApi').type;
	const request = type.test?.request;
	const tester: INodeType = {
		description: {
			displayName: 'Tester',
			name: 'tester',
			group: ['input'],
			version: 1,
			description: 'Sends the test request',
			defaults: { name: 'Tester' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'moEngageApi', required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' },
			],
		},
	};
	const node: INode = {
		id: 'tester',
		name: 'Tester',
		type: 'test.tester',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
	};
	const nodeTypes: INodeTypes = {
		getByName: () => tester,
		getByNameAndVersion: () => tester,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const items: INodeExecutionData[] = [{ json: {} }];
	const context = new ExecuteContext(
		workflow,
		node,
		createAdditionalData(new TestCredentials(type, data)),
		'internal',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = { id: '1', name: 'MoEngage', type: 'moEngageApi', data };
	return await new RoutingNode(context, tester, decrypted).runNode();
};

describe('the test of a credential', () => {
	it('asks MoEngage whether workspace and key belong together', async () => {
		const output = await testCredential(demoCredential(sandbox.url));

		expect(output?.[0]?.[0]?.json).toEqual({ status: 'success', app_name: 'Demo Workspace' });
		expect(sandbox.received()).toEqual([
			expect.objectContaining({
				method: 'POST',
				path: '/v1/integrations/authentication',
				status: 200,
				body: {
					app_id: 'DEMOWORKSPACE',
					app_secret: '(hidden)',
					source: 'n8n',
					region: '01',
				},
				headers: expect.objectContaining({
					authorization: '(basic auth of DEMOWORKSPACE)',
					'moe-appkey': 'DEMOWORKSPACE',
				}),
			}),
		]);
	});

	it('passes although spaces were copied and the address ends with a slash', async () => {
		await testCredential({
			...demoCredential(` ${sandbox.url}// `),
			workspaceId: ' DEMOWORKSPACE ',
			apiKey: ` ${DEMO_KEY}\n`,
		});

		expect(sandbox.received()).toMatchObject([
			{ path: '/v1/integrations/authentication', status: 200 },
		]);
	});

	it.each([
		['another key', { apiKey: 'another' }, 401],
		['another workspace', { workspaceId: 'ANOTHER' }, 401],
	])('does not pass with %s', async (_, more, status) => {
		const error: unknown = await testCredential({
			...demoCredential(sandbox.url),
			...more,
		}).catch((reason: unknown) => reason);

		expect(error).toMatchObject({ httpCode: String(status) });
		expect(sandbox.received()[0]).toMatchObject({ status });
	});

	it('explains each refusal in words of the dashboard', async () => {
		const { type } = (await getPackage()).getCredential('moEngageApi');
		const rules = (type.test?.rules ?? []).map(({ properties }) => properties);

		expect(rules).toEqual([
			{ value: 401, message: expect.stringContaining('Data API key') },
			{ value: 403, message: expect.stringContaining('blocked or suspended') },
			{ value: 409, message: expect.stringContaining('no API secret yet') },
		]);
	});

	it.each(['01', '02', '03', '04', '05', '06', '101'])(
		'goes to data center %s and names it as the region',
		async (dataCenter) => {
			const { type } = (await getPackage()).getCredential('moEngageApi');
			const request = type.test?.request;
			const workflow = new Workflow({
				nodes: [],
				connections: {},
				active: false,
				nodeTypes: { getByName: never, getByNameAndVersion: never, getKnownTypes: () => ({}) },
			});
			const node: INode = {
				id: '1',
				name: 'Tester',
				type: 'test.tester',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			};
			const credentials = { dataCenter, workspaceId: 'DEMO', apiKey: DEMO_KEY };
			const resolved = [request?.baseURL, regionOf(request?.body)].map((value) =>
				workflow.expression.getSimpleParameterValue(node, value, 'internal', {
					$credentials: credentials,
				}),
			);

			expect(resolved).toEqual([`https://api-${dataCenter}.moengage.com`, dataCenter]);
		},
	);
});

const never = (): never => {
	throw new Error('This workflow has no nodes');
};

const regionOf = (body: unknown): string | undefined =>
	typeof body === 'object' && body !== null && 'region' in body ? String(body.region) : undefined;

const upsert: INodeParameters = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.name }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options: { maxRetries: 0, timeout: 1_000 },
};

const rows = [{ name: 'Ada' }, { name: 'Bob' }];

describe('a workflow', () => {
	it('works with a base URL that ends with a slash', async () => {
		const credential = demoCredential(`${sandbox.url}/`);
		const ran = await runWorkflow(createWorkflow(upsert), toItems(rows), credential);

		expect(ran.output()).toHaveLength(2);
		expect(sandbox.received().map(({ path, status }) => [path, status])).toEqual(
			Array(2).fill(['/v1/device/DEMOWORKSPACE', 200]),
		);
	});

	it('reaches a workspace whose ID an address cannot hold as it is', async () => {
		const workspaceId = 'DEMO/../WORK SPACE?';
		sandbox.configure({
			workspaces: [
				{ workspaceId, apiKey: DEMO_KEY },
				{ workspaceId: 'DEMOWORKSPACE', apiKey: DEMO_KEY },
			],
		});
		const credential = { ...demoCredential(sandbox.url), workspaceId };
		await runWorkflow(createWorkflow(upsert), toItems(rows), credential);

		expect(sandbox.received()).toMatchObject(
			Array(2).fill({
				path: '/v1/device/DEMO%2F..%2FWORK%20SPACE%3F',
				query: { app_id: workspaceId },
			}),
		);
	});

	const unusable: Array<[string, ICredentialDataDecryptedObject, string]> = [
		[
			'plain http to another machine',
			{ baseUrl: 'http://192.0.2.1' },
			"'Base URL' must start with",
		],
		['no address', { baseUrl: '' }, "'Base URL' must start with"],
		['an unknown data center', { dataCenter: 'mars' }, "'Data Center'"],
		['no key', { apiKey: ' ' }, "both the 'Workspace ID' and the 'Data API Key'"],
		['no workspace', { workspaceId: '' }, "both the 'Workspace ID' and the 'Data API Key'"],
	];

	describe.each(unusable)('whose credential has %s', (_, more, said) => {
		const credential = () => ({ ...demoCredential(sandbox.url), ...more });

		it('stops before anything is sent, and says what to correct', async () => {
			const ran = await runWorkflow(createWorkflow(upsert), toItems(rows), credential());

			expect(sandbox.received()).toEqual([]);
			expect(ran.run.data.resultData.error).toMatchObject({
				name: 'NodeOperationError',
				message: expect.stringContaining(said),
				description: 'Open the credential, correct it there and test it.',
			});
		});

		it.each([
			['continueRegularOutput', 0],
			['continueErrorOutput', 1],
		] as const)('says so for each item with %s', async (onError, output) => {
			const file = createWorkflow(upsert, onError);
			const ran = await runWorkflow(file, toItems(rows), credential());

			expect(sandbox.received()).toEqual([]);
			expect(ran.output('MoEngage', output)).toEqual(
				rows.map((_row, item) => ({
					json: expect.objectContaining({ error: expect.stringContaining(said) }),
					pairedItem: { item },
				})),
			);
			expect(ran.output('MoEngage', 1 - output)).toEqual([]);
		});
	});
});
