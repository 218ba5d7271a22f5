import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { readEmail } from '../fields/emails';
import { createCustomerIdType, createUserIdentifier } from '../fields/identifiers';
import { createNotice } from '../fields/properties';
import { readParameter, toInvalidValue, type Reader } from '../fields/reader';
import { readCustomerId, readIdentifier } from '../fields/scalars';
import type { Operation } from '../operation';

/** A value such as N/A or 0 may belong to many users, and all of them would be erased. */
const readNumbered: Reader<string> = (value) => {
	const text = readIdentifier(value);
	if (text.length >= 5 && /[1-9]/.test(text)) return text;
	throw toInvalidValue(
		value,
		'which may be the value of many users',
		'Map a field that identifies one user, or filter out the items without one.',
	);
};

const identity = createUserIdentifier({
	typeName: 'identityType',
	valueName: 'identityValue',
	description: 'The identifier of the user to erase',
	defaultType: 'ID',
	types: [
		{
			name: 'Advertising Identifier',
			value: 'advertising_identifier',
			placeholder: 'e.g. 6F9619FF-8B86-D011-B42D-00CF4FC964FF',
			read: readNumbered,
		},
		createCustomerIdType('ID'),
		{
			name: 'Email',
			value: 'email',
			description: 'Erases every user who has this address',
			placeholder: 'e.g. nathan@example.com',
			read: readEmail,
			ignoresCase: true,
		},
		{
			name: 'GAID',
			value: 'google_advertising_id',
			description: 'Google advertising ID of an Android device',
			placeholder: 'e.g. 38400000-8cf0-11bd-b23e-10b96e40000d',
			read: readNumbered,
		},
		{
			name: 'Mobile Number',
			value: 'mobile',
			description: 'Erases every user who has this number',
			placeholder: 'e.g. +14155550123',
			read: readNumbered,
		},
		{
			name: 'Secondary ID',
			value: 'user_secondary_id',
			placeholder: 'e.g. L-20417',
			read: readCustomerId,
		},
	],
});

const properties: INodeProperties[] = [
	createNotice(
		'eraseNotice',
		"For each item, MoEngage erases the user and all of the user's data, including events. This cannot be undone.",
	),
	identity.typeProperty,
	createNotice(
		'eraseSharedNotice',
		'Every user who has this email address or mobile number is erased. Make sure that it belongs to one person.',
		{ identityType: ['email', 'mobile'] },
	),
	...identity.valueProperties,
];

export const erase: Operation = {
	name: 'Erase (GDPR, CCPA)',
	value: 'erase',
	action: 'Erase user',
	description:
		"Erase a user and all of the user's data after a GDPR or CCPA request. This cannot be undone.",
	endpoint: endpoints.eraseUser,
	properties,
	read: (parameters) => {
		const { type, value, key } = readParameter('identityType', identity.read, parameters);
		const given = { identity_type: type, identity_value: value };
		return {
			records: [
				{
					key,
					// MoEngage names no limit for erasures, so they are sent one after the other.
					orderingKeys: ['erasure'],
					targets: [key],
					body: { request_type: 'erasure', identities: [given], api_version: '1.0' },
				},
			],
			identifiers: given,
		};
	},
};
