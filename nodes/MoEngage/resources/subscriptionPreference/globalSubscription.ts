import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { groupDigits } from '../../api/numbers';
import type { RecordState } from '../../api/record';
import type { MoEngageRequest } from '../../api/request';
import { createNotice } from '../fields/properties';
import { createChoice } from '../fields/scalars';

const { property, read } = createChoice({
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
});

const properties: INodeProperties[] = [
	property,
	createNotice('keepNotice', 'Looking up each user first takes one more request per user.', {
		globalSubscription: ['keep'],
	}),
	createNotice(
		'subscribedNotice',
		'This ends a global unsubscribe: a user who has unsubscribed from everything gets messages again.',
		{ globalSubscription: ['subscribed'] },
	),
	createNotice(
		'unsubscribedNotice',
		'The user gets no more marketing messages on this channel. Categories are ignored.',
		{ globalSubscription: ['unsubscribed'] },
	),
];

/** What happens to a user's subscription to everything on the channel, beside the categories. */
export const globalSubscription = { properties, read };

const answerSchema = z.object({ data: z.object({ is_globally_unsubscribed: z.boolean() }) });

const pick = (answer: IDataObject) => answerSchema.safeParse(answer).data?.data;

/** Says how many users have categories that MoEngage ignores, since their global unsubscribe was kept. */
export const createGlobalHints = (outputs: readonly IDataObject[]): string[] => {
	const unsubscribed = outputs.filter((output) => output.is_globally_unsubscribed === true);
	const { size } = new Set(unsubscribed.map((output) => JSON.stringify(output)));
	if (size === 0) return [];
	const users =
		size === 1
			? '1 user is globally unsubscribed, so MoEngage ignores the categories of this user.'
			: `${groupDigits(size)} users are globally unsubscribed, so MoEngage ignores their categories.`;
	return [`${users} To end that, choose Subscribed under 'Global Subscription'.`];
};

/**
 * MoEngage's update requires `is_globally_unsubscribed` and has no neutral value for it, so keeping it
 * means to look it up and to send what the user has.
 *
 * @param key Names the user, who has one global unsubscribe, on whatever channel it is sent
 */
export const createGlobalState = (
	choice: ReturnType<typeof read>,
	key: string,
	query: MoEngageRequest['query'],
): RecordState => {
	if (choice !== 'keep') {
		return { key, sets: { is_globally_unsubscribed: choice === 'unsubscribed' } };
	}
	return {
		key,
		lookUp: {
			endpoint: endpoints.getUserPreferences,
			query,
			pick,
			missing: {
				message: 'MoEngage did not say whether the user is globally unsubscribed',
				description:
					"Run the item again later. If it happens every time, ask MoEngage support why the answer for this user has no 'is_globally_unsubscribed'.",
			},
		},
	};
};
