import type { INodeProperties } from 'n8n-workflow';

import type { ItemParameters } from '../operation';
import { readAttributeText } from './attributeValues';
import { readBirthday } from './dates';
import { readEmail } from './emails';
import { collection, optional, readParameter, type Reader } from './reader';

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

/**
 * By MoEngage's names: the field of the collection, the reader, and the headings of columns that are
 * recognized, without spaces, dots, dashes, and underscores.
 */
const STANDARD: Array<[name: string, field: string, read: Reader<string>, headings: string]> = [
	['name', 'name', readAttributeText, 'name fullname'],
	['first_name', 'firstName', readAttributeText, 'firstname givenname'],
	['last_name', 'lastName', readAttributeText, 'lastname surname'],
	['email', 'email', readEmail, 'email emailaddress'],
	['mobile', 'mobile', readAttributeText, 'mobile mobilenumber phone phonenumber'],
	['gender', 'gender', readAttributeText, 'gender'],
	['birthday', 'birthday', readBirthday, 'birthday birthdate dateofbirth dob'],
];

export const standardReaders = new Map(STANDARD.map(([name, , read]) => [name, read]));

/** The names of the standard attributes by the headings that mean them. */
export const standardByHeading = new Map(
	STANDARD.flatMap(([name, , , headings]) => headings.split(' ').map((one) => [one, name])),
);

const readFields = collection(
	Object.fromEntries(STANDARD.map(([, field, read]) => [field, optional(read)])),
);

/** The standard attributes that were given in fields of their own, by MoEngage's names. */
export const readStandardAttributes = (parameters: ItemParameters): Map<string, string> => {
	const given = readParameter('standardAttributes', readFields, parameters);
	return new Map(
		STANDARD.flatMap(([name, field]) => {
			const value = given[field];
			return value === undefined ? [] : [[name, value]];
		}),
	);
};
