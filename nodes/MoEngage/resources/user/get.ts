import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { userIdentifierProperties } from './userIdentifierProperties';

export const fieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'string',
	default: '',
	placeholder: 'e.g. email, first_name',
	description:
		'Names of the attributes to return, separated by commas. Leave it empty to return all attributes. The IDs of the user are always returned.',
};

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
	loadHandler: async () => (await import('./getReading')).getReading,
};
