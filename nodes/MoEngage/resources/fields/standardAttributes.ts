import type { INodeProperties } from 'n8n-workflow';

import type { ItemParameters } from '../operation';
import { readAttributeText } from './attributeValues';
import { readBirthday } from './dates';
import { readEmail } from './emails';
import { collection, readParameters, optional, type Reader } from './reader';

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

/** An attribute that MoEngage has for every user, whatever the way in which it is given. */
export interface StandardAttribute {
	name: string;
	/** The field of the collection on the form. */
	field: string;
	read: Reader<string>;
	/** Headings of columns that are recognized, without spaces, dots, dashes, and underscores. */
	headings: string[];
}

const STANDARD: StandardAttribute[] = [
	{ name: 'name', field: 'name', read: readAttributeText, headings: ['name', 'fullname'] },
	{
		name: 'first_name',
		field: 'firstName',
		read: readAttributeText,
		headings: ['firstname', 'givenname'],
	},
	{
		name: 'last_name',
		field: 'lastName',
		read: readAttributeText,
		headings: ['lastname', 'surname'],
	},
	{ name: 'email', field: 'email', read: readEmail, headings: ['email', 'emailaddress'] },
	{
		name: 'mobile',
		field: 'mobile',
		read: readAttributeText,
		headings: ['mobile', 'mobilenumber', 'phone', 'phonenumber'],
	},
	{ name: 'gender', field: 'gender', read: readAttributeText, headings: ['gender'] },
	{
		name: 'birthday',
		field: 'birthday',
		read: readBirthday,
		headings: ['birthday', 'birthdate', 'dateofbirth', 'dob'],
	},
];

export const standardByName = new Map(STANDARD.map((one) => [one.name, one]));

export const standardByHeading = new Map(
	STANDARD.flatMap((one) => one.headings.map((heading) => [heading, one])),
);

const schema = {
	standardAttributes: collection(
		Object.fromEntries(STANDARD.map(({ field, read: readOne }) => [field, optional(readOne)])),
	),
};

/** The standard attributes that were given in fields of their own, by MoEngage's names. */
export const readStandardAttributes = (parameters: ItemParameters): Map<string, string> => {
	const { standardAttributes: given } = readParameters(schema, parameters);
	return new Map(
		STANDARD.flatMap(({ name, field }) => {
			const value = given[field];
			return value === undefined ? [] : [[name, value]];
		}),
	);
};
