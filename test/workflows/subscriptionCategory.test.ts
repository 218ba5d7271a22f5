import type { INodeParameters } from 'n8n-workflow';

import { demoWorkspace } from '../sandbox/server';
import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

const getMany = (values: INodeParameters = {}) => fillForm('subscriptionCategory/getMany', values);

const all = getMany({ returnAll: true });

it('gives one item for each category, as MoEngage describes it', async () => {
	const ran = await run(all, [{}]);

	expect(ran.output()).toHaveLength(10);
	expect(ran.output()[0]).toEqual({
		json: {
			name: 'Newsletter',
			display_name: 'Monthly newsletter',
			description: 'News from the team, once a month',
			channel: 'email',
			group: 'News',
			status: 'active',
		},
		pairedItem: { item: 0 },
	});
});

it.each([
	['email', 7],
	['sms', 3],
	['', 10],
])('lists the categories of the channel "%s" only', async (channel, count) => {
	const ran = await run(getMany({ channel, returnAll: true }), [{}]);

	expect(ran.output()).toHaveLength(count);
	expect(workspace.sandbox.received('getCategories')[0]?.query).toEqual(
		channel === '' ? {} : { channel },
	);
});

it('links each category to the item that asked for it', async () => {
	const ran = await run(getMany({ channel: '={{ $json.channel }}', limit: 2 }), [
		{ channel: 'sms', name: 'first' },
		{ channel: 'email', name: 'second' },
	]);

	expect(ran.output().map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
		['Delivery Alerts', { item: 0 }],
		['Flash Sales', { item: 0 }],
		['Newsletter', { item: 1 }],
		['Product Updates', { item: 1 }],
	]);
	const names = ran.jsons('After').map(({ read }) => read);
	expect(names).toEqual(['first', 'first', 'second', 'second']);
});

it('stops at the limit, which may come from the item', async () => {
	const ran = await run(getMany({ limit: '={{ $json.most }}' }), [{ most: 1 }, { most: '3' }]);

	expect(ran.output().map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 1, 1].map((item) => ({ item })),
	);
});

it('gives up to 50 unless told otherwise', async () => {
	const categories = Array.from({ length: 60 }, (_, index) => ({ name: `Category ${index}` }));
	workspace.sandbox.configure({ workspaces: [{ ...demoWorkspace, categories }] });

	const some = await run(getMany(), [{}]);
	const every = await run(all, [{}]);

	expect([some.output().length, every.output().length]).toEqual([50, 60]);
});
