import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const event = (operation: string, more: INodeParameters) =>
	fillForm(`event/${operation}`, {
		customerId: '={{ $json.id }}',
		eventName: 'Deal Won',
		...more,
	});

const deals = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}`, amount: index }));

const recorded = () => workspace.sandbox.state.events;

afterEach(() => {
	expect(workspace.sandbox.violations).toEqual([]);
});

describe.each(['track', 'bulkTrack'])('%s', (operation) => {
	it('records what happened, and outputs the answer with the ID and the name', async () => {
		const ran = await workspace.run(
			event(operation, {
				attributesMode: 'input',
				includeFields: 'amount',
				additionalFields: {
					time: '2026-05-17T09:30:00+02:00',
					platform: 'web',
					appVersion: '4.12.0',
					deviceId: 'd-1',
					realTime: true,
				},
			}),
			deals(2),
		);

		expect(recorded()).toMatchObject([
			{
				customerId: 'c-0',
				action: 'Deal Won',
				attributes: { amount: 0 },
				at: Date.UTC(2026, 4, 17, 7, 30),
				deviceId: 'd-1',
				platform: 'web',
				appVersion: '4.12.0',
				realTime: true,
			},
			{ customerId: 'c-1', attributes: { amount: 1 } },
		]);
		expect(ran.jsons()).toMatchObject([
			{ status: 'success', customer_id: 'c-0', event_name: 'Deal Won' },
			{ status: 'success', customer_id: 'c-1', event_name: 'Deal Won' },
		]);
	});

	it("reads a time without a zone in the workflow's", async () => {
		const parameters = event(operation, { additionalFields: { time: '2026-05-17T09:30:00' } });
		await workspace.run(parameters, deals(1), 'stopWorkflow', { timezone: 'Asia/Kolkata' });

		expect(recorded()).toMatchObject([{ at: Date.UTC(2026, 4, 17, 4, 0) }]);
	});
});

it('pools events in bulk, those of one user too', async () => {
	const rows = deals(300).map((deal, index) => (index % 2 === 0 ? { ...deal, id: 'ada' } : deal));
	const ran = await workspace.run(
		event('bulkTrack', { attributesMode: 'input', includeFields: ['amount'] }),
		rows,
	);

	expect(workspace.sandbox.received('bulkImport')).toHaveLength(1);
	expect(recorded().map(({ attributes }) => attributes.amount)).toEqual(
		rows.map(({ amount }) => amount),
	);
	expect(ran.jsons()[299]).toMatchObject({ customer_id: 'c-299', event_name: 'Deal Won' });
});

it("refuses a name in 'Include Fields' that no item has, before anything is sent", async () => {
	const named = { attributesMode: 'input', includeFields: 'amount, amonut' };
	const ran = await workspace.run(event('track', named), deals(2));

	expect(whyStopped(ran)?.message).toContain(
		'\'Include Fields\' has "amonut", which no item has [item 0]',
	);
	expect(workspace.sandbox.received()).toEqual([]);
});
