import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { isObject } from '../../api/json';
import { collection, createReader } from '../fields/reader';
import { readNames } from '../fields/scalars';
import { show } from '../fields/text';
import type { Operation } from '../operation';
import {
	readUserIdentifier,
	userIdentifierProperties,
	type UserIdentifier,
} from './userIdentifier';

const fieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'string',
	default: '',
	placeholder: 'e.g. email, first_name',
	description:
		'Names of the attributes to return, separated by commas. Leave it empty to return all attributes. The IDs of the user are always returned.',
};

const read = createReader(userIdentifierProperties, [fieldsOption]);

const schema = {
	userIdentifierType: readUserIdentifier,
	options: collection({ fields: readNames }),
};

/** The answer has the users in any order, and these tell which is which. */
const ID_FIELDS = ['customer_id', 'id'];

const TYPE_NAMES = { customer_id: 'customer ID', moengage_id: 'MoEngage ID' };

const createMissing = ({ type, value }: UserIdentifier) => ({
	message: `MoEngage has no user with the ${TYPE_NAMES[type]} ${show(value)}`,
	description:
		"Check 'User Identifier Value', and whether 'User Identifier Type' fits it. It can take a few minutes until a new user appears.",
});

const id = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

const attributesSchema = z.object({ customer_id: id, id });

const isUser = (value: unknown): value is IDataObject => isObject(value);

const listUsers = ({ data }: IDataObject): IDataObject[] =>
	isObject(data) && 'users' in data && Array.isArray(data.users) ? data.users.filter(isUser) : [];

/** Which attribute has the identifier of each type. */
const ID_ATTRIBUTES = { customer_id: 'customer_id', moengage_id: 'id' } as const;

/** The user among those that get users answered with, whatever their order; nothing if not found. */
const toOwnUser = (answer: IDataObject, { type, value }: UserIdentifier): IDataObject | undefined =>
	listUsers(answer).find(({ user_attributes: attributes }) => {
		const { success, data } = attributesSchema.safeParse(attributes);
		return success && data[ID_ATTRIBUTES[type]] === value;
	});

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get user',
	description:
		'Get the attributes of a user. MoEngage support has to enable this for your workspace.',
	endpoint: endpoints.getUsers,
	isRead: true,
	properties: userIdentifierProperties,
	options: [fieldsOption],
	read: (parameters) => {
		const {
			userIdentifierType: user,
			options: { fields },
		} = read(schema, parameters);
		const entry = { identifier_type: user.type, identifier: user.value };
		return {
			records: [
				{
					key: `${user.type} ${user.value}`,
					orderingKeys: [],
					body:
						fields.length === 0
							? {}
							: { data: { user_fields_to_export: [...new Set([...fields, ...ID_FIELDS])] } },
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
