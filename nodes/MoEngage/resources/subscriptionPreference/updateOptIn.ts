import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { categoryProperties, readOptionalCategories } from '../fields/categories';
import { choice } from '../fields/choices';
import { readEmail } from '../fields/emails';
import { readCustomerId } from '../fields/identifiers';
import { optional, readFields } from '../fields/readFields';
import { InvalidInput, type Operation } from '../operation';
import { optionsFor } from '../options';

const properties: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 48213',
		description: 'ID of the MoEngage user, as your systems know it; give this, the email, or both',
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description:
			'Email address of the user. Where both are given, the email goes first, and every user with this address is updated.',
	},
	{
		displayName: 'Opt-In Status',
		name: 'optInStatus',
		type: 'options',
		default: 'DOUBLE_OPTED_IN',
		options: [
			{
				name: 'Double Opted In',
				value: 'DOUBLE_OPTED_IN',
				description: 'The user confirmed the address',
			},
			{
				name: 'Opt-In Pending',
				value: 'OPT_IN_PENDING',
				description: 'The user has yet to confirm the address',
			},
			{ name: 'Opted Out', value: 'OPTED_OUT', description: 'The user wants no emails' },
		],
		description:
			'Status of the double opt-in. Where all categories below are off, MoEngage turns it into Opted Out.',
	},
	...categoryProperties,
	optionsFor(endpoints.updateOptIn),
];

const schema = z.object({
	customerId: optional(readCustomerId),
	email: optional(readEmail),
	optInStatus: choice(['DOUBLE_OPTED_IN', 'OPT_IN_PENDING', 'OPTED_OUT']),
});

export const updateOptIn: Operation = {
	name: 'Update Email Opt-In',
	value: 'updateOptIn',
	action: 'Update email opt-in',
	description: 'Set the double opt-in status of a user and, if you like, the categories',
	endpoint: endpoints.updateOptIn,
	properties,
	read: (parameters) => {
		const { customerId, email, optInStatus } = readFields(schema, parameters, properties);
		if (customerId === undefined && email === undefined) {
			throw new InvalidInput(
				"'Customer ID' and 'Email' are both empty",
				'Map at least one of them for every item.',
			);
		}
		const identifiers = {
			...(customerId === undefined ? {} : { customer_id: customerId }),
			...(email === undefined ? {} : { email_id: email }),
		};
		const categories = readOptionalCategories(parameters);
		const preferences = {
			...identifiers,
			...(categories === undefined ? {} : { categories }),
			opt_in_status: optInStatus,
			channel: 'email',
		};
		return { records: [{ body: { user_preferences: preferences } }], identifiers };
	},
};
