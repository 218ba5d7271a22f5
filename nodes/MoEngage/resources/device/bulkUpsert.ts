import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { isObject } from '../../api/json';
import type { Prerequisite } from '../../api/record';
import { RENAME_OR_MAP, createFieldFinder, toFieldText } from '../fields/fieldMatcher';
import { collection, createReader, type Reader } from '../fields/reader';
import { optionalBoolean } from '../fields/scalars';
import { InvalidInput, type Operation } from '../operation';
import { createDeviceChecks, createDeviceRequest, deviceSchema, type Device } from './deviceEntry';
import { deviceMappingFields, deviceMappingLabels } from './deviceMapping';
import type { DeviceRequest } from './sharedTokens';

const listNames = (required: boolean): string => {
	const names = deviceMappingFields.filter((one) => one.required === required).map(({ id }) => id);
	return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
};

const createUsersOption: INodeProperties = {
	displayName: 'Create Users',
	name: 'createUsers',
	type: 'boolean',
	default: false,
	hint: 'While this is on, users that MoEngage does not know are created',
	description:
		'Whether to create the user of each device first, in the same request, if MoEngage does not know the user. Otherwise, MoEngage drops the devices of users it does not know.',
};

const UNKNOWN_USERS =
	'MoEngage drops the devices of users that it does not know. To create these users, too, add the option <b>Create Users</b>.';

const createNotice = (mappingMode: string, displayName: string): INodeProperties => ({
	displayName,
	name: `${mappingMode}Notice`,
	type: 'notice',
	default: '',
	// Without the slash, old versions of n8n would look for a parameter of this name, and throw.
	displayOptions: { show: { '/deviceMapping.mappingMode': [mappingMode] } },
});

const properties: INodeProperties[] = [
	createNotice('defineBelow', UNKNOWN_USERS),
	createNotice(
		'autoMapInputData',
		`The input needs the fields ${listNames(true)}. Spellings such as customerId or Customer ID also work. ${UNKNOWN_USERS}`,
	),
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
		description: `Where the fields of each device come from. Map Automatically reads the input fields ${listNames(true)}, and the optional ones: ${listNames(false)}. It ignores all others.`,
	},
];

const REQUIRED = deviceMappingFields.filter(({ required }) => required).map(({ id }) => id);

const findDeviceFields = createFieldFinder(Object.keys(deviceSchema));

const toMissingField = (missing: string[], json: IDataObject): InvalidInput => {
	const names = missing.map((name) => `'${name}'`).join(', ');
	const what = `This item has no field${missing.length === 1 ? '' : 's'} ${names}`;
	return new InvalidInput(`${what}. ${toFieldText(json)}`, RENAME_OR_MAP);
};

/** Map Automatically resolves no expression: it takes the fields from the item as they are. */
const pickFields = (json: IDataObject): Map<string, unknown> => {
	const found = findDeviceFields(json);
	const missing = REQUIRED.filter((name) => !found.has(name));
	if (missing.length > 0) throw toMissingField(missing, json);
	return found;
};

const readColumns = createReader([]);

const readMapped = createReader(deviceMappingLabels);

/** Columns are named as the item has them, and mapped fields as the form shows them. */
const readDevice: Reader<Device> = (_, parameters) => {
	if (parameters.get('deviceMapping.mappingMode') !== 'defineBelow') {
		const columns = pickFields(parameters.json());
		return readColumns(deviceSchema, { ...parameters, get: (name) => columns.get(name) });
	}
	const value = parameters.get('deviceMapping.value');
	const mapped = new Map<string, unknown>(Object.entries(isObject(value) ? value : {}));
	return readMapped(deviceSchema, { ...parameters, get: (name) => mapped.get(name) });
};

const read = createReader(properties, [createUsersOption]);

const schema = {
	'deviceMapping.mappingMode': readDevice,
	options: collection({ createUsers: optionalBoolean }),
};

/** A user without attributes is created where MoEngage does not know it, and otherwise left alone. */
const createUserPrerequisite = (customerId: string): Prerequisite => ({
	key: `customer ${customerId}`,
	entry: { type: 'customer', customer_id: customerId, attributes: {} },
	endpoint: endpoints.bulkImportUsers,
});

export const bulkUpsert: Operation<DeviceRequest> = {
	name: 'Create or Update in Bulk',
	shortName: 'Upsert in Bulk',
	value: 'bulkUpsert',
	action: 'Create or update devices in bulk',
	description: 'Create or update many devices with a few requests',
	endpoint: endpoints.bulkImport,
	properties,
	options: [createUsersOption],
	createChecks: createDeviceChecks,
	read: (parameters) => {
		const { 'deviceMapping.mappingMode': device, options } = read(schema, parameters);
		return createDeviceRequest(device, (entry) => ({
			body: { type: 'transition' },
			entry,
			...(options.createUsers && { prerequisite: createUserPrerequisite(device.customer_id) }),
		}));
	},
};
