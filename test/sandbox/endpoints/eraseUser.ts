import { z } from 'zod';

import { createAnswerId } from '../errorBodies';
import { describeInvalid, sayingOfOthers } from '../refusals';
import { forgetUser } from '../knownUsers';
import type { WorkspaceState } from '../state';
import type { Endpoint } from './endpoint';
import { findUsersByEmail } from './userIdentifiers';

const findByAttribute = ({ users }: WorkspaceState, names: string[], value: string): string[] =>
	[...users].flatMap(([customerId, { attributes }]) =>
		names.some((name) => attributes[name] === value) ? [customerId] : [],
	);

/** How the users of an identity are found. */
const finders: Record<string, (state: WorkspaceState, value: string) => string[]> = {
	ID: ({ users }, value) => (users.has(value) ? [value] : []),
	email: findUsersByEmail,
	mobile: (state, value) => findByAttribute(state, ['mobile', 'u_mb'], value),
	user_secondary_id: (state, value) => findByAttribute(state, ['user_secondary_id'], value),
	google_advertising_id: (state, value) => findByAttribute(state, ['moe_gaid'], value),
	advertising_identifier: (state, value) =>
		findByAttribute(state, ['advertising_identifier'], value),
};

const identitySchema = z
	.object({
		identity_type: z
			.string()
			.refine((type) => Object.hasOwn(finders, type), "'identity_type' is not supported"),
		identity_value: z.string().min(1, "'identity_value' cannot be empty"),
	})
	.strict();

const erasureSchema = z
	.object({
		request_type: z.literal('erasure', sayingOfOthers("'request_type' should be erasure")),
		submitted_time: z.string().datetime({ offset: true, message: 'is not ISO 8601' }),
		identities: z.array(identitySchema).length(1, "'identities' takes one identity"),
		api_version: z.literal('1.0', sayingOfOthers("'api_version' should be 1.0")),
	})
	.strict();

/** Erases everything that is known of the users, at once; whether there are any, it does not say. */
export const eraseUser: Endpoint = {
	name: 'eraseUser',
	method: 'POST',
	path: '/v1/opengdpr_requests/{workspaceId}',
	errors: 'data',
	answer: ({ state, body }) => {
		const read = erasureSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const [identity] = read.data.identities;
		const { identity_type: type = '', identity_value: value = '' } = identity ?? {};
		const customerIds = finders[type]?.(state, value) ?? [];
		for (const customerId of customerIds) forgetUser(state, customerId, { withTraces: true });
		state.erasedUsers.push(...customerIds);
		return {
			status: 200,
			body: {
				status: 'success',
				message: 'The request has been received',
				request_id: createAnswerId(8),
			},
			records: customerIds.length,
		};
	},
};
