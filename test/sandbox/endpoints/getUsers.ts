import { z } from 'zod';

import { describeInvalid } from '../refusals';
import type { StoredUser } from '../state';
import { refuse, type Endpoint } from './endpoint';
import { countEntries, findCustomerId, identifierTypeSchema } from './userIdentifiers';

const usersPerRequest = 20;

const getSchema = z
	.object({
		data: z
			.object({
				identifiers: z
					.array(
						z
							.object({
								identifier_type: identifierTypeSchema,
								identifier: z.string().min(1, "'identifier' cannot be empty"),
							})
							.strict(),
					)
					.min(1, "'identifiers' cannot be an empty array"),
				user_fields_to_export: z.array(z.string().min(1)).optional(),
			})
			.strict(),
	})
	.strict();

const countedGetSchema = z.object({ data: z.object({ identifiers: z.unknown() }) });

const describeUser = (
	customerId: string,
	user: StoredUser | undefined,
	fields: readonly string[] | undefined,
) => {
	const known = { ...user?.attributes, customer_id: customerId, id: user?.moengageId };
	const asked = Object.entries(known).filter(([name]) => fields?.includes(name) ?? true);
	return { user_attributes: Object.fromEntries(asked) };
};

/** Answers in an order of its own: the users of a request come in reverse. */
export const getUsers: Endpoint = {
	name: 'getUsers',
	method: 'POST',
	path: '/v1/customers/export',
	errors: 'data',
	query: { required: ['app_id'] },
	countUnits: (body) => {
		const read = countedGetSchema.safeParse(body);
		return { users: countEntries(read.success ? read.data.data.identifiers : undefined) };
	},
	answer: ({ state, body }) => {
		const read = getSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { identifiers, user_fields_to_export: fields } = read.data.data;
		if (identifiers.length > usersPerRequest) {
			return refuse(
				400,
				'limitBreached',
				`At most ${usersPerRequest} users can be fetched in a request`,
				'identifiers',
			);
		}
		const found = identifiers.map(({ identifier_type: type, identifier }) =>
			findCustomerId(state, type, identifier),
		);
		const customerIds = new Set(found.filter((id) => id !== undefined));
		return {
			status: 200,
			body: {
				status: 'success',
				type: 'export_users',
				data: {
					users_not_found: identifiers.filter((_, index) => found[index] === undefined),
					users: [...customerIds]
						.reverse()
						.map((id) => describeUser(id, state.users.get(id), fields)),
				},
			},
			records: 0,
		};
	},
};
