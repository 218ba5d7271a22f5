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

it('gives one output item an input item, in their order, whatever comes back first', async () => {
	workspace.sandbox.configure({ latencyMs: { min: 0, max: 30 } });
	const ran = await workspace.run(upsert, rows(60));

	expect(ran.output().map(({ json, pairedItem }) => [json.customer_id, pairedItem])).toEqual(
		rows(60).map(({ id }, item) => [id, { item }]),
	);
});
