import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { optionalBoolean } from '../fields/booleans';
import { choice } from '../fields/choices';
import { customerId, identifier, optionalText } from '../fields/identifiers';
import { optionalInstant } from '../fields/instants';
import { readValues } from '../fields/readFields';
import type { Operation, ItemParameters } from '../operation';
import { composeDevice, PLATFORMS, refuseTooManyDevices, type Device } from './deviceElement';
import { deviceMappingFields } from './deviceMappingFields';

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
		description:
			'Where the fields of each device come from. Map Automatically takes input fields of the same name, such as customer_id or customerId, and ignores all others.',
	},
];

const schema = z.object({
	customer_id: customerId,
	device_id: identifier,
	platform: choice(PLATFORMS),
	push_id: identifier,
	model: optionalText,
	app_version: optionalText,
	os_version: optionalText,
	moe_gaid: optionalText,
	idfv: optionalText,
	moe_push_opted: optionalBoolean,
	moe_push_provisional_opted: optionalBoolean,
	active: optionalBoolean,
	created_time: optionalInstant,
});

const toCamelCase = (name: string) =>
	name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Each field in both spellings, in which input fields are found. */
const SPELLINGS = Object.keys(schema.shape).map((name) => [name, toCamelCase(name)] as const);

const pickFields = (json: IDataObject) =>
	Object.fromEntries(SPELLINGS.map(([name, camelCase]) => [name, json[name] ?? json[camelCase]]));

/** What the form of Map Each Field calls the fields. */
const LABELS = deviceMappingFields.map(
	({ id, displayName }): INodeProperties => ({
		displayName,
		name: id,
		type: 'string',
		default: '',
	}),
);

/** Map Automatically resolves no expression: it takes the fields from the item as they are. */
const readDevice = (parameters: ItemParameters): Device => {
	if (parameters.get('deviceMapping.mappingMode') !== 'defineBelow') {
		return readValues(schema, pickFields(parameters.json()), properties);
	}
	const mapped = { ...pickFields({}), ...Object(parameters.get('deviceMapping.value')) };
	return readValues(schema, mapped, LABELS);
};

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	value: 'bulkUpsert',
	action: 'Create or update devices in bulk',
	description: 'Add or update many devices with few requests',
	endpoint: endpoints.bulkImport,
	properties,
	refuse: refuseTooManyDevices,
	read: (parameters) => {
		const device = readDevice(parameters);
		const { element, hint } = composeDevice(device, parameters.timeZone);
		return {
			records: [
				{
					subjects: [`device ${device.device_id}`, `customer ${device.customer_id}`],
					body: { type: 'transition' },
					element,
				},
			],
			identifiers: { customer_id: device.customer_id, device_id: device.device_id },
			hint,
		};
	},
};
