import { startSandbox, type Sandbox } from '../sandbox/server';
import { createWorkflow, runWorkflow, toItems } from './engine';

let sandbox: Sandbox;

const credential = () => ({
	dataCenter: 'custom',
	baseUrl: sandbox.url,
	workspaceId: 'DEMOWORKSPACE',
	apiKey: 'demo-data-api-key',
});

beforeAll(async () => {
	sandbox = await startSandbox();
});

beforeEach(() => sandbox.clear());

afterAll(async () => await sandbox.close());

const upsert = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.device }}',
	platform: '={{ $json.platform }}',
	pushId: '={{ $json.token }}',
};

it('adds a device of a CRM row and links the output to the row', async () => {
	const ran = await runWorkflow(
		createWorkflow(upsert),
		toItems([{ id: 48213, device: 'd-1', platform: 'Android', token: 't-1', name: 'Ada' }]),
		credential(),
	);

	expect(sandbox.received('trackDevice').map(({ body }) => body)).toEqual([
		{
			type: 'device',
			customer_id: '48213',
			device_id: 'd-1',
			attributes: { platform: 'ANDROID', push_id: 't-1' },
		},
	]);
	expect(ran.output()).toEqual([
		{
			json: expect.objectContaining({
				status: 'success',
				customer_id: '48213',
				device_id: 'd-1',
			}),
			pairedItem: { item: 0 },
		},
	]);
	expect(ran.output('After').map(({ json }) => json.read)).toEqual(['Ada']);
});
