import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const block = fillForm('deviceOptOut/block', {
	userIdentifierValue: '={{ $json.id }}',
	deviceIdentifiers: {
		identifier: [{ type: '={{ $json.type }}', value: '={{ $json.device }}' }],
	},
});

const rows = [
	{ id: 48213, type: 'push_id', device: 't-1', name: 'Ada' },
	{ id: 'bob', type: 'device_unique_id', device: 17, name: 'Bob' },
];

it('blocks the devices that the items name, each with a request of its own', async () => {
	const ran = await workspace.run(block, rows);

	expect(workspace.sandbox.state.optOuts).toEqual(
		new Map([
			['customer_id:48213', { devices: new Map([['push_id:t-1', 'block']]), writes: 1 }],
			['customer_id:bob', { devices: new Map([['device_unique_id:17', 'block']]), writes: 1 }],
		]),
	);
	expect(
		workspace.sandbox.received().map(({ method, path, query }) => [method, path, query]),
	).toEqual(Array(2).fill(['POST', '/v1/devices/manage', { app_id: 'DEMOWORKSPACE' }]));
	expect(ran.output()).toEqual(
		['48213', 'bob'].map((user, item) => ({
			json: {
				status: 'success',
				message: 'Your request has been accepted and will be processed soon.',
				user_identifier_type: 'customer_id',
				user_identifier_value: user,
				action_type: 'block',
				target: 'devices',
			},
			pairedItem: { item },
		})),
	);
});
