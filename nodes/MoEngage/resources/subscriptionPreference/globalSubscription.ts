import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import type { KeptState } from '../../api/record';
import type { GlobalSubscription } from './globalSubscriptionProperties';
import type { User } from './user';

const answerSchema = z.object({ data: z.object({ is_globally_unsubscribed: z.boolean() }) });

const pick = (answer: IDataObject): IDataObject | undefined => {
	const read = answerSchema.safeParse(answer);
	if (!read.success) return undefined;
	return { is_globally_unsubscribed: read.data.data.is_globally_unsubscribed };
};

/**
 * MoEngage's update requires `is_globally_unsubscribed` and has no neutral value for it, so keeping it
 * means to look it up and to send what the user has.
 */
export const createGlobalState = (
	choice: GlobalSubscription,
	user: User,
	channel: string,
): KeptState => {
	const key = JSON.stringify([user.user_identifier_type, user.user_identifier_value, channel]);
	if (choice !== 'keep') {
		return { key, sets: { is_globally_unsubscribed: choice === 'unsubscribed' } };
	}
	return {
		key,
		lookUp: {
			endpoint: endpoints.getUserPreferences,
			query: { ...user, channel },
			pick,
			missing: {
				message: 'MoEngage did not say whether the user is globally unsubscribed',
				description:
					"Run the item again later. If it happens every time, ask MoEngage support why the answer for this user has no 'is_globally_unsubscribed'.",
			},
		},
	};
};
