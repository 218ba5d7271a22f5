import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createReader } from '../fields/reader';
import type { Operation } from '../operation';
import { readUserIdentifier, toOrderingKey, userIdentifierProperties } from './userIdentifier';

const notice: INodeProperties = {
	displayName:
		"MoEngage deletes the user and all of the user's data after 24 hours. This cannot be undone.",
	name: 'deleteNotice',
	type: 'notice',
	default: '',
};

const properties = [notice, ...userIdentifierProperties];

const read = createReader(properties);

const schema = { userIdentifierType: readUserIdentifier };

export const deleteUser: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description: "Permanently delete a user and all of the user's data. This cannot be undone.",
	endpoint: endpoints.deleteUser,
	properties,
	read: (parameters) => {
		const { userIdentifierType: user } = read(schema, parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ orderingKeys: [toOrderingKey(user)], body }], identifiers: body };
	},
};
