import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { deviceMappingFields } from './deviceMappingFields';

const listNames = (required: boolean): string => {
	const names = deviceMappingFields.filter((one) => one.required === required).map(({ id }) => id);
	return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
};

export const createUsersOption: INodeProperties = {
	displayName: 'Create Users',
	name: 'createUsers',
	type: 'boolean',
	default: false,
	hint: 'While this is on, users that MoEngage does not know are created',
	description:
		'Whether to create the user of each device first, in the same request, if MoEngage does not know the user. Otherwise, MoEngage drops the devices of users it does not know.',
};

const properties: INodeProperties[] = [
	{
		displayName: 'Devices',
		name: 'deviceMapping',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		required: true,
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getDeviceFields',
				mode: 'add',
				valuesLabel: 'Devices',
				addAllFields: false,
				supportAutoMap: true,
				fieldWords: { singular: 'field', plural: 'fields' },
			},
		},
		description: `Where the fields of each device come from. Map Automatically reads the input fields ${listNames(true)}, and the optional ones: ${listNames(false)}.`,
	},
	{
		displayName: `Map Automatically needs the input fields ${listNames(true)}. It also uses ${listNames(false)}, and ignores all others. Names can be in snake_case or camelCase.`,
		name: 'fieldNamesNotice',
		type: 'notice',
		default: '',
		// Without the slash, old versions of n8n would look for a parameter of this name, and throw.
		displayOptions: { show: { '/deviceMapping.mappingMode': ['autoMapInputData'] } },
	},
];

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	value: 'bulkUpsert',
	action: 'Update devices in bulk',
	description: 'Create or update many devices with a few requests',
	endpoint: endpoints.bulkImport,
	properties,
	options: [createUsersOption],
	loadHandler: async () => (await import('./bulkUpsertReading')).bulkUpsertReading,
};
