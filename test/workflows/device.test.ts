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
