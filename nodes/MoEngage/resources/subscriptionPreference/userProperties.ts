import type { INodeProperties } from 'n8n-workflow';

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
