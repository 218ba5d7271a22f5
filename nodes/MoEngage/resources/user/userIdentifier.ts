import { createUserIdentifier } from '../fields/identifiers';
import { readCustomerId, readIdentifier } from '../fields/scalars';

/** Which user is meant, for get users and delete user: the fields and their reader. */
export const userIdentifier = createUserIdentifier({
	description: 'The customer ID or MoEngage ID of the user',
	defaultType: 'customer_id',
	types: [
		{
			name: 'Customer ID',
			value: 'customer_id',
			description: 'The ID of the user in your own systems',
			placeholder: 'e.g. 48213',
			read: readCustomerId,
		},
		{
			name: 'MoEngage ID',
			value: 'moengage_id',
			description: "MoEngage's own ID of the user",
			placeholder: 'e.g. 68f0a7c1d114b7a8',
			read: readIdentifier,
		},
	],
});

/** Who is meant. */
export type UserIdentifier = ReturnType<typeof userIdentifier.read>;

/**
 * What orders the requests about a user. Only a customer ID shows that other operations mean the
 * same user.
 */
export const toOrderingKey = ({ type, value }: UserIdentifier): string =>
	type === 'customer_id' ? `customer ${value}` : `moengage_id ${value}`;
