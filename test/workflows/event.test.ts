import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createWorkflow, runWorkflow, toItems } from './engine';
import { useWorkspace, type TestWorkspace } from './workspace';

const workspace = useWorkspace();

const event = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'event',
	operation,
	customerId: '={{ $json.id }}',
	eventName: 'Deal Won',
	...more,
});

const deals = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}`, amount: index }));

const jsonsOf = (ran: Awaited<ReturnType<TestWorkspace['run']>>) =>
	ran.output().map(({ json }) => json);

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
		expect(jsonsOf(ran)).toMatchObject([
			{ status: 'success', customer_id: 'c-0', event_name: 'Deal Won' },
			{ status: 'success', customer_id: 'c-1', event_name: 'Deal Won' },
		]);
	});

	it("reads a time without a zone in the workflow's, and takes now where there is none", async () => {
		const time = '={{ $json.time }}';
		const { sandbox } = workspace;
		const before = Date.now();
		await runWorkflow(
			{
				...createWorkflow(event(operation, { additionalFields: { time } })),
				settings: { timezone: 'Asia/Kolkata' },
			},
			toItems([{ id: 'a', time: '2026-05-17T09:30:00' }, { id: 'b' }]),
			workspace.credential(),
		);

		const [first, second] = [...sandbox.state.events].sort((one, other) => one.at - other.at);
		expect(first?.at).toBe(Date.UTC(2026, 4, 17, 4, 0));
		expect(second?.at).toBeGreaterThanOrEqual(before);
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
	expect(jsonsOf(ran)[299]).toMatchObject({ customer_id: 'c-299', event_name: 'Deal Won' });
});

it.each(['track', 'bulkTrack'])(
	'%s: refuses more than 5,000 events of one customer, whom MoEngage would block',
	async (operation) => {
		const ran = await workspace.run(
			event(operation),
			[...deals(5_001).map((deal) => ({ ...deal, id: 'shared' })), ...deals(1)],
			'continueErrorOutput',
			{ endsThere: true },
		);

		expect(ran.output('MoEngage', 1)).toHaveLength(5_001);
		expect(ran.output('MoEngage', 1)[0]?.json.error).toMatch(
			/^'Customer ID' is "shared" for 5,001 items in this run; .* 5,000 data requests a minute \[item 0\]$/,
		);
		expect(recorded()).toHaveLength(1);
	},
);
