import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { readEmail } from '../fields/emails';
import { createIdentifierValues } from '../fields/properties';
import { createReader, type Reader } from '../fields/reader';
import { choice, readCustomerId, readIdentifier } from '../fields/scalars';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName:
			'MoEngage erases the user and all of its data, including events, for each item. This cannot be undone.',
		name: 'eraseNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'User Identifier Type',
		name: 'identityType',
		type: 'options',
		default: 'ID',
		options: [
			{ name: 'Advertising Identifier', value: 'advertising_identifier' },
			{ name: 'Customer ID', value: 'ID', description: 'The ID of the user in your own systems' },
			{ name: 'Email', value: 'email', description: 'Erases every user who has this address' },
			{ name: 'Google Advertising ID', value: 'google_advertising_id' },
			{
				name: 'Mobile Number',
				value: 'mobile',
				description: 'Erases every user who has this number',
			},
			{ name: 'Secondary ID', value: 'user_secondary_id' },
		],
		description: 'Which identifier of the user you have',
	},
	{
		displayName:
			'Every user who has this email address or mobile number is erased. Make sure that it belongs to one person.',
		name: 'eraseSharedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { identityType: ['email', 'mobile'] } },
	},
	...createIdentifierValues(
		{
			displayName: 'User Identifier Value',
			name: 'identityValue',
			required: true,
			description: 'The identifier of the user to erase',
		},
		'identityType',
		{
			ID: 'e.g. 48213',
			advertising_identifier: 'e.g. 6F9619FF-8B86-D011-B42D-00CF4FC964FF',
			email: 'e.g. nathan@example.com',
			google_advertising_id: 'e.g. 38400000-8cf0-11bd-b23e-10b96e40000d',
			mobile: 'e.g. +14155550123',
			user_secondary_id: 'e.g. L-20417',
		},
	),
];

const readers = {
	ID: readCustomerId,
	email: readEmail,
	mobile: readIdentifier,
	user_secondary_id: readIdentifier,
	google_advertising_id: readIdentifier,
	advertising_identifier: readIdentifier,
};

const readType = choice([
	'ID',
	'email',
	'mobile',
	'user_secondary_id',
	'google_advertising_id',
	'advertising_identifier',
]);

const read = createReader(properties);

interface Identity {
	identity_type: keyof typeof readers;
	identity_value: string;
}

const readIdentity: Reader<Identity> = (value, parameters) => {
	const type = readType(value);
	const { identityValue } = read({ identityValue: readers[type] }, parameters);
	return { identity_type: type, identity_value: identityValue };
};

const schema = { identityType: readIdentity };

/** MoEngage names no limit for erasures, so they are sent one after the other. */
const ONE_BY_ONE = 'erasure';

export const erase: Operation = {
	name: 'Erase (GDPR, CCPA)',
	value: 'erase',
	action: 'Erase user',
	description:
		'Erase a user and all of its data on a request under GDPR or CCPA. This cannot be undone.',
	endpoint: endpoints.eraseUser,
	properties,
	read: (parameters) => {
		const { identityType: given } = read(schema, parameters);
		const { identity_type: type, identity_value: value } = given;
		// An email address means the same users in any case.
		const sent = type === 'email' ? { ...given, identity_value: value.toLowerCase() } : given;
		const name = `${type} ${sent.identity_value}`;
		return {
			records: [
				{
					key: name,
					orderingKeys: type === 'ID' ? [ONE_BY_ONE, `customer ${value}`] : [ONE_BY_ONE],
					targets: [name],
					body: {
						request_type: 'erasure',
						identities: [sent],
						api_version: '1.0',
					},
				},
			],
			identifiers: { ...sent },
		};
	},
};
