import { z } from 'zod';

import { describeInvalid } from '../refusals';
import { listCategories } from './categories';
import type { Endpoint } from './endpoint';
import { channelSchema, createResponseId, listChannels } from './getCategories';
import { findUsers, identifierTypeSchema, identifierValueSchema, preferencesPath } from './v5Users';

const preferencesQuerySchema = z.object({
	user_identifier_type: identifierTypeSchema,
	user_identifier_value: identifierValueSchema,
	channel: channelSchema.optional(),
});

export const getUserPreferences: Endpoint = {
	name: 'getUserPreferences',
	method: 'GET',
	path: preferencesPath,
	errors: 'v5',
	query: { required: ['user_identifier_type', 'user_identifier_value'], optional: ['channel'] },
	needsAppKey: true,
	needsProjectCode: true,
	answer: (call) => {
		const { workspace, state, query } = call;
		const read = preferencesQuerySchema.safeParse(query);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { user_identifier_type: type, user_identifier_value: value } = read.data;
		const found = findUsers(call, type, value);
		if ('outcome' in found) return found.outcome;

		const [customerId = ''] = found.customerIds;
		const stored = state.preferences.users.get(customerId);
		const categories = listChannels(read.data.channel).flatMap((channel) =>
			listCategories(workspace, channel).map((category) => {
				const isSubscribed =
					!stored?.[channel].unsubscribedFromAll &&
					(stored?.[channel].categories[category.name] ?? true);
				return {
					name: category.name,
					display_name: category.displayName ?? category.name,
					channel,
					group: category.group ?? null,
					status: isSubscribed ? 'subscribed' : 'unsubscribed',
				};
			}),
		);
		return {
			status: 200,
			body: {
				response_id: createResponseId(),
				type: 'subscription_preference',
				data: {
					user_id: state.users.get(customerId)?.moengageId,
					is_globally_unsubscribed:
						stored?.[read.data.channel ?? 'email'].unsubscribedFromAll ?? false,
					categories,
				},
			},
			records: 0,
		};
	},
};
