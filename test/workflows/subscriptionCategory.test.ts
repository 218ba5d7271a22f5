import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();
const { run } = workspace;

it('gives one item for each category, as MoEngage describes it', async () => {
	const ran = await run(fillForm('subscriptionCategory/getMany', { returnAll: true }), [{}]);

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

it('links each category to the item that asked for it', async () => {
	const some = { channel: '={{ $json.channel }}', limit: 2 };
	const ran = await run(fillForm('subscriptionCategory/getMany', some), [
		{ channel: 'sms' },
		{ channel: 'email' },
	]);

	expect(ran.output().map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
		['Delivery Alerts', { item: 0 }],
		['Flash Sales', { item: 0 }],
		['Newsletter', { item: 1 }],
		['Product Updates', { item: 1 }],
	]);
});
