import { passingFaultKinds, type FaultKind } from '../sandbox/server';
import { useFastTime } from './fastTime';
import { fillForm } from './operations';
import { useWorkspace, whyStopped } from './workspace';

/** A minute passes in 600 ms. */
const FACTOR = 100;

const workspace = useWorkspace();

useFastTime(FACTOR);

const rows = Array.from({ length: 200 }, (_, index) => ({
	id: `customer-${index}`,
	device: `device-${index}`,
	token: `token-${index}`,
}));

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.device }}',
	platform: 'ANDROID',
	pushId: '={{ $json.token }}',
	// The odds that one of 200 devices meets nine faults in a row are one in ten thousand.
	options: { maxRetries: 8, timeout: FACTOR * 4_000 },
});

it('brings all devices through a network on which a fifth of the requests fail', async () => {
	const { sandbox } = workspace;
	// A hang costs four seconds, so there are fewer of those.
	const kinds: FaultKind[] = [...passingFaultKinds, ...passingFaultKinds, 'hang'];
	sandbox.configure({ faults: { share: 0.2, kinds, afterApply: 0.5, seed: 8 } });

	const ran = await workspace.run(upsert, rows);

	expect(whyStopped(ran)).toBeUndefined();
	const { requests, faults } = sandbox.counts().trackDevice;
	expect(ran.output().map(({ json }) => json.device_id)).toEqual(rows.map(({ device }) => device));
	expect(sandbox.state.devices.size).toBe(rows.length);
	// On a busy machine, a request can time out besides.
	expect(requests).toBeGreaterThanOrEqual(rows.length + faults);
	const met = new Set(sandbox.received('trackDevice').map(({ fault }) => fault));
	expect([...met].sort()).toEqual([...new Set([...kinds, undefined])].sort());
});

it('repeats a resubscription with the id that it had, and sends no address in two requests', async () => {
	workspace.sandbox.failNext('503', { times: 2, afterApply: true });
	const resubscribe = fillForm('emailResubscription/resubscribe', {
		recipients: '={{ $json.id }}@example.com',
		options: { requestId: 'form-7', timeout: FACTOR * 10_000 },
	});
	const people = Array.from({ length: 250 }, (_, index) => ({ id: `user${index}` }));
	const ran = await workspace.run(resubscribe, people);

	expect(ran.output()).toHaveLength(250);
	const bodies = workspace.sandbox
		.received('bulkResubscribe')
		.map(({ body }) => JSON.stringify(body));
	expect(bodies).toHaveLength(5);
	expect(new Set(bodies).size).toBe(3);
	expect(ran.jsons().map(({ request_id }) => request_id)).toEqual([
		...new Array(100).fill('form-7-1'),
		...new Array(100).fill('form-7-2'),
		...new Array(50).fill('form-7-3'),
	]);
});
