import type { INodeProperties } from 'n8n-workflow';

import { readChoice } from '../fields/choices';
import { readCustomerId, readIdentifier } from '../fields/identifiers';
import { readField } from '../fields/readFields';
import type { ItemParameters } from '../operation';

/** Who is meant. */
export interface UserIdentifier {
	type: 'customer_id' | 'moengage_id';
	value: string;
}

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
	{
		displayName: 'User Identifier Value',
		name: 'userIdentifierValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213 or 68f0a7c1d114b7a8',
		description: 'The customer ID or MoEngage ID of the user',
	},
];

const readType = readChoice(['customer_id', 'moengage_id']);

const READERS = { customer_id: readCustomerId, moengage_id: readIdentifier };

/** @throws InvalidInput */
export const readUserIdentifier = (parameters: ItemParameters): UserIdentifier => {
	const properties = userIdentifierProperties;
	const type = readField('userIdentifierType', readType, parameters, properties);
	return { type, value: readField('userIdentifierValue', READERS[type], parameters, properties) };
};

/**
 * What orders the requests about a user. Only a customer ID shows that other operations mean the
 * same user.
 */
export const toSubject = ({ type, value }: UserIdentifier): string =>
	type === 'customer_id' ? `customer ${value}` : `moengage_id ${value}`;
