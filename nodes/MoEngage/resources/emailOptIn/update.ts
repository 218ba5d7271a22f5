import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { categoryProperties, readOptionalCategories } from '../fields/categories';
import { readChoice } from '../fields/choices';
import { readEmail } from '../fields/emails';
import { readCustomerId } from '../fields/identifiers';
import { complain, field, optional, readFields } from '../fields/readFields';
import { InvalidInput, type Operation } from '../operation';

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
			'Email address of the user. If you fill in both, MoEngage goes by the email address and updates every user who has it.',
	},
	{
		displayName: "Fill in 'Customer ID', 'Email', or both.",
		name: 'identifierNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Opt-In Status',
		name: 'optInStatus',
		type: 'options',
		default: '',
		required: true,
		options: [
			{ name: 'Choose a Status', value: '' },
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
			"Status of the user's double opt-in. If all categories below are unsubscribed, MoEngage changes it to Opted Out.",
	},
	...categoryProperties,
];

const STATUSES = ['DOUBLE_OPTED_IN', 'OPT_IN_PENDING', 'OPTED_OUT'] as const;

/** A status claims or withdraws a person's consent, so none is chosen beforehand. */
const readStatus = (value: unknown, context: z.RefinementCtx) => {
	const isChosen = value !== undefined && value !== null && value !== '';
	if (isChosen) return readChoice(STATUSES)(value, context);
	return complain(
		context,
		'is not chosen',
		"Choose the status that the user's consent has: Double Opted In, Opt-In Pending, or Opted Out.",
	);
};

const schema = z.object({
	customerId: optional(readCustomerId),
	email: optional(readEmail),
	optInStatus: field(readStatus),
});

export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update email opt-in',
	description:
		"Set the status of a user's double opt-in for emails and, if you like, the user's email categories",
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
		const subjects = [
			...(customerId === undefined ? [] : [`customer ${customerId}`]),
			...(email === undefined ? [] : [`email ${email.toLowerCase()}`]),
		];
		return { records: [{ subjects, body: { user_preferences: preferences } }], identifiers };
	},
};
