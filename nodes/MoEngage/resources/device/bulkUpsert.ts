import type { IDataObject, INodeProperties, ResourceMapperField } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { isObject } from '../../api/json';
import { RENAME_OR_MAP, createFieldFinder, toFieldText } from '../fields/fieldMatcher';
import { createNotice, PLATFORMS } from '../fields/properties';
import { collection, readParameters, type Reader } from '../fields/reader';
import { optionalBoolean } from '../fields/scalars';
import { InvalidInput, type Operation } from '../operation';
import { createDeviceChecks, createDeviceRequest, deviceSchema, type Device } from './device';

interface Field extends Partial<ResourceMapperField> {
	id: string;
	label: string;
	/** Follows the label in the form, since the fields of a mapper have no placeholders. */
	note?: string;
}

const MAY_IGNORE = 'MoEngage may ignore it';

const FIELDS: Record<keyof Device, Field> = {
	customerId: { id: 'customer_id', label: 'Customer ID', note: 'e.g. 48213', required: true },
	deviceId: { id: 'device_id', label: 'Device ID', note: 'e.g. 9f3c2d70', required: true },
	platform: {
		id: 'platform',
		label: 'Platform',
		required: true,
		type: 'options',
		options: PLATFORMS.map((platform) => ({ name: platform, value: platform })),
	},
	pushId: { id: 'push_id', label: 'Push ID', note: 'e.g. fGk3…', required: true },
	model: { id: 'model', label: 'Model', note: 'e.g. Pixel 9' },
	appVersion: { id: 'app_version', label: 'App Version', note: 'e.g. 4.12.0' },
	osVersion: { id: 'os_version', label: 'OS Version', note: 'e.g. 15' },
	gaid: { id: 'moe_gaid', label: 'GAID', note: 'Android only' },
	idfv: { id: 'idfv', label: 'IDFV', note: 'iOS only' },
	pushOptedIn: { id: 'moe_push_opted', label: 'Push Opted In', type: 'boolean' },
	pushProvisionalOptedIn: {
		id: 'moe_push_provisional_opted',
		label: 'Push Provisionally Opted In',
		type: 'boolean',
	},
	active: { id: 'active', label: 'Active', note: MAY_IGNORE, type: 'boolean' },
	createdTime: { id: 'created_time', label: 'Created Time', note: MAY_IGNORE, type: 'dateTime' },
};

export const deviceMappingFields: ResourceMapperField[] = Object.values(FIELDS).map(
	({ label, note, ...field }) => ({
		type: 'string',
		required: false,
		defaultMatch: false,
		display: true,
		...field,
		displayName: note === undefined ? label : `${label} (${note})`,
	}),
);

const namesOf = (required: boolean): string[] =>
	deviceMappingFields.filter((field) => field.required === required).map(({ id }) => id);

const REQUIRED = namesOf(true);

const listNames = (names: string[]): string =>
	`${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;

const createUsersOption: INodeProperties = {
	displayName: 'Create Users',
	name: 'createUsers',
	type: 'boolean',
	default: false,
	hint: 'While this is on, users that MoEngage does not know are created',
	description:
		'Whether to create the user of each device first, in the same request, if MoEngage does not know the user. Otherwise, MoEngage drops the devices of users that it does not know.',
};

const UNKNOWN_USERS =
	'MoEngage drops the devices of users that it does not know. To create these users, too, add the option <b>Create Users</b>.';

// Without the slash, old versions of n8n would look for a parameter of this name, and throw.
const MAPPING_MODE = '/deviceMapping.mappingMode';

const properties: INodeProperties[] = [
	createNotice('defineBelowNotice', UNKNOWN_USERS, { [MAPPING_MODE]: ['defineBelow'] }),
	createNotice(
		'autoMapInputDataNotice',
		`The input needs the fields ${listNames(REQUIRED)}. Spellings such as customerId or Customer ID also work. ${UNKNOWN_USERS}`,
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
		description: `Where the fields of each device come from. Map Automatically reads the input fields ${listNames(REQUIRED)}, and the optional ones: ${listNames(namesOf(false))}. It ignores all others.`,
	},
];

const findDeviceFields = createFieldFinder(deviceMappingFields.map(({ id }) => id));

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

const toForm = (nameOf: (field: Field) => string): INodeProperties[] =>
	Object.entries(FIELDS).map(([name, field]) => ({
		displayName: nameOf(field),
		name,
		type: 'string',
		default: '',
	}));

/** What messages call the fields: as the form does where they are mapped, and else as the item does. */
const mappedForm = toForm(({ label }) => label);
const columnForm = toForm(({ id }) => id);

const readDevice: Reader<Device> = (_, parameters) => {
	const isMapped = parameters.get('deviceMapping.mappingMode') === 'defineBelow';
	const mapped = isMapped ? parameters.get('deviceMapping.value') : undefined;
	const given = isMapped
		? new Map<string, unknown>(Object.entries(isObject(mapped) ? mapped : {}))
		: findColumns(parameters.json());
	const values = new Map(Object.entries(FIELDS).map(([name, { id }]) => [name, given.get(id)]));
	const form = isMapped ? mappedForm : columnForm;
	return readParameters(deviceSchema, { ...parameters, form, get: (name) => values.get(name) });
};

const schema = {
	'deviceMapping.mappingMode': readDevice,
	options: collection({ createUsers: optionalBoolean }),
};

export const bulkUpsert: Operation = {
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
		const { customerId: customer_id } = device;
		// A user without attributes is created if MoEngage does not know it, and otherwise left alone.
		const prerequisite = options.createUsers && {
			key: `customer ${customer_id}`,
			entry: { type: 'customer', customer_id, attributes: {} },
			endpoint: endpoints.bulkImportUsers,
		};
		return createDeviceRequest(device, parameters, (entry) => ({
			body: { type: 'transition' },
			entry,
			...(prerequisite && { prerequisite }),
		}));
	},
};
