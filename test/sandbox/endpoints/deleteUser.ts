import { z } from 'zod';

import { forgetUser } from '../knownUsers';
import { describeInvalid } from '../refusals';
import { accepted, refuse, type Endpoint } from './endpoint';
import { findCustomerId, identifierTypeSchema } from './userIdentifiers';

const deleteSchema = z
	.object({
		identity_type: identifierTypeSchema,
		identity_value: z.string().min(1, "'identity_value' cannot be empty"),
	})
	.strict();

/** The user stays for a day unless the settings say otherwise; the events stay in any case. */
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
		if (!state.deletedUsers.includes(customerId)) state.deletedUsers.push(customerId);
		if (settings.deletesAtOnce) forgetUser(state, customerId, { withTraces: false });
		return { status: 200, body: accepted, records: 1 };
	},
};
