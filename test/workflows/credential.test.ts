import type { ICredentialDataDecryptedObject, IHttpRequestMethods } from 'n8n-workflow';

import { demoWorkspace } from '../sandbox/server';
import { openExecution, testCredential } from './contexts';
import { DEMO_KEY, demoCredential } from './demoCredential';
import { getPackage } from './engine';
import { createLoneWorkflow, createNodeType } from './fixtureNodes';
import { fillForm, operations } from './operations';
import { useRedirect } from './scriptedServer';
import { useWorkspace, whyStopped } from './workspace';
import { createNode } from '../createNode';

const workspace = useWorkspace();

describe('the test of a credential', () => {
	it('asks MoEngage whether workspace and key belong together', async () => {
		const output = await testCredential(demoCredential(workspace.sandbox.url));

		expect(output?.[0]?.[0]?.json).toEqual({ status: 'success', app_name: 'Demo Workspace' });
		expect(workspace.sandbox.received()).toEqual([
			expect.objectContaining({
				method: 'POST',
				path: '/v1/integrations/authentication',
				status: 200,
				body: { app_id: 'DEMOWORKSPACE', app_secret: '(hidden)', source: 'n8n', region: '01' },
				headers: expect.objectContaining({
					authorization: '(basic auth of DEMOWORKSPACE)',
					'moe-appkey': 'DEMOWORKSPACE',
				}),
			}),
		]);
	});

	it('passes although spaces were copied and the address ends with a slash', async () => {
		await testCredential({
			...demoCredential(` ${workspace.sandbox.url}// `),
			workspaceId: ' DEMOWORKSPACE ',
			apiKey: ` ${DEMO_KEY}\n`,
		});

		expect(workspace.sandbox.received()).toMatchObject([
			{ path: '/v1/integrations/authentication', status: 200 },
		]);
	});

	it.each([
		['another key', { apiKey: 'another' }, 401],
		['another workspace', { workspaceId: 'ANOTHER' }, 401],
	])('does not pass with %s', async (_, more, status) => {
		const error: unknown = await testCredential({
			...demoCredential(workspace.sandbox.url),
			...more,
		}).catch((reason: unknown) => reason);

		expect(error).toMatchObject({ httpCode: String(status) });
		expect(workspace.sandbox.received()[0]).toMatchObject({ status });
	});

	it('does not pass where MoEngage says so with the status of a success', async () => {
		workspace.sandbox.failNext('error200');
		const output = await testCredential(demoCredential(workspace.sandbox.url));
		const { type } = (await getPackage()).getCredential('moEngageApi');

		expect(output?.[0]?.[0]?.json).toEqual({ status: 'error' });
		expect(type.test?.rules).toContainEqual({
			type: 'responseSuccessBody',
			properties: { key: 'status', value: 'error', message: expect.stringMatching(/Data API key/) },
		});
	});

	it('passes from a listed address only', async () => {
		const ipList = ['203.0.113.7'];
		workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, ipList }] });
		const credential = demoCredential(workspace.sandbox.url);

		await expect(testCredential(credential)).rejects.toMatchObject({ httpCode: '403' });
		await testCredential({ ...credential, sourceIp: '203.0.113.7' });
	});

	it.each([
		...[301, 302, 303, 307, 308].map((value) => [value, 'redirect, which n8n does not follow']),
		[401, 'Data API key'],
		[403, 'blocked or suspended'],
		[409, 'no API secret yet'],
	])('explains a %s in words of the dashboard', async (value, message) => {
		const { type } = (await getPackage()).getCredential('moEngageApi');

		expect(type.test?.rules).toContainEqual({
			type: 'responseCode',
			properties: { value, message: expect.stringContaining(String(message)) },
		});
	});

	it.each(['01', '02', '03', '04', '05', '06', '101'])(
		'goes to data center %s and names it as the region',
		async (dataCenter) => {
			const { type } = (await getPackage()).getCredential('moEngageApi');
			const request = type.test?.request;
			const node = createNode('Tester', 'test.tester');
			const { expression } = createLoneWorkflow(node, createNodeType('tester'));
			const $credentials = { dataCenter, workspaceId: 'DEMO', apiKey: DEMO_KEY };
			const resolved = [request?.baseURL, regionOf(request?.body)].map((value) =>
				expression.getSimpleParameterValue(node, value, 'internal', { $credentials }),
			);

			expect(resolved).toEqual([`https://api-${dataCenter}.moengage.com`, dataCenter]);
		},
	);
});

const regionOf = (body: unknown): string | undefined =>
	typeof body === 'object' && body !== null && 'region' in body ? String(body.region) : undefined;

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.name }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options: { maxRetries: 0, timeout: 1_000 },
});

const rows = [{ name: 'Ada' }, { name: 'Bob' }];

describe('a workspace with a list of addresses', () => {
	const sourceIp = '203.0.113.7';
	const credential = { sourceIp };
	beforeEach(() =>
		workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, ipList: [sourceIp] }] }),
	);
	const addresses = () =>
		workspace.sandbox.received().map(({ headers }) => headers['x-forwarded-for']);

	it.each(operations)('accepts %s from the address of the credential', async (_, example) => {
		const { parameters, item } = example;
		const ran = await workspace.run(parameters, [item], 'stopWorkflow', { credential });

		expect(whyStopped(ran)).toBeUndefined();
		expect(new Set(addresses())).toEqual(new Set([sourceIp]));
	});

	it('hears of it from the HTTP Request node, in its newer and in its older form', async () => {
		const own = { ...demoCredential(workspace.sandbox.url), ...credential };
		const context = await openExecution(own);
		const { httpRequestWithAuthentication, requestWithAuthentication } = context.helpers;
		const address = `${workspace.sandbox.url}/v5/subscription-categories`;
		await httpRequestWithAuthentication.call(context, 'moEngageApi', { url: address });
		await requestWithAuthentication.call(context, 'moEngageApi', { uri: address });

		expect(addresses()).toEqual([sourceIp, sourceIp]);
	});
});

describe.each<[string, (url: string) => ICredentialDataDecryptedObject, string]>([
	['plain http to another machine', () => ({ baseUrl: 'http://192.0.2.1' }), 'Base URL'],
	['a user in the address', (url) => ({ baseUrl: url.replace('//', '//me:x@') }), 'Base URL'],
	['an unknown data center', () => ({ dataCenter: 'mars' }), 'Data Center'],
	['a line break in the key', () => ({ apiKey: 'demo\nkey' }), 'Data API Key'],
	['no workspace', () => ({ workspaceId: '' }), 'Workspace ID'],
	['an accent in the project', () => ({ projectCode: 'pröject' }), 'Project Code'],
	['half an address', () => ({ sourceIp: '203.0.113.7, 10.0.0' }), 'Source IP Address'],
])('a credential with %s', (_, change, field) => {
	const credential = () => ({
		...demoCredential(workspace.sandbox.url),
		...change(workspace.sandbox.url),
	});
	const errorBody = expect.stringMatching(new RegExp(`^The credential's '${field}' `));

	it('stops a workflow before anything is sent, and names the field', async () => {
		const ran = await workspace.run(upsert, rows, 'stopWorkflow', { credential: credential() });

		expect(workspace.sandbox.received()).toEqual([]);
		expect(whyStopped(ran)).toMatchObject({
			name: 'NodeOperationError',
			message: errorBody,
			description: 'Open the credential, correct it, and test it.',
		});
	});

	it.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)('is told to each item with %s', async (onError, output) => {
		const ran = await workspace.run(upsert, rows, onError, { credential: credential() });

		expect(workspace.sandbox.received()).toEqual([]);
		expect(ran.output('MoEngage', output)).toEqual(
			rows.map((_row, item) => ({
				json: expect.objectContaining({ error: errorBody }),
				pairedItem: { item },
			})),
		);
		expect(ran.output('MoEngage', 1 - output)).toEqual([]);
	});

	it('does not pass its test, which sends nothing', async () => {
		await expect(testCredential(credential())).rejects.toMatchObject({ message: errorBody });
		expect(workspace.sandbox.received()).toEqual([]);
	});

	it('sends nothing from the HTTP Request node', async () => {
		const context = await openExecution(credential());
		const { httpRequestWithAuthentication, requestWithAuthentication } = context.helpers;
		const address = `${workspace.sandbox.url}/v5/subscription-categories`;

		for (const sent of [
			httpRequestWithAuthentication.call(context, 'moEngageApi', { url: address }),
			requestWithAuthentication.call(context, 'moEngageApi', { uri: address }),
		]) {
			await expect(sent).rejects.toMatchObject({ message: errorBody });
		}
		expect(workspace.sandbox.received()).toEqual([]);
	});
});

describe.each([301, 302, 303, 307, 308])('a redirect with %p to another host', (status) => {
	const gateway = useRedirect(status, '/v1/integrations/authentication');

	it('ends the test of the credential, which does not pass', async () => {
		const test = testCredential(demoCredential(gateway.url));

		await expect(test).rejects.toMatchObject({ httpCode: String(status) });
		gateway.expectStop();
	});

	it('ends a run of the node', async () => {
		const { url } = gateway;
		const ran = await workspace.run(upsert, rows.slice(0, 1), 'continueRegularOutput', { url });

		expect(ran.output()[0]?.json).toMatchObject({ httpCode: String(status) });
		gateway.expectStop();
	});

	it.each<IHttpRequestMethods>(['GET', 'POST', 'PUT'])(
		'ends a %s of the HTTP Request node, in its newer and in its older form',
		async (method) => {
			const context = await openExecution(demoCredential(gateway.url));
			const { httpRequestWithAuthentication, requestWithAuthentication } = context.helpers;
			const body = { secret: 1 };
			const newer = httpRequestWithAuthentication.call(context, 'moEngageApi', {
				method,
				url: gateway.url,
				body,
			});
			await expect(newer).rejects.toMatchObject({ httpCode: String(status) });
			gateway.expectStop();

			// What version 4.2 of that node asks for unless its user decides otherwise.
			const followed = { followRedirect: true, followAllRedirects: true, maxRedirects: 21 };
			const older = requestWithAuthentication.call(context, 'moEngageApi', {
				method,
				uri: gateway.url,
				body,
				json: true,
				...followed,
			});
			await expect(older).rejects.toMatchObject({ httpCode: String(status) });
			gateway.expectStop(2);
		},
	);
});
