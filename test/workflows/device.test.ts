import { WorkflowExpression } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.device }}',
	platform: '={{ $json.platform }}',
	pushId: '={{ $json.token }}',
});

const ada = { id: 48213, device: 'd-1', platform: 'Android', token: 't-1', name: 'Ada' };

const rows = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ ...ada, id: `c-${index}`, name: `Row ${index}` }));

const unknownUserHint = {
	message: expect.stringMatching(/^MoEngage also accepts devices of users that it does not know/),
	type: 'info',
	location: 'outputPane',
};

it("puts out MoEngage's answer and the identifiers of a CRM row, links it, and copies no other field", async () => {
	const ran = await workspace.run(upsert, [ada]);

	expect(ran.output()).toEqual([
		{
			json: {
				status: 'success',
				message: 'Your request has been accepted and will be processed soon.',
				customer_id: '48213',
				device_id: 'd-1',
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(ran.task()?.hints).toEqual([unknownUserHint]);
});

it('is a request of the workspace, with everything that MoEngage asks for', async () => {
	const parameters = {
		...upsert,
		additionalFields: { clientIp: '203.0.113.7,70.41.3.18', model: 'Pixel 9', active: false },
	};
	await workspace.run(parameters, [ada]);

	expect(workspace.sandbox.received()).toEqual([
		expect.objectContaining({
			method: 'POST',
			path: '/v1/device/DEMOWORKSPACE',
			query: { app_id: 'DEMOWORKSPACE' },
			status: 200,
			headers: expect.objectContaining({
				authorization: '(basic auth of DEMOWORKSPACE)',
				'moe-appkey': 'DEMOWORKSPACE',
				'content-type': 'application/json',
				'x-forwarded-for': '203.0.113.7, 70.41.3.18',
			}),
			body: {
				type: 'device',
				customer_id: '48213',
				device_id: 'd-1',
				attributes: { platform: 'ANDROID', push_id: 't-1', model: 'Pixel 9', active: 'false' },
			},
		}),
	]);
	expect(workspace.sandbox.received()[0]?.headers).not.toHaveProperty('moe-project-code');
});

it('gives one output item an input item, in their order, whatever comes back first', async () => {
	workspace.sandbox.configure({ latencyMs: { min: 0, max: 30 } });
	const ran = await workspace.run(upsert, rows(60));

	expect(ran.output().map(({ json, pairedItem }) => [json.customer_id, pairedItem])).toEqual(
		rows(60).map(({ id }, item) => [id, { item }]),
	);
	expect(ran.jsons('After').map(({ read }) => read)).toEqual(rows(60).map(({ name }) => name));
});

it('asks n8n once for a parameter without an expression, never for a mere field, and else for each item', async () => {
	const read = jest.spyOn(WorkflowExpression.prototype, 'getParameterValue');
	const parameters = {
		...upsert,
		customerId: '={{ $json.id.trim() }}',
		platform: 'web',
		deviceId: 'the-same-device',
		additionalFields: { model: '={{ $json.model }}', osVersion: '15' },
	};
	const items = rows(20).map((row, index) => ({ ...row, model: `Model ${index}` }));
	await workspace.run(parameters, items);
	const values = read.mock.calls.map(([value]) => value);
	read.mockRestore();

	expect(values.filter((value) => value === 'the-same-device')).toHaveLength(1);
	expect(values.filter((value) => value === 'web')).toHaveLength(1);
	expect(values.filter((value) => value === '={{ $json.token }}')).toEqual([]);
	expect(values.filter((value) => value === '={{ $json.id.trim() }}')).toHaveLength(20);
	const sent = workspace.sandbox.received().map(({ body }) => body);
	expect(sent).toHaveLength(20);
	expect(sent).toEqual(
		expect.arrayContaining(
			items.map(({ id, token, model }) => ({
				...{ type: 'device', customer_id: id, device_id: 'the-same-device' },
				attributes: { platform: 'web', push_id: token, model, os_version: '15' },
			})),
		),
	);
});

it('points out what MoEngage would drop without a word, once for all items', async () => {
	const parameters = { ...upsert, additionalFields: { gaid: 'g-1' } };
	const items = [ada, ...rows(3).map((row) => ({ ...row, platform: 'ios' }))];
	const ran = await workspace.run(parameters, items);

	expect(workspace.sandbox.state.dropped).toEqual([]);
	expect(workspace.sandbox.state.devices.get('48213')?.get('d-1')?.attributes.moe_gaid).toBe('g-1');
	expect(ran.task()?.hints).toEqual([
		unknownUserHint,
		{
			message:
				'A GAID was not sent, since the device is on iOS and a GAID belongs to Android (3 items).',
			type: 'info',
			location: 'outputPane',
		},
	]);
});

it('says how many items have a token that another device of the run has', async () => {
	const items = rows(3).map((row, index) => ({ ...row, device: `d-${index}` }));
	const ran = await workspace.run(upsert, [...items, { ...ada, device: 'd-3', token: 't-own' }]);

	expect(ran.task()?.hints?.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^3 items have a push ID, GAID, or IDFV that another device/),
		unknownUserHint.message,
	]);
});

it('refuses one item that is too large, and sends its neighbours', async () => {
	const items = [ada, { ...ada, id: 'c-2', token: 'é'.repeat(64_000) }];
	const ran = await workspace.run(upsert, items, 'continueRegularOutput');

	expect([...workspace.sandbox.state.devices.keys()]).toEqual(['48213']);
	expect(workspace.sandbox.received()).toHaveLength(1);
	expect(ran.output()[1]).toEqual({
		json: {
			error: expect.stringMatching(
				/^The request would have 128,\d{3} bytes, and MoEngage accepts less than 128,000 \[item 1\]$/,
			),
			description: 'Shorten the values of this item, or send fewer entries with it.',
		},
		pairedItem: { item: 1 },
	});
});

it('tells of an expression that cannot be resolved, and sends the items where it can', async () => {
	const parameters = {
		...upsert,
		customerId: "={{ $json.lost ? $('Nowhere').item.json.id : $json.id }}",
	};
	const items = [ada, { ...ada, id: 'c-2', lost: true }];
	const ran = await workspace.run(parameters, items, 'continueRegularOutput');

	expect([...workspace.sandbox.state.devices.keys()]).toEqual(['48213']);
	expect(ran.output()[1]?.json).toMatchObject({
		error: expect.stringMatching(
			/^'Customer ID' has an expression that cannot be resolved: .+ \[item 1\]$/,
		),
		description: expect.stringContaining('check the expression'),
	});
});
