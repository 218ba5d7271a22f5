import type { INodeProperties } from 'n8n-workflow';

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
