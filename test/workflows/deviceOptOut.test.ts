import type { INodeParameters } from 'n8n-workflow';

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

const run = async (parameters: INodeParameters, items = rows) =>
	await workspace.run(parameters, items, 'continueRegularOutput');

it('blocks the devices that the items name, each with a request of its own', async () => {
	const ran = await run(block);

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

it('unblocks them again', async () => {
	await run(block);
	const ran = await run({ ...block, operation: 'unblock', unblockTarget: 'devices' });

	expect(workspace.sandbox.state.optOuts.get('customer_id:48213')?.devices).toEqual(
		new Map([['push_id:t-1', 'unblock']]),
	);
	expect(ran.output().map(({ json }) => json.action_type)).toEqual(['unblock', 'unblock']);
});

it('concerns all devices of a user only when that was chosen', async () => {
	const parameters = { ...block, target: 'allDevices' };
	const ran = await run(parameters, rows.slice(0, 1));

	expect(workspace.sandbox.state.optOuts.get('customer_id:48213')).toMatchObject({
		allDevices: 'block',
	});
	expect(workspace.sandbox.received()[0]?.body).not.toHaveProperty('device_identifiers');
	expect(ran.jsons()[0]?.target).toBe('allDevices');
});

it('takes devices from JSON, and a user by another identifier', async () => {
	const parameters = {
		...block,
		userIdentifierType: 'custom',
		customUserIdentifierType: 'email',
		deviceIdentifiersMode: 'json',
		deviceIdentifiersJson: '={{ [{ push_id: $json.device }] }}',
		additionalFields: { reason: 'lost', clientReferenceId: 'ticket-7' },
	};
	const ran = await run(parameters, rows.slice(0, 1));

	expect(workspace.sandbox.received()[0]?.body).toEqual({
		user_identifier_type: 'email',
		user_identifier_value: '48213',
		action_type: 'block',
		reason: 'lost',
		client_reference_id: 'ticket-7',
		device_identifiers: [{ push_id: 't-1' }],
	});
	expect(ran.jsons()[0]).toMatchObject({ user_identifier_type: 'email' });
});
