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

	it('is sent again where the user says so', async () => {
		workspace.sandbox.failNext('reset', { endpoint, afterApply: true });
		const repeat = { options: { repeatUnclear: true } };
		const ran = await workspace.run(event(operation, repeat), deal);

		expect(recorded()).toHaveLength(2);
		expect(ran.jsons()).toMatchObject([{ status: 'success' }]);
	});

	it.each(['500', '429bare'] as const)(
		'is sent again after %s, of which nothing came',
		async (kind) => {
			workspace.sandbox.failNext(kind, { endpoint });
			const ran = await workspace.run(event(operation), deal);

			expect(recorded()).toHaveLength(1);
			expect(ran.jsons()).toMatchObject([{ status: 'success' }]);
		},
	);

	it('is not sent again either where n8n runs the node again', async () => {
		workspace.sandbox.failNext('reset', { endpoint, afterApply: true });
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const ran = await workspace.run(event(operation), deal, 'stopWorkflow', { settings });

		expect(whyStopped(ran)?.message).toContain('it is unclear whether it was recorded');
		expect(recorded()).toHaveLength(1);
	});
});
