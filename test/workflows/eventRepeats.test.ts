import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { FaultKind } from '../sandbox/server';
import { useFastTime } from './fastTime';
import { fillForm } from './operations';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

useFastTime(50);

const event = (operation: string, more: INodeParameters = {}) =>
	fillForm(`event/${operation}`, { customerId: 'ada', eventName: 'Deal Won', ...more });

const deal: IDataObject[] = [{}];

const recorded = () => workspace.sandbox.state.events;

describe.each(['track', 'bulkTrack'])('an event of %s whose answer was lost', (operation) => {
	const endpoint = operation === 'track' ? 'trackEvent' : 'bulkImport';
	const lost: FaultKind[] = ['reset', 'cutJson', 'html200', '502html'];
	it.each(lost)('is not sent again by itself after %s', async (kind) => {
		workspace.sandbox.failNext(kind, { endpoint, afterApply: true });
		const ran = await workspace.run(event(operation), deal, 'continueRegularOutput');

		expect(recorded()).toHaveLength(1);
		expect(ran.jsons()).toMatchObject([
			{
				error: expect.stringContaining('it is unclear whether it was recorded'),
				description: expect.stringContaining('Look it up in MoEngage'),
				customer_id: 'ada',
				event_name: 'Deal Won',
			},
		]);
	});

	it('is not sent again either where n8n runs the node again', async () => {
		workspace.sandbox.failNext('reset', { endpoint, afterApply: true });
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const ran = await workspace.run(event(operation), deal, 'stopWorkflow', { settings });

		expect(whyStopped(ran)?.message).toContain('it is unclear whether it was recorded');
		expect(recorded()).toHaveLength(1);
	});
});

/** The contents of the requests, as they came. */
const bodies = (endpoint: 'trackEvent' | 'bulkImport') =>
	workspace.sandbox.received(endpoint).map(({ body }) => body);

describe.each(['track', 'bulkTrack'])('an event of %s with a deduplication ID', (operation) => {
	const endpoint = operation === 'track' ? 'trackEvent' : 'bulkImport';
	const known = event(operation, { additionalFields: { deduplicationId: 'deal-7' } });

	it.each(['reset', 'cutJson', '502html'] as const)(
		'is sent again unchanged after %s, and recorded once',
		async (kind) => {
			workspace.sandbox.failNext(kind, { endpoint, afterApply: true });
			const ran = await workspace.run(known, deal);

			const [first, second] = bodies(endpoint);
			expect(bodies(endpoint)).toHaveLength(2);
			expect(second).toEqual(first);
			expect(recorded()).toMatchObject([{ deduplicationId: 'deal-7' }]);
			expect(ran.jsons()).toMatchObject([{ status: 'success', event_name: 'Deal Won' }]);
		},
	);

	it('is recorded once when a run that was cancelled is started again', async () => {
		workspace.sandbox.failNext('hang', { endpoint, afterApply: true });
		const cancelled = await workspace.start(known, deal);
		while (recorded().length === 0) await new Promise(setImmediate);
		cancelled.cancel();
		await cancelled.finished;
		const ran = await workspace.run(known, deal);

		expect(bodies(endpoint)).toHaveLength(2);
		expect(recorded()).toHaveLength(1);
		expect(ran.jsons()).toMatchObject([{ status: 'success' }]);
	});
});

describe('of a request with events that have a deduplication ID and others', () => {
	const mixed = event('bulkTrack', {
		eventName: '={{ $json.name }}',
		additionalFields: { deduplicationId: '={{ $json.id }}' },
	});
	// n8n runs a node again whose first item is an error.
	const rows = [{ name: 'Two' }, { name: 'One', id: '1' }, { name: 'Three', id: '3' }];
	const unclear = { error: expect.stringContaining('it is unclear whether it was recorded') };

	it.each([1, 3])(
		'only those with an ID are sent again, in %p tries of the node',
		async (tries) => {
			workspace.sandbox.failNext('reset', { endpoint: 'bulkImport', afterApply: true });
			const settings = { retryOnFail: tries > 1, maxTries: tries, waitBetweenTries: 1 };
			const ran = await workspace.run(mixed, rows, 'continueRegularOutput', { settings });

			expect(
				bodies('bulkImport').map((body) =>
					Object(body).elements.map((element: IDataObject) => element.dedup_id),
				),
			).toEqual([
				[undefined, '1', '3'],
				['1', '3'],
			]);
			expect(recorded().map(({ action }) => action)).toEqual(['Two', 'One', 'Three']);
			expect(ran.jsons()).toMatchObject([unclear, { status: 'success' }, { status: 'success' }]);
		},
	);
});
