import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { choice } from '../fields/choices';
import { readEmail } from '../fields/emails';
import { customerId, identifier } from '../fields/identifiers';
import { field, readFields } from '../fields/readFields';
import type { ItemParameters } from '../operation';

/** A user of endpoints 11 and 12, in MoEngage's spelling. */
export interface User extends Record<string, string> {
	user_identifier_type: string;
	user_identifier_value: string;
}

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
				name: 'MoEngage User ID',
				value: 'moe_user_id',
				description: "MoEngage's own ID of the user",
			},
		],
		description: 'Which identifier of the user you have',
	},
	{
		displayName: 'User Identifier Value',
		name: 'userIdentifierValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213 or nathan@example.com',
		description: 'The customer ID, email address, or MoEngage user ID of the user',
	},
];

const typeSchema = z.object({ userIdentifierType: choice(['uid', 'email', 'moe_user_id']) });

const valueSchemas = {
	uid: z.object({ userIdentifierValue: customerId }),
	email: z.object({ userIdentifierValue: field(readEmail) }),
	moe_user_id: z.object({ userIdentifierValue: identifier }),
};

/** @throws InvalidInput */
export const readUser = (parameters: ItemParameters): User => {
	const { userIdentifierType } = readFields(typeSchema, parameters, userProperties);
	const schema = valueSchemas[userIdentifierType];
	const { userIdentifierValue } = readFields(schema, parameters, userProperties);
	return { user_identifier_type: userIdentifierType, user_identifier_value: userIdentifierValue };
};
