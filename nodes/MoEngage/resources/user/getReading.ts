import type { INodeProperties } from 'n8n-workflow';

import { collection, readFields } from '../fields/reader';
import { readNames } from '../fields/scalars';
import { show } from '../fields/text';
import type { ItemParameters, Handler } from '../operation';
import { toOwnUser } from './exportedUsers';
import { fieldsOption } from './get';
import { readUserIdentifier, type UserIdentifier } from './userIdentifier';

const ownOptions: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [fieldsOption],
	},
];

const schema = { options: collection({ fields: readNames }) };

/** The answer has the users in any order, and these tell which is which. */
const ID_FIELDS = ['customer_id', 'id'];

const readExportedFields = (parameters: ItemParameters): string[] | undefined => {
	const { fields } = readFields(schema, parameters, ownOptions).options;
	return fields.length === 0 ? undefined : [...new Set([...fields, ...ID_FIELDS])];
};

const TYPE_NAMES = { customer_id: 'customer ID', moengage_id: 'MoEngage ID' };

const createMissing = ({ type, value }: UserIdentifier) => ({
	message: `MoEngage has no user with the ${TYPE_NAMES[type]} ${show(value)}`,
	description:
		"Check 'User Identifier Value', and whether 'User Identifier Type' fits it. It can take a few minutes until a new user appears.",
});

export const getReading: Handler = {
	read: (parameters) => {
		const user = readUserIdentifier(parameters);
		const fields = readExportedFields(parameters);
		const entry = { identifier_type: user.type, identifier: user.value };
		return {
			records: [
				{
					key: `${user.type} ${user.value}`,
					orderingKeys: [],
					body: fields === undefined ? {} : { data: { user_fields_to_export: fields } },
					entry,
					responsePart: {
						pick: (answer) => toOwnUser(answer, user),
						missing: createMissing(user),
					},
				},
			],
			identifiers: entry,
			split: (ownUser) => [ownUser],
		};
	},
};
