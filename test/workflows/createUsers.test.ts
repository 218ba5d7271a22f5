import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace({ anyUser: false });

const bulkUpsert = (options: INodeParameters) => fillForm('device/bulkUpsert', { options });

const device = (customer: string, index: number, more: IDataObject = {}): IDataObject => ({
	customer_id: customer,
	device_id: `${customer}-${index}`,
	platform: 'ANDROID',
	push_id: `t-${customer}-${index}`,
	...more,
});

/** The requests, with each element as `customer a` or `device a-1`. */
const sentElements = () =>
	workspace
		.lists('bulkImport', 'elements')
		.map((elements) =>
			elements.map(({ type, customer_id, device_id }) =>
				[type, device_id ?? customer_id].join(' '),
			),
		);

const savedDevices = () =>
	[...workspace.sandbox.state.devices.values()].flatMap((devices) => [...devices.keys()]).sort();

afterEach(() => {
	expect(workspace.sandbox.violations).toEqual([]);
});

it('loses the devices of strangers where it is off', async () => {
	await workspace.run(bulkUpsert({}), [device('new', 1)]);

	expect(sentElements()).toEqual([['device new-1']]);
	expect(savedDevices()).toEqual([]);
	expect(workspace.sandbox.state.lost).toHaveLength(1);
});

it("puts each user before the user's first device, once in a run", async () => {
	const rows = [device('a', 1), device('b', 1), device('a', 2), device('b', 2)];
	const ran = await workspace.run(bulkUpsert({ createUsers: true }), rows);

	expect(sentElements()).toEqual([
		['customer a', 'device a-1', 'customer b', 'device b-1', 'device a-2', 'device b-2'],
	]);
	expect(savedDevices()).toEqual(['a-1', 'a-2', 'b-1', 'b-2']);
	expect(ran.output().map(({ json }) => json.device_id)).toEqual(['a-1', 'b-1', 'a-2', 'b-2']);
});

it('leaves a user whom MoEngage knows as it is', async () => {
	const gold = { attributesMode: 'json', attributesJson: '{"plan": "gold"}' };
	await workspace.run(fillForm('user/upsert', { customerId: 'known', ...gold }), [{}]);
	await workspace.run(bulkUpsert({ createUsers: true }), [device('known', 1)]);

	expect(workspace.sandbox.state.users.get('known')?.attributes).toEqual({ plan: 'gold' });
});

it('keeps both in one request and below its size, with later devices behind them', async () => {
	workspace.sandbox.configure({ latencyMs: { min: 0, max: 20 } });
	// Whatever the size of a pair, some request ends between its two elements unless they belong together.
	const rows = Array.from({ length: 420 }, (_, index) => [
		device(`c${index}`, 1, { model: 'x'.repeat(300 + (index % 97)) }),
		device('shared', index, { model: 'y'.repeat(index % 50) }),
	]).flat();
	await workspace.run(bulkUpsert({ createUsers: true }), rows);
	workspace.sandbox.configure({ latencyMs: 0 });

	const requests = sentElements();
	expect(requests.length).toBeGreaterThan(2);
	for (const elements of requests) {
		for (const [place, entry] of elements.entries()) {
			if (entry === 'customer shared') expect(elements[place + 1]).toBe('device shared-0');
			else if (entry.startsWith('customer ')) {
				expect(elements[place + 1]).toBe(`device ${entry.slice('customer '.length)}-1`);
			}
		}
	}
	expect(requests.flat().filter((entry) => entry.startsWith('customer '))).toHaveLength(421);
	expect(savedDevices()).toHaveLength(840);
	for (const { headers } of workspace.sandbox.received('bulkImport')) {
		expect(Number(headers['content-length'])).toBeLessThan(100_000);
	}
});

it('creates the user with the next device where the first one is invalid', async () => {
	const rows = [device('a', 1, { platform: 'windows' }), device('a', 2)];
	await workspace.run(bulkUpsert({ createUsers: true }), rows, 'continueRegularOutput');

	expect(sentElements()).toEqual([['customer a', 'device a-2']]);
});

it.each(['503', '400'] as const)(
	'creates the user with the next device where the first one met a %s',
	async (kind) => {
		workspace.sandbox.failNext(kind, { endpoint: 'bulkImport' });
		const options = { createUsers: true, batchSize: 1, maxRetries: 0 };
		const rows = [device('a', 1), device('a', 2), device('a', 3)];
		const ran = await workspace.run(bulkUpsert(options), rows, 'continueRegularOutput');

		expect(sentElements()).toEqual([
			['customer a', 'device a-1'],
			['customer a', 'device a-2'],
			['device a-3'],
		]);
		expect(ran.jsons().map(({ error }) => error !== undefined)).toEqual([true, false, false]);
		expect(savedDevices()).toEqual(['a-2', 'a-3']);
	},
);

it('shows the user in the preview of the device that brings it', async () => {
	const ran = await workspace.run({ ...bulkUpsert({ createUsers: true }), previewOnly: true }, [
		device('a', 1),
		device('a', 2),
	]);

	const previews = ran.output().map(({ json }) => JSON.stringify(json));
	expect(previews.map((text) => text.includes('"customer"'))).toEqual([true, false]);
	expect(workspace.sandbox.received()).toEqual([]);
});
