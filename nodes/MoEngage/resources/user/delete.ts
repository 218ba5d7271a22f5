import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { readUserIdentifier, toSubject, userIdentifierProperties } from './userIdentifier';

const notice: INodeProperties = {
	displayName:
		"MoEngage deletes the user and all of the user's data after 24 hours. This cannot be undone.",
	name: 'deleteNotice',
	type: 'notice',
	default: '',
};

export const deleteUser: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description: "Permanently delete a user and all of the user's data. This cannot be undone.",
	endpoint: endpoints.deleteUser,
	properties: [notice, ...userIdentifierProperties],
	read: (parameters) => {
		const user = readUserIdentifier(parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ subjects: [toSubject(user)], body }], identifiers: body };
	},
};
