import { z } from 'zod';

import { describeInvalid } from '../refusals';
import { findOrAdd } from '../state';
import type { Workspace } from '../workspaces';
import { findUserPreferences, listCategories, setCategories } from './categories';
import { refuse, type Endpoint, type Outcome } from './endpoint';

const path = '/v1/category-subscription/user-preferences';
const usersPerRequest = 50;

/** The encrypted ids are opaque; here one that starts with "unknown" is that of a deleted user. */
const refuseUnknownUser = (userId: string): Outcome | undefined =>
	userId.startsWith('unknown')
		? refuse(404, 'notFound', 'No user was found for the given user_id')
		: undefined;

const everyCategory = (workspace: Workspace, subscribed: boolean): Record<string, boolean> =>
	Object.fromEntries(listCategories(workspace, 'email').map(({ name }) => [name, subscribed]));

export const getPreferences: Endpoint = {
	name: 'getPreferences',
	method: 'GET',
	path,
	errors: 'landingPageGet',
	query: { required: ['user_id', 'cid'] },
	needsAppKey: true,
	answer: ({ workspace, state, query }) => {
		const userId = query['user_id'] ?? '';
		const unknown = refuseUnknownUser(userId);
		if (unknown) return unknown;
		const preferences = state.preferences.landingPage.get(userId);
		const categories = preferences?.unsubscribedFromAll
			? everyCategory(workspace, false)
			: { ...everyCategory(workspace, true), ...preferences?.categories };
		return { status: 200, body: { categories }, records: 0 };
	},
};

const updateSchema = z
	.object({ unsubscribe_all: z.boolean(), categories: z.record(z.boolean()) })
	.strict();

export const updatePreferences: Endpoint = {
	name: 'updatePreferences',
	method: 'PUT',
	path,
	errors: 'landingPage',
	query: { required: ['user_id', 'cid'], optional: ['moe_event_id'] },
	needsAppKey: true,
	answer: ({ state, query, body }) => {
		const read = updateSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const userId = query['user_id'] ?? '';
		const unknown = refuseUnknownUser(userId);
		if (unknown) return unknown;

		const preferences = findOrAdd(state.preferences.landingPage, userId, () => ({
			cid: '',
			categories: {},
			unsubscribedFromAll: false,
		}));
		preferences.cid = query['cid'] ?? '';
		preferences.unsubscribedFromAll = read.data.unsubscribe_all;
		preferences.categories = { ...preferences.categories, ...read.data.categories };
		const eventId = query['moe_event_id'];
		if (eventId !== undefined) preferences.eventId = eventId;
		return { status: 200, body: { message: 'Success' }, records: 1 };
	},
};

const bulkSchema = z
	.object({
		channel: z.literal('email'),
		user_preferences: z.array(
			z
				.object({
					customer_id: z.string().min(1, "'customer_id' cannot be empty"),
					categories: z.record(z.boolean()),
					unsubscribe_all: z.boolean(),
				})
				.strict(),
		),
	})
	.strict();

export const bulkUpdatePreferences: Endpoint = {
	name: 'bulkUpdatePreferences',
	method: 'POST',
	path,
	errors: 'landingPage',
	needsAppKey: true,
	needsProjectCode: true,
	answer: ({ workspace, state, body }) => {
		const read = bulkSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const entries = read.data.user_preferences;
		if (entries.length === 0) {
			return refuse(400, 'missing', 'At least one user preference is required', 'user_preferences');
		}
		if (entries.length > usersPerRequest) {
			return refuse(
				400,
				'tooMany',
				`Payload limit is set to ${usersPerRequest}`,
				'user_preferences',
			);
		}
		for (const entry of entries) {
			const preferences = findUserPreferences(state, entry.customer_id);
			preferences.writes += 1;
			preferences.email.unsubscribedFromAll = entry.unsubscribe_all;
			setCategories(workspace, preferences, 'email', entry.categories);
		}
		return {
			status: 200,
			body: { message: 'Your request has been processed' },
			records: entries.length,
		};
	},
};
