import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { categoryProperties, readOptionalCategories } from '../fields/categories';
import { readEmail } from '../fields/emails';
import { readParameters, InvalidValue, optional } from '../fields/reader';
import { createChoice, readCustomerId } from '../fields/scalars';
import { InvalidInput, type Operation } from '../operation';

const statusChoice = createChoice({
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
});

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
	statusChoice.property,
	...categoryProperties,
];

/** A status claims or withdraws a person's consent, so none is chosen beforehand. */
const readStatus = (value: unknown) => {
	const isChosen = value !== undefined && value !== null && value !== '';
	if (isChosen) return statusChoice.read(value);
	throw new InvalidValue(
		'is not chosen',
		"Choose the status that matches the user's consent: Double Opted In, Opt-In Pending, or Opted Out.",
	);
};

const schema = {
	customerId: optional(readCustomerId),
	email: optional(readEmail),
	optInStatus: readStatus,
	categories: readOptionalCategories,
};

export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update email opt-in',
	description:
		"Set a user's email double opt-in status and, optionally, the user's email categories",
	endpoint: endpoints.updateOptIn,
	properties,
	read: (parameters) => {
		const { customerId, email, optInStatus, categories } = readParameters(schema, parameters);
		if (customerId === undefined && email === undefined) {
			throw new InvalidInput(
				"'Customer ID' and 'Email' are both empty",
				'Fill in at least one of the two for every item.',
			);
		}
		const identifiers = {
			...(customerId === undefined ? {} : { customer_id: customerId }),
			...(email === undefined ? {} : { email_id: email }),
		};
		const status = { opt_in_status: optInStatus, channel: 'email' };
		const preferences = { ...identifiers, categories, ...status };
		const orderingKeys = [
			...(customerId === undefined ? [] : [`customer ${customerId}`]),
			...(email === undefined ? [] : [`email ${email.toLowerCase()}`]),
		];
		return { records: [{ orderingKeys, body: { user_preferences: preferences } }], identifiers };
	},
};
