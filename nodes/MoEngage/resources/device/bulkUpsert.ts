import type { IDataObject, INodeProperties, ResourceMapperField } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { isObject } from '../../api/json';
import type { Prerequisite } from '../../api/record';
import { RENAME_OR_MAP, createFieldFinder, toFieldText } from '../fields/fieldMatcher';
import { createNotice } from '../fields/properties';
import { collection, readParameters, type Reader } from '../fields/reader';
import { optionalBoolean } from '../fields/scalars';
import { InvalidInput, type Operation } from '../operation';
import {
	createDeviceChecks,
	createDeviceRequest,
	deviceSchema,
	PLATFORMS,
	type Device,
	type DeviceRequest,
} from './device';

interface Field extends Partial<ResourceMapperField> {
	id: string;
	label: string;
	/** Follows the label in the form, since the fields of a mapper have no placeholders. */
	note?: string;
}

const FIELDS: Field[] = [
	{ id: 'customer_id', label: 'Customer ID', note: 'e.g. 48213', required: true },
	{ id: 'device_id', label: 'Device ID', note: 'e.g. 9f3c2d70', required: true },
	{
		id: 'platform',
		label: 'Platform',
		required: true,
		type: 'options',
		options: PLATFORMS.map((platform) => ({ name: platform, value: platform })),
	},
	{ id: 'push_id', label: 'Push ID', note: 'e.g. fGk3…', required: true },
	{ id: 'model', label: 'Model', note: 'e.g. Pixel 9' },
	{ id: 'app_version', label: 'App Version', note: 'e.g. 4.12.0' },
	{ id: 'os_version', label: 'OS Version', note: 'e.g. 15' },
	{ id: 'moe_gaid', label: 'GAID', note: 'Android only' },
	{ id: 'idfv', label: 'IDFV', note: 'iOS only' },
	{ id: 'moe_push_opted', label: 'Push Opted In', type: 'boolean' },
	{ id: 'moe_push_provisional_opted', label: 'Push Provisionally Opted In', type: 'boolean' },
	{ id: 'active', label: 'Active', note: 'MoEngage may ignore it', type: 'boolean' },
	{ id: 'created_time', label: 'Created Time', note: 'MoEngage may ignore it', type: 'dateTime' },
];

/** The fields of a device in bulk, in MoEngage's own spelling. */
export const deviceMappingFields: ResourceMapperField[] = FIELDS.map(
	({ label, note, ...field }) => ({
		type: 'string',
		required: false,
		defaultMatch: false,
		display: true,
		...field,
		displayName: note === undefined ? label : `${label} (${note})`,
	}),
);

/** What messages call the fields where they are mapped by hand. */
const mappedForm: INodeProperties[] = FIELDS.map(({ id, label }) => ({
	displayName: label,
	name: id,
	type: 'string',
	default: '',
}));

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

// Without the slash, old versions of n8n would look for a parameter of this name, and throw.
const MAPPING_MODE = '/deviceMapping.mappingMode';

const properties: INodeProperties[] = [
	createNotice('defineBelowNotice', UNKNOWN_USERS, { [MAPPING_MODE]: ['defineBelow'] }),
	createNotice(
		'autoMapInputDataNotice',
		`The input needs the fields ${listNames(true)}. Spellings such as customerId or Customer ID also work. ${UNKNOWN_USERS}`,
		{ [MAPPING_MODE]: ['autoMapInputData'] },
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

/** Map Automatically resolves no expression: it takes the fields from the item as they are. */
const findColumns = (json: IDataObject): Map<string, unknown> => {
	const found = findDeviceFields(json);
	const missing = REQUIRED.filter((name) => !found.has(name)).map((name) => `'${name}'`);
	if (missing.length === 0) return found;
	const noun = missing.length === 1 ? 'field' : 'fields';
	throw new InvalidInput(
		`This item has no ${noun} ${missing.join(', ')}. ${toFieldText(json)}`,
		RENAME_OR_MAP,
	);
};

/** Columns are named as the item has them, and mapped fields as the form shows them. */
const readDevice: Reader<Device> = (_, parameters) => {
	const isMapped = parameters.get('deviceMapping.mappingMode') === 'defineBelow';
	const mapped = isMapped ? parameters.get('deviceMapping.value') : undefined;
	const fields = isMapped
		? new Map<string, unknown>(Object.entries(isObject(mapped) ? mapped : {}))
		: findColumns(parameters.json());
	const form = isMapped ? mappedForm : [];
	return readParameters(deviceSchema, { ...parameters, form, get: (name) => fields.get(name) });
};

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
		const { 'deviceMapping.mappingMode': device, options } = readParameters(schema, parameters);
		return createDeviceRequest(device, parameters, (entry) => ({
			body: { type: 'transition' },
			entry,
			...(options.createUsers && { prerequisite: createUserPrerequisite(device.customer_id) }),
		}));
	},
};
