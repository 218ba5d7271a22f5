import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { categoryProperties } from '../fields/categories';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 48213',
		hint: "Fill in at least one of 'Customer ID' and 'Email'",
		description: 'The ID of the user in your own systems',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		hint: 'Updates every user who has this address',
		description:
			'The email address of the user. If you fill in both, MoEngage usually goes by the email address and updates every user who has it.',
	},
	{
		displayName: 'Opt-In Status',
		name: 'optInStatus',
		type: 'options',
		default: '',
		required: true,
		options: [
			{
				name: 'Choose a Status',
				value: '',
				description: "No status is chosen for you, because it records the user's consent",
			},
			{
				name: 'Double Opted In',
				value: 'DOUBLE_OPTED_IN',
				description: 'The user confirmed the address',
			},
			{
				name: 'Opt-In Pending',
				value: 'OPT_IN_PENDING',
				description: 'The user has not confirmed the address yet',
			},
			{ name: 'Opted Out', value: 'OPTED_OUT', description: 'The user does not want emails' },
		],
		description:
			"Status of the user's double opt-in. It records the user's consent, so use only what the user has agreed to. If you unsubscribe the user from all categories below, MoEngage changes the status to Opted Out.",
	},
	...categoryProperties,
];

export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update email opt-in',
	description:
		"Set a user's email double opt-in status and, optionally, the user's email categories",
	endpoint: endpoints.updateOptIn,
	properties,
	loadHandler: async () => (await import('./updateReading')).updateReading,
};
