import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { EndpointName } from '../sandbox/server';
import { useFastTime } from './fastTime';
import { fillForm } from './operations';
import { useWorkspace, type TestWorkspace } from './workspace';

/** A minute passes in 600 ms. */
const FACTOR = 100;

const workspace = useWorkspace();

useFastTime(FACTOR);

const options = { timeout: FACTOR * 10_000 };

interface Case {
	endpoint: EndpointName;
	parameters: INodeParameters;
	/** Two items for one subject, and one of a stranger. */
	rows: [earlier: IDataObject, later: IDataObject, stranger: IDataObject];
	/** What MoEngage has in the end of the subject. */
	read: (state: TestWorkspace['sandbox']['state']) => unknown;
	wanted: unknown;
}

const phone = { customer_id: 'ada', device_id: 'd-1', platform: 'web' };

const keepState = fillForm('subscriptionPreference/updateForUser', {
	userIdentifierValue: '={{ $json.id }}',
	categoriesMode: 'json',
	categoriesJson: '={{ { Newsletter: $json.wants } }}',
	options,
});

const optIn = fillForm('emailOptIn/update', {
	customerId: '={{ $json.id }}',
	optInStatus: '={{ $json.status }}',
	options,
});

const cases: Array<[string, Case]> = [
	[
		'the preferences of one user',
		{
			endpoint: 'updateUserPreferences',
			parameters: keepState,
			rows: [
				{ id: 'ada', wants: true },
				{ id: 'ada', wants: false },
				{ id: 'grace', wants: true },
			],
			read: ({ preferences }) => preferences.users.get('ada')?.email.categories,
			wanted: { Newsletter: false },
		},
	],
	[
		'the opt-in of one user',
		{
			endpoint: 'updateOptIn',
			parameters: optIn,
			rows: [
				{ id: 'ada', status: 'OPTED_OUT' },
				{ id: 'ada', status: 'DOUBLE_OPTED_IN' },
				{ id: 'grace', status: 'OPTED_OUT' },
			],
			read: ({ optIns }) => optIns.get('ada')?.status,
			wanted: 'DOUBLE_OPTED_IN',
		},
	],
	[
		'one device in two pools',
		{
			endpoint: 'bulkImport',
			parameters: fillForm('device/bulkUpsert', { options: { ...options, batchSize: 1 } }),
			rows: [
				{ ...phone, push_id: 'old' },
				{ ...phone, push_id: 'new' },
				{ ...phone, customer_id: 'grace', device_id: 'd-2', push_id: 'other' },
			],
			read: ({ devices }) => devices.get('ada')?.get('d-1')?.attributes.push_id,
			wanted: 'new',
		},
	],
];

describe.each(cases)(
	'what two items set for %s',
	(_, { endpoint, parameters, rows, read, wanted }) => {
		it('is what the later one says, although the earlier one is tried again', async () => {
			workspace.sandbox.failNext('503', { endpoint });
			const ran = await workspace.run(parameters, rows);

			expect(ran.output()).toHaveLength(3);
			expect(read(workspace.sandbox.state)).toEqual(wanted);
		});

		it('is sent one after the other, however slow the answers are, and strangers do not wait', async () => {
			workspace.sandbox.configure({ latencyMs: 100 });
			const started = await workspace.start(parameters, rows);
			while (workspace.sandbox.received().length < 2) await new Promise(setImmediate);
			const first = workspace.sandbox
				.received()
				.map(({ body, query }) => JSON.stringify([body, query]));
			const ran = await started.finished;

			expect(first.filter((request) => request.includes('ada'))).toHaveLength(1);
			expect(ran.output()).toHaveLength(3);
			expect(read(workspace.sandbox.state)).toEqual(wanted);
		});
	},
);
