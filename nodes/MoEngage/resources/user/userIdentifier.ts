import type { INodeProperties } from 'n8n-workflow';

import { createIdentifierValues } from '../fields/properties';
import { createReader, type Reader } from '../fields/reader';
import { choice, readCustomerId, readIdentifier } from '../fields/scalars';

/** The fields that say which user is meant, for get users and delete user. */
export const userIdentifierProperties: INodeProperties[] = [
	{
		displayName: 'User Identifier Type',
		name: 'userIdentifierType',
		type: 'options',
		default: 'customer_id',
		options: [
			{
				name: 'Customer ID',
				value: 'customer_id',
				description: 'The ID of the user in your own systems',
			},
			{
				name: 'MoEngage ID',
				value: 'moengage_id',
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
			description: 'The customer ID or MoEngage ID of the user',
		},
		'userIdentifierType',
		{ customer_id: 'e.g. 48213', moengage_id: 'e.g. 68f0a7c1d114b7a8' },
	),
];

/** Who is meant. */
export interface UserIdentifier {
	type: 'customer_id' | 'moengage_id';
	value: string;
}

const read = createReader(userIdentifierProperties);

const typeSchema = { userIdentifierType: choice(['customer_id', 'moengage_id']) };

const valueSchemas = {
	customer_id: { userIdentifierValue: readCustomerId },
	moengage_id: { userIdentifierValue: readIdentifier },
};

export const readUserIdentifier: Reader<UserIdentifier> = (_, parameters) => {
	const { userIdentifierType: type } = read(typeSchema, parameters);
	return { type, value: read(valueSchemas[type], parameters).userIdentifierValue };
};

/**
 * What orders the requests about a user. Only a customer ID shows that other operations mean the
 * same user.
 */
export const toOrderingKey = ({ type, value }: UserIdentifier): string =>
	type === 'customer_id' ? `customer ${value}` : `moengage_id ${value}`;
