import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import type { ItemParameters } from '../operation';
import { MAX_TEXT_LENGTH, SHORTEN_TEXT, type AttributeValue } from './attributeValues';
import { readEmail } from './emails';
import { readIdentifier } from './identifiers';
import { optionalInstant, toDayText } from './instants';
import { collection, complain, optional, readField } from './readFields';

/** The attributes that every workspace of MoEngage has for its users. */
export const standardAttributesProperty: INodeProperties = {
	displayName: 'Standard Attributes',
	name: 'standardAttributes',
	type: 'collection',
	placeholder: 'Add attribute',
	default: {},
	description: 'Attributes that MoEngage has for every user. Empty ones stay as they are.',
	options: [
		{
			displayName: 'Birthday',
			name: 'birthday',
			type: 'dateTime',
			default: '',
			description: 'Date of birth',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'Email address of the user',
		},
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan',
			description: 'First name of the user',
		},
		{
			displayName: 'Gender',
			name: 'gender',
			type: 'string',
			default: '',
			placeholder: 'e.g. female',
			description: 'Gender of the user, as your workspace spells it',
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Smith',
			description: 'Last name of the user',
		},
		{
			displayName: 'Mobile',
			name: 'mobile',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123',
			description: 'Mobile number of the user, with the country code',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan Smith',
			description: 'Full name of the user',
		},
	],
};

/** MoEngage would cut off a longer text without a word. */
const attributeText = optional((value): string => {
	const text = readIdentifier(value);
	if (text.length <= MAX_TEXT_LENGTH) return text;
	return complain(`has ${groupDigits(text.length)} characters`, SHORTEN_TEXT);
});

const schema = collection({
	birthday: optionalInstant,
	email: optional(readEmail),
	firstName: attributeText,
	gender: attributeText,
	lastName: attributeText,
	mobile: attributeText,
	name: attributeText,
});

/**
 * Reads the standard attributes that were given, by the names that MoEngage has for them.
 * @throws InvalidInput
 */
export const readStandardAttributes = (
	parameters: ItemParameters,
): Array<[name: string, value: AttributeValue]> => {
	const given = readField('standardAttributes', schema, parameters, [standardAttributesProperty]);
	const values = {
		name: given.name,
		first_name: given.firstName,
		last_name: given.lastName,
		email: given.email,
		mobile: given.mobile,
		gender: given.gender,
		birthday: given.birthday && toDayText(given.birthday),
	};
	return Object.entries(values).flatMap(
		([name, value]): Array<[string, string]> => (value === undefined ? [] : [[name, value]]),
	);
};
