import type { INodeProperties } from 'n8n-workflow';

import { readEmail } from '../fields/emails';
import { createIdentifierValues } from '../fields/properties';
import { createReader, type Reader } from '../fields/reader';
import { choice, readCustomerId, readIdentifier } from '../fields/scalars';

/** The fields that identify the user, on both operations for one user. */
export const userProperties: INodeProperties[] = [
	{
		displayName: 'User Identifier Type',
		name: 'userIdentifierType',
		type: 'options',
		default: 'uid',
		options: [
			{ name: 'Customer ID', value: 'uid', description: 'The ID of the user in your own systems' },
			{
				name: 'Email',
				value: 'email',
				description:
					"The user's email address. If several users share it, MoEngage may update all of them or refuse the request.",
			},
			{
				name: 'MoEngage ID',
				value: 'moe_user_id',
				description: "MoEngage's own ID of the user",
			},
		],
		description: 'Which identifier of the user you have',
	},
	...createIdentifierValues(
		{
			displayName: 'User Identifier Value',
			name: 'userIdentifierValue',
			required: true,
			description: 'The customer ID, email address, or MoEngage ID of the user',
		},
		'userIdentifierType',
		{
			uid: 'e.g. 48213',
			email: 'e.g. nathan@example.com',
			moe_user_id: 'e.g. usr_68f0a7c1d114b7a8',
		},
	),
];

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

const readType = choice(['uid', 'email', 'moe_user_id']);

const READERS = { uid: readCustomerId, email: readEmail, moe_user_id: readIdentifier };

const read = createReader(userProperties);

/** Reads who is meant, from the type and the value. */
export const readUser: Reader<User> = (_, parameters) => {
	const { userIdentifierType: type } = read({ userIdentifierType: readType }, parameters);
	const { userIdentifierValue: value } = read({ userIdentifierValue: READERS[type] }, parameters);
	return { user_identifier_type: type, user_identifier_value: value };
};
