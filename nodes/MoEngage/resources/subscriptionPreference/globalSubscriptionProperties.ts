import type { INodeProperties } from 'n8n-workflow';

export type GlobalSubscription = 'keep' | 'subscribed' | 'unsubscribed';

const createNotice = (choice: GlobalSubscription, displayName: string): INodeProperties => ({
	displayName,
	name: `${choice}Notice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { globalSubscription: [choice] } },
});

/** What happens to a user's subscription to everything on the channel, beside the categories. */
export const globalSubscriptionProperties: INodeProperties[] = [
	{
		displayName: 'Global Subscription',
		name: 'globalSubscription',
		type: 'options',
		default: 'keep',
		options: [
			{
				name: 'Keep as It Is',
				value: 'keep',
				description: 'Look up the user first, and change only the categories',
			},
			{
				name: 'Subscribed',
				value: 'subscribed',
				description: 'End a global unsubscribe, so that the user gets messages again',
			},
			{
				name: 'Unsubscribed',
				value: 'unsubscribed',
				description: 'Unsubscribe the user from all marketing messages on the channel',
			},
		],
		description:
			'What happens to the global unsubscribe, which stops all marketing messages on the channel. Keep as It Is looks up the user first, which takes one more request. Subscribed ends a global unsubscribe. Unsubscribed stops all marketing messages on the channel and ignores the categories.',
	},
	createNotice('keep', 'Looks up each user first, which takes one more request per user'),
	createNotice(
		'subscribed',
		'Ends a global unsubscribe: a user who has unsubscribed from everything gets messages again',
	),
	createNotice(
		'unsubscribed',
		'The user gets no more marketing messages on this channel. Categories are ignored.',
	),
];
