import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { channelNames, type Channel, type User, type Workspace } from '../workspaces';
import {
	findInvalidCategories,
	findUserPreferences,
	listCategories,
	setCategories,
} from './categories';
import { maxBodySize, refuse, type Call, type Endpoint, type Outcome } from './endpoint';

const preferencesPath = '/v5/subscription-preferences';
const identifierTypes = ['moe_user_id', 'uid', 'email'] as const;

/** Where the request names none, MoEngage answers with the first 12 characters of a new UUID. */
const createResponseId = (requestId?: string): string => requestId ?? randomUUID().slice(0, 12);

const channelSchema = z.enum(channelNames, sayingOfOthers("channel must be 'email' or 'sms'"));
const identifierTypeSchema = z.enum(
	identifierTypes,
	sayingOfOthers("user_identifier_type must be 'moe_user_id', 'uid' or 'email'"),
);
const identifierValueSchema = z.string().min(1, 'user_identifier_value cannot be empty');

const categoriesQuerySchema = z.object({ channel: channelSchema.optional() });

/** Endpoint 10. */
export const getCategories: Endpoint = {
	name: 'getCategories',
	method: 'GET',
	path: '/v5/subscription-categories',
	errors: 'v5',
	query: { required: [], optional: ['channel'] },
	needsAppKey: true,
	needsProjectCode: false,
	maxBodySize,
	answer: ({ workspace, query }) => {
		const read = categoriesQuerySchema.safeParse(query);
		if (!read.success) return refuse(describeInvalid(read.error));
		const { channel } = read.data;
		const data = workspace.categories
			.filter((category) => channel === undefined || category.channel === channel)
			.map((category) => ({
				name: category.name,
				display_name: category.displayName ?? category.name,
				description: category.description ?? '',
				channel: category.channel,
				group: category.group ?? null,
				status: category.active ? 'active' : 'inactive',
			}));
		return {
			status: 200,
			body: { response_id: createResponseId(), type: 'subscription_categories', data },
			records: 0,
		};
	},
};

const isIdentifiedBy =
	(type: (typeof identifierTypes)[number], value: string) =>
	(user: User): boolean => {
		switch (type) {
			case 'moe_user_id':
				return user.moeUserId === value;
			case 'uid':
				return user.customerId === value;
			case 'email':
				return user.email === value;
		}
	};

/** The one user who is meant, or why there is none. */
const findUser = (
	workspace: Workspace,
	type: (typeof identifierTypes)[number],
	value: string,
): { user: User } | { outcome: Outcome } => {
	const [user, ...others] = workspace.users.filter(isIdentifiedBy(type, value));
	const attribute = 'user_identifier_value';
	if (!user) {
		return {
			outcome: refuse({ status: 404, reason: 'notFound', attribute, message: 'User not found.' }),
		};
	}
	if (others.length > 0) {
		return {
			outcome: refuse({
				status: 409,
				reason: 'ambiguousUser',
				attribute,
				message: `The ${type} matches ${others.length + 1} users. Use moe_user_id or uid.`,
			}),
		};
	}
	return { user };
};

const preferencesQuerySchema = z.object({
	user_identifier_type: identifierTypeSchema,
	user_identifier_value: identifierValueSchema,
	channel: channelSchema.optional(),
});

/** Endpoint 11. */
export const getUserPreferences: Endpoint = {
	name: 'getUserPreferences',
	method: 'GET',
	path: preferencesPath,
	errors: 'v5',
	query: {
		required: ['user_identifier_type', 'user_identifier_value'],
		optional: ['channel'],
	},
	needsAppKey: true,
	needsProjectCode: true,
	maxBodySize,
	answer: ({ workspace, state, query }) => {
		const read = preferencesQuerySchema.safeParse(query);
		if (!read.success) return refuse(describeInvalid(read.error));
		const { user_identifier_type: type, user_identifier_value: value } = read.data;
		const found = findUser(workspace, type, value);
		if ('outcome' in found) return found.outcome;

		const stored = state.preferences.users.get(found.user.customerId);
		const channels: readonly Channel[] = read.data.channel ? [read.data.channel] : channelNames;
		const categories = channels.flatMap((channel) =>
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
				type: 'subscription_preferences',
				data: {
					user_id: found.user.customerId,
					is_globally_unsubscribed:
						stored?.[read.data.channel ?? 'email'].unsubscribedFromAll ?? false,
					categories,
				},
			},
			records: 0,
		};
	},
};

const maxEventAttributes = 5;

const updateSchema = z
	.object({
		user_identifier_type: identifierTypeSchema,
		user_identifier_value: identifierValueSchema,
		channel: channelSchema.default('email'),
		is_globally_unsubscribed: z.boolean(),
		categories: z.record(z.boolean()).optional(),
		event_attributes: z
			.record(
				z.string().min(1).max(50, 'the name of an event attribute has at most 50 characters'),
				z.string().max(255, 'the value of an event attribute has at most 255 characters'),
			)
			.refine((attributes) => Object.keys(attributes).length <= maxEventAttributes, {
				message: `at most ${maxEventAttributes} event attributes are allowed`,
			})
			.optional(),
		request_id: z.string().min(1).optional(),
	})
	.strict();

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const applyUpdate = ({ workspace, state, body }: Call): Outcome => {
	const read = updateSchema.safeParse(body);
	if (!read.success) return refuse(describeInvalid(read.error));
	const update = read.data;
	const categories = update.is_globally_unsubscribed ? {} : (update.categories ?? {});
	const invalid = findInvalidCategories(workspace, update.channel, categories);
	if (invalid.length > 0) {
		return refuse({
			reason: 'invalid',
			attribute: 'categories',
			message: `These are no active categories of the channel ${update.channel}: ${invalid.join(', ')}`,
		});
	}
	const found = findUser(workspace, update.user_identifier_type, update.user_identifier_value);
	if ('outcome' in found) return found.outcome;

	const preferences = findUserPreferences(state, found.user.customerId);
	preferences.writes += 1;
	preferences[update.channel].unsubscribedFromAll = update.is_globally_unsubscribed;
	setCategories(workspace, preferences, update.channel, categories);
	if (update.event_attributes) preferences.eventAttributes = update.event_attributes;
	return {
		status: 202,
		body: { response_id: createResponseId(update.request_id), type: 'subscription_preferences' },
		records: 1,
	};
};

/** Endpoint 12. A key answers for 24 hours on MoEngage; here it does until the state is cleared. */
export const updateUserPreferences: Endpoint = {
	name: 'updateUserPreferences',
	method: 'PATCH',
	path: preferencesPath,
	errors: 'v5',
	query: { required: [] },
	needsAppKey: true,
	needsProjectCode: true,
	maxBodySize,
	answer: (call) => {
		const attribute = 'Idempotency-Key';
		const key = call.readHeader('idempotency-key');
		if (key === undefined) {
			return refuse({
				reason: 'idempotencyKeyMissing',
				attribute,
				message: 'The header Idempotency-Key is required.',
			});
		}
		if (!uuidV4.test(key)) {
			return refuse({
				reason: 'idempotencyKeyInvalid',
				attribute,
				message: 'The header Idempotency-Key must be a UUID v4.',
			});
		}
		const fingerprint = JSON.stringify(call.body);
		const earlier = call.state.answered.get(key);
		if (earlier && earlier.fingerprint !== fingerprint) {
			return refuse({
				status: 409,
				reason: 'idempotencyConflict',
				attribute,
				message: 'The Idempotency-Key was already used with a different request body.',
			});
		}
		if (earlier) return { status: 202, body: earlier.body, records: 0, repeated: true };

		const outcome = applyUpdate(call);
		if ('body' in outcome) call.state.answered.set(key, { fingerprint, body: outcome.body });
		return outcome;
	},
};
