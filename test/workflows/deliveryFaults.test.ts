import { passingFaultKinds, type FaultKind } from '../sandbox/server';
import { useFreshMoEngage } from './deliveryWorkspace';
import { speedUp } from './fastTime';
import { whyStopped } from './workspace';

/** A minute passes in three seconds. */
const FACTOR = 20;

const moengage = useFreshMoEngage();

let slowDown: () => void;

beforeAll(() => {
	slowDown = speedUp(FACTOR);
});

afterAll(() => slowDown());

const rows = Array.from({ length: 1_000 }, (_, index) => ({
	id: `customer-${index}`,
	device: `device-${index}`,
	token: `token-${index}`,
}));

const upsert = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.device }}',
	platform: 'ANDROID',
	pushId: '={{ $json.token }}',
	// The odds that one of a thousand devices meets nine faults in a row are one in two thousand.
	options: { maxRetries: 8, timeout: FACTOR * 1_000 },
};

it('brings a thousand devices through a network on which a fifth of the requests fail', async () => {
	const { sandbox } = moengage;
	// A hang costs a second, so there are fewer of those.
	const kinds: FaultKind[] = [
		...passingFaultKinds,
		...passingFaultKinds,
		...passingFaultKinds,
		'hang',
	];
	sandbox.configure({ faults: { share: 0.2, kinds, afterApply: 0.5, seed: 7 } });

	const ran = await moengage.run(upsert, rows);

	expect(whyStopped(ran)).toBeUndefined();
	const { requests, faults } = sandbox.counts().trackDevice;
	expect(ran.output().map(({ json }) => json.device_id)).toEqual(rows.map(({ device }) => device));
	expect([...sandbox.state.devices.keys()].length).toBe(1_000);
	expect(faults).toBeGreaterThan(150);
	expect(requests).toBeGreaterThanOrEqual(1_000 + faults);
	const met = new Set(sandbox.received('trackDevice').map(({ fault }) => fault));
	expect([...met].sort()).toEqual([...new Set([...kinds, undefined])].sort());
}, 120_000);

it('says in a hint how many requests, retries and seconds of waiting that took', async () => {
	moengage.sandbox.failNext('503', { times: 2 });
	moengage.sandbox.failNext('reset');

	const ran = await moengage.run(upsert, rows.slice(0, 10));

	expect(ran.output()).toHaveLength(10);
	expect(ran.task()?.hints?.map(({ message }) => message)).toEqual([
		'Sent 13 requests, including 3 retries.',
	]);
});

it('says so too when it had to wait for the limit', async () => {
	const ran = await moengage.run(
		{ ...upsert, options: { ...upsert.options, requestsPerMinute: 5 } },
		rows.slice(0, 8),
	);

	expect(ran.output()).toHaveLength(8);
	const [hint] = ran.task()?.hints ?? [];
	expect(hint?.message).toMatch(
		/^Sent 8 requests, waited 6\d seconds for MoEngage's rate limit\.$/,
	);
});

it('says nothing when all went well', async () => {
	const ran = await moengage.run(upsert, rows.slice(0, 8));

	expect(ran.task()?.hints ?? []).toEqual([]);
});

it('repeats a resubscription with the id that it had, and sends no address in two requests', async () => {
	moengage.sandbox.failNext('503', { times: 2, afterApply: true });
	const ran = await moengage.run(
		{
			resource: 'emailResubscription',
			operation: 'resubscribe',
			recipients: '={{ $json.email }}',
			esp: 'SENDGRID',
			updateEsp: true,
			options: { requestId: 'form-7', timeout: FACTOR * 10_000 },
		},
		Array.from({ length: 250 }, (_, index) => ({ email: `user${index}@example.com` })),
	);

	expect(ran.output()).toHaveLength(250);
	const bodies = moengage.sandbox
		.received('bulkResubscribe')
		.map(({ body }) => JSON.stringify(body));
	expect(bodies).toHaveLength(5);
	expect(new Set(bodies).size).toBe(3);
	expect(ran.output().map(({ json }) => json.request_id)).toEqual([
		...new Array(100).fill('form-7-1'),
		...new Array(100).fill('form-7-2'),
		...new Array(50).fill('form-7-3'),
	]);
});
