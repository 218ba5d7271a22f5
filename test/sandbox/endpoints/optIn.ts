import { z } from 'zod';

import { emailAddressSchema } from '../emailAddress';
import { describeInvalid, sayingOfOthers } from '../refusals';
import { optInStatuses } from '../state';
import { findInvalidCategories, findUserPreferences, setCategories } from './categories';
import { refuse, type Call, type Endpoint } from './endpoint';
import { findUsersByEmail } from './userIdentifiers';

const bodySchema = z
	.object({
		user_preferences: z
			.object({
				customer_id: z.string().min(1, 'customer_id cannot be empty').optional(),
				email_id: emailAddressSchema('email_id is not a valid email address').optional(),
				categories: z.record(z.boolean()).optional(),
				opt_in_status: z.enum(
					optInStatuses,
					sayingOfOthers(
						"Opt-In status can only be 'DOUBLE_OPTED_IN' or 'OPTED_OUT' or 'OPT_IN_PENDING' (case-insensitive). Please provide the correct value.",
					),
				),
				channel: z.literal(
					'email',
					sayingOfOthers(
						"Channel can only be ['email'] (case-insensitive). Please provide the correct channel.",
					),
				),
			})
			.strict(),
	})
	.strict();

/** The customer ids that an opt-in concerns: the address wins, and every user with it is meant. */
const findCustomerIds = (
	{ state }: Call,
	customerId: string | undefined,
	email: string | undefined,
): string[] => {
	if (email !== undefined) return findUsersByEmail(state, email);
	return customerId !== undefined && state.users.has(customerId) ? [customerId] : [];
};

export const updateOptIn: Endpoint = {
	name: 'updateOptIn',
	method: 'PUT',
	path: '/v1.0/opt-in-management/user-preferences',
	errors: 'optIn',
	needsAppKey: true,
	needsProjectCode: true,
	answer: (call) => {
		const { workspace, state, body } = call;
		const read = bodySchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };

		const { customer_id: customerId, email_id: email, ...wanted } = read.data.user_preferences;
		const attribute = 'customer_id or email_id';
		if (customerId === undefined && email === undefined) {
			return refuse(
				400,
				'missing',
				'Either customer_id or email_id is mandatory. Please provide at least one of them.',
				attribute,
			);
		}
		const categories = wanted.categories ?? {};
		const invalid = findInvalidCategories(workspace, 'email', categories);
		if (invalid.length > 0) {
			return refuse(
				400,
				'unknownCategory',
				`Categories ${invalid.join(', ')} are either invalid or not active in the Workspace. Please check the categories in the request.`,
				'categories',
			);
		}
		const users = findCustomerIds(call, customerId, email);
		if (users.length === 0) {
			return refuse(
				400,
				'notFound',
				'No users found with the provided customer_id or email_id. Please check the same.',
				attribute,
			);
		}

		const choices = Object.values(categories);
		const leavesAll = choices.length > 0 && !choices.includes(true);
		const status = leavesAll ? 'OPTED_OUT' : wanted.opt_in_status;
		for (const user of users) {
			state.optIns.set(user, { status });
			if (choices.length > 0) {
				const preferences = findUserPreferences(state, user);
				preferences.writes += 1;
				setCategories(workspace, preferences, 'email', categories);
			}
		}
		return {
			status: 200,
			body: { message: 'Your request has been processed successfully' },
			records: users.length,
		};
	},
};
