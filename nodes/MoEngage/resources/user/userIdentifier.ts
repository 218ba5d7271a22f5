import { createCustomerIdType, createUserIdentifier } from '../fields/identifiers';

/** Which user is meant, for get users and delete user: the fields and their reader. */
export const userIdentifier = createUserIdentifier({
	description: 'The customer ID or MoEngage ID of the user',
	defaultType: 'customer_id',
	types: [
		createCustomerIdType('customer_id'),
		{
			name: 'MoEngage ID',
			value: 'moengage_id',
			description: "MoEngage's own ID of the user",
			placeholder: 'e.g. 68f0a7c1d114b7a8',
		},
	],
});
