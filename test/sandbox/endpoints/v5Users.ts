import { z } from 'zod';

import { sayingOfOthers } from '../refusals';
import { refuse, type Call, type Outcome } from './endpoint';
import { findCustomerId, findUsersByEmail } from './userIdentifiers';

export const preferencesPath = '/v5/subscription-preferences';
const identifierTypes = ['moe_user_id', 'uid', 'email'] as const;

export const identifierTypeSchema = z.enum(
	identifierTypes,
	sayingOfOthers("user_identifier_type must be 'moe_user_id', 'uid' or 'email'"),
);
export const identifierValueSchema = z.string().min(1, 'user_identifier_value cannot be empty');

/** The customer ids of the users who are meant, or why there are none. */
export const findUsers = (
	{ state }: Call,
	type: z.output<typeof identifierTypeSchema>,
	value: string,
): { customerIds: string[] } | { outcome: Outcome } => {
	const findOne = (): string[] => {
		const found = findCustomerId(state, type === 'uid' ? 'customer_id' : 'moengage_id', value);
		return found === undefined ? [] : [found];
	};
	const customerIds = type === 'email' ? findUsersByEmail(state, value) : findOne();
	const attribute = 'user_identifier_value';
	if (customerIds.length === 0) {
		return { outcome: refuse(404, 'notFound', 'User not found.', attribute) };
	}
	if (customerIds.length > 1) {
		return {
			outcome: refuse(
				409,
				'ambiguousUser',
				`The ${type} matches ${customerIds.length} users. Use moe_user_id or uid.`,
				attribute,
			),
		};
	}
	return { customerIds };
};
