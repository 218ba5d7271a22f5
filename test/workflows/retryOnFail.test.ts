import type { INodeType } from 'n8n-workflow';

import { createNode } from '../createNode';
import type { Example } from '../docs/examples';
import { createOwnNode, linkNodes, runWorkflow, toItems, type WorkflowFile } from './engine';
import { createNodeType } from './fixtureNodes';
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

const keepState = fillForm('subscriptionPreference/updateForUser', {
	userIdentifierValue: '={{ $json.id }}',
	categoriesMode: 'json',
	categoriesJson: '{"Newsletter": true}',
});

const ada = { id: 'ada' };
const grace = { id: 'grace' };

it('Retry On Fail sends an update whose look-up got no answer', async () => {
	workspace.sandbox.failNext('reset');
	const parameters = { ...keepState, options: { maxRetries: 0, concurrency: 1 } };
	const ran = await workspace.run(parameters, [ada, grace], 'continueRegularOutput', { settings });

	expect(workspace.sandbox.received('updateUserPreferences')).toHaveLength(2);
	expect(ran.jsons().filter(({ error }) => error !== undefined)).toEqual([]);
});

it('Retry On Fail keeps the global state that the first try has sent, not an older one', async () => {
	const parameters = {
		...keepState,
		globalSubscription: '={{ $json.global }}',
		categoriesJson: '={{ { Newsletter: true } }}',
		options: { maxRetries: 0, concurrency: 1 },
	};
	const rows = ['bad', 'unsubscribed', 'keep'].map((global) => ({ id: 'ada', global }));
	const { url, received } = await workspace.script(({ number }) =>
		number === 2
			? { status: 503, body: { error: { code: 'InternalServerError', message: 'Down' } } }
			: { status: 202, body: { response_id: 'aBcD', data: { message: 'Accepted' } } },
	);
	const ran = await workspace.run(parameters, rows, 'continueRegularOutput', { settings, url });

	// The update that set the state, then the one that keeps it, in both tries; no look-up.
	expect(received.map(({ method, body }) => [method, JSON.parse(body)])).toEqual(
		Array(3).fill(['PATCH', expect.objectContaining({ is_globally_unsubscribed: true })]),
	);
	expect(ran.jsons().map(({ error }) => error !== undefined)).toEqual([true, false, false]);
});

describe('Retry On Fail takes nothing for sent already', () => {
	const parameters = fillForm('deviceOptOut/block', {
		userIdentifierValue: '={{ $json.id }}',
		target: 'allDevices',
	});
	const block = (name: string) => createOwnNode(name, parameters, settings);
	const run = async (file: WorkflowFile, others?: Record<string, INodeType>) =>
		await runWorkflow(file, toItems([ada, grace]), workspace.credential(), others);

	it('of what another node has sent for the same items', async () => {
		const nodes = [block('One'), block('Two')];
		await run(
			linkNodes(nodes, [
				['Source', 'One'],
				['Source', 'Two'],
			]),
		);

		expect(workspace.sandbox.received()).toHaveLength(4);
	});

	it('of what the same node has sent before in a loop', async () => {
		let rounds = 3;
		const loop = createNodeType('loop', {}, async () => {
			rounds -= 1;
			return await Promise.resolve([rounds < 0 ? [] : toItems([ada, grace])]);
		});
		const nodes = [createNode('Loop', 'test.loop'), block('MoEngage')];
		const links: Array<[string, string]> = [
			['Source', 'Loop'],
			['Loop', 'MoEngage'],
			['MoEngage', 'Loop'],
		];
		await run(linkNodes(nodes, links), { 'test.loop': loop });

		expect(workspace.sandbox.received()).toHaveLength(6);
	});

	it('of what another run of a sub-workflow has sent', async () => {
		const inner = linkNodes([block('MoEngage')], [['Source', 'MoEngage']]);
		const caller = createNodeType('caller', {}, async () => {
			await run(inner);
			await run(inner);
			return [[]];
		});
		const outer = linkNodes([createNode('Caller', 'test.caller')], [['Source', 'Caller']]);
		await run(outer, { 'test.caller': caller });

		expect(workspace.sandbox.received()).toHaveLength(4);
	});
});
