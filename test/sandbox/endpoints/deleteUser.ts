import { z } from 'zod';

import { describeInvalid } from '../refusals';
import { accepted, refuse, type Endpoint } from './endpoint';
import { findCustomerId, identifierTypeSchema } from './userIdentifiers';

const deleteSchema = z
	.object({
		identity_type: identifierTypeSchema,
		identity_value: z.string().min(1, "'identity_value' cannot be empty"),
	})
	.strict();

/** The user stays for a day (see `completeDeletions`). */
export const deleteUser: Endpoint = {
	name: 'deleteUser',
	method: 'POST',
	path: '/v1/customer/delete',
	errors: 'deleteUser',
	query: { required: ['app_id'] },
	answer: ({ state, settings, body }) => {
		const read = deleteSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { identity_type: type, identity_value: value } = read.data;
		const customerId = findCustomerId(state, type, value);
		if (customerId === undefined) {
			return refuse(400, 'unknownUser', 'Not Found', 'identity_value');
		}
		if (!state.deletions.has(customerId)) {
			state.deletions.set(customerId, performance.now() + settings.deletionHours * 3_600_000);
			state.deletedUsers.push(customerId);
		}
		return { status: 200, body: accepted, records: 1 };
	},
};
