import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Example } from '../docs/examples';
import type { FaultKind } from '../sandbox/server';
import { fillForm, operations } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

/** n8n then runs the whole node again when the first item is an error. */
const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

/** Users are merged and deleted only once, whoever asks. */
const idempotent = operations.filter(([name]) => !['user/merge', 'user/delete'].includes(name));

const sharedAddresses: Example = {
	parameters: fillForm('emailResubscription/resubscribe', { recipients: '={{ $json.emails }}' }),
	item: { emails: 'ada@example.com, bob@example.com' },
	bad: { emails: 'guest' },
};

it.each<[string, Example]>([...idempotent, ['addresses that items share', sharedAddresses]])(
	'Retry On Fail sends nothing twice that MoEngage accepted, with %s',
	async (_, { parameters, item, bad }) => {
		const rows = [bad, item, item];
		const once = await workspace.run(parameters, rows, 'continueRegularOutput');
		const requests = workspace.sandbox.received().length;
		const again = await workspace.run(parameters, rows, 'continueRegularOutput', { settings });

		expect(workspace.sandbox.received()).toHaveLength(2 * requests);
		const ids = { request_id: undefined, response_id: undefined };
		const [first, second] = [once, again].map((ran) =>
			ran.output().map(({ json, pairedItem }) => ({ json: { ...json, ...ids }, pairedItem })),
		);
		expect(second).toEqual(first);
		expect(again.jsons().map(({ error }) => error !== undefined)).toEqual([true, false, false]);
	},
);

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.id }}',
	deviceId: '={{ $json.id }}',
	pushId: '={{ $json.token }}',
});

const keepState = fillForm('subscriptionPreference/updateForUser', {
	userIdentifierValue: '={{ $json.id }}',
	categoriesMode: 'json',
	categoriesJson: '{"Newsletter": true}',
});

/** The first requests meet the fault, and n8n runs the node a second time. */
const runWithFault = async (fault: FaultKind, parameters: INodeParameters, rows: IDataObject[]) => {
	workspace.sandbox.failNext(fault);
	const given = { ...parameters, options: { maxRetries: 0, concurrency: 1 } };
	return await workspace.run(given, rows, 'continueRegularOutput', { settings });
};

const statuses = () => workspace.sandbox.received().map(({ status }) => status);

const ada = { id: 'ada', token: 'new' };
const grace = { id: 'grace', token: 'own' };

it('Retry On Fail does not undo what a later item has set, with an earlier one that failed', async () => {
	const ran = await runWithFault('503', upsert, [{ ...ada, token: 'old' }, ada]);

	expect(workspace.sandbox.state.devices.get('ada')?.get('ada')?.attributes.push_id).toBe('new');
	expect(statuses()).toEqual([503, 200]);
	expect(ran.jsons().map(({ httpCode, status }) => httpCode ?? status)).toEqual(['503', 'success']);
});

it('Retry On Fail sends what MoEngage refused once more', async () => {
	const ran = await runWithFault('400', upsert, [ada, grace]);

	expect(ran.jsons().map(({ customer_id }) => customer_id)).toEqual(['ada', 'grace']);
	expect(statuses()).toEqual([400, 200, 200]);
});

it('Retry On Fail does not send again what MoEngage may have carried out', async () => {
	const ran = await runWithFault('reset', upsert, [ada, grace]);

	expect(workspace.sandbox.received()).toHaveLength(2);
	expect(ran.jsons().map(({ error }) => error !== undefined)).toEqual([true, false]);
});

it('Retry On Fail sends an update whose look-up got no answer', async () => {
	const ran = await runWithFault('reset', keepState, [ada, grace]);

	expect(workspace.sandbox.received('updateUserPreferences')).toHaveLength(2);
	expect(ran.jsons().filter(({ error }) => error !== undefined)).toEqual([]);
});
