import { readEmail } from '../fields/emails';
import { createUserIdentifier } from '../fields/identifiers';
import type { Reader } from '../fields/reader';
import { readCustomerId, readIdentifier } from '../fields/scalars';

const identifier = createUserIdentifier({
	description: 'The customer ID, email address, or MoEngage ID of the user',
	defaultType: 'uid',
	types: [
		{
			name: 'Customer ID',
			value: 'uid',
			description: 'The ID of the user in your own systems',
			placeholder: 'e.g. 48213',
			read: readCustomerId,
		},
		{
			name: 'Email',
			value: 'email',
			description:
				"The user's email address. If several users share it, MoEngage may update all of them or refuse the request.",
			placeholder: 'e.g. nathan@example.com',
			read: readEmail,
		},
		{
			name: 'MoEngage ID',
			value: 'moe_user_id',
			description: "MoEngage's own ID of the user",
			placeholder: 'e.g. usr_68f0a7c1d114b7a8',
			read: readIdentifier,
		},
	],
});

/** The fields that identify the user, on both operations for one user. */
export const userProperties = identifier.properties;

/** A user of endpoints 11 and 12, in MoEngage's spelling. */
export interface User extends Record<string, string> {
	user_identifier_type: string;
	user_identifier_value: string;
}

/** The same for all spellings of a user: emails are compared without regard to case. */
export const toUserKey = (user: User): string => {
	const { user_identifier_type: type, user_identifier_value: value } = user;
	return `${type} ${type === 'email' ? value.toLowerCase() : value}`;
};

/** Reads who is meant, from the type and the value. */
export const readUser: Reader<User> = (...given) => {
	const { type, value } = identifier.read(...given);
	return { user_identifier_type: type, user_identifier_value: value };
};
