import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { readUserIdentifier, toSubject, userIdentifierProperties } from './userIdentifier';

const notice: INodeProperties = {
	displayName:
		'MoEngage deletes the user and all data of the user within 24 hours. This cannot be undone.',
	name: 'deleteNotice',
	type: 'notice',
	default: '',
};

export const deleteUser: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description: 'Delete a user and all data of the user permanently. This cannot be undone.',
	endpoint: endpoints.deleteUser,
	properties: [notice, ...userIdentifierProperties],
	read: (parameters) => {
		const user = readUserIdentifier(parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ subjects: [toSubject(user)], body }], identifiers: body };
	},
};
