import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { refuseCrowdedCustomers } from '../customerCrowds';
import { optionalBoolean } from '../fields/booleans';
import { readChoice } from '../fields/choices';
import { createFieldFinder, RENAME_OR_MAP, toFieldText } from '../fields/findFields';
import { optionalText, readCustomerId, readIdentifier } from '../fields/identifiers';
import { optionalInstant } from '../fields/instants';
import { isObject } from '../../api/json';
import { readValues } from '../fields/readFields';
import { InvalidInput, type ItemParameters, type Operation } from '../operation';
import { createUserPreface, createUsersOption, readCreateUsers } from './createUsers';
import { composeDevice, PLATFORMS, type Device } from './deviceElement';
import { deviceMappingFields, deviceMappingLabels } from './deviceMappingFields';
import { toSharedTokenHints } from './sharedTokens';

const listNames = (required: boolean): string => {
	const names = deviceMappingFields.filter((one) => one.required === required).map(({ id }) => id);
	return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
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

const schema = {
	customer_id: readCustomerId,
	device_id: readIdentifier,
	platform: readChoice(PLATFORMS),
	push_id: readIdentifier,
	model: optionalText,
	app_version: optionalText,
	os_version: optionalText,
	moe_gaid: optionalText,
	idfv: optionalText,
	moe_push_opted: optionalBoolean,
	moe_push_provisional_opted: optionalBoolean,
	active: optionalBoolean,
	created_time: optionalInstant,
};

const NAMES = Object.keys(schema);

const REQUIRED = deviceMappingFields.filter(({ required }) => required).map(({ id }) => id);

const findDeviceFields = createFieldFinder(NAMES);

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

const readDevice = (parameters: ItemParameters): Device => {
	if (parameters.get('deviceMapping.mappingMode') !== 'defineBelow') {
		return readValues(schema, pickFields(parameters.json()), properties);
	}
	const mapped = parameters.get('deviceMapping.value');
	const fields = new Map<string, unknown>(Object.entries(isObject(mapped) ? mapped : {}));
	return readValues(schema, fields, deviceMappingLabels);
};

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	value: 'bulkUpsert',
	action: 'Update devices in bulk',
	description: 'Create or update many devices with a few requests',
	endpoint: endpoints.bulkImport,
	properties,
	refuse: refuseCrowdedCustomers,
	hintsOf: toSharedTokenHints,
	options: [createUsersOption],
	read: (parameters) => {
		const device = readDevice(parameters);
		const { element, subject, hint } = composeDevice(device, parameters.timeZone);
		return {
			records: [
				{
					subjects: [`device ${device.device_id}`, `customer ${device.customer_id}`],
					body: { type: 'transition' },
					element,
					...(readCreateUsers(parameters)
						? { preface: createUserPreface(device.customer_id) }
						: {}),
				},
			],
			identifiers: { customer_id: device.customer_id, device_id: device.device_id },
			device: subject,
			hint,
		};
	},
};
