import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { userIdentifierProperties } from './userIdentifierProperties';

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
	loadHandler: async () => (await import('./deleteReading')).deleteReading,
};
