import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../api/json';
import { checkUserLimits } from '../userLimits';
import { optionalInstant } from '../fields/dates';
import { createFieldFinder, RENAME_OR_MAP, toFieldText } from '../fields/fieldMatcher';
import { readValues } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalText,
	readCustomerId,
	readIdentifier,
} from '../fields/scalars';
import { InvalidInput, type ItemParameters, type Handler } from '../operation';
import { bulkUpsert } from './bulkUpsert';
import { createUserPrerequisite, readCreateUsers } from './createUsers';
import { composeDevice, type Device } from './deviceElement';
import { deviceMappingFields, deviceMappingLabels, PLATFORMS } from './deviceMappingFields';
import { toSharedTokenHints } from './sharedTokens';

const schema = {
	customer_id: readCustomerId,
	device_id: readIdentifier,
	platform: choice(PLATFORMS),
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
		return readValues(schema, pickFields(parameters.json()), bulkUpsert.properties);
	}
	const mapped = parameters.get('deviceMapping.value');
	const fields = new Map<string, unknown>(Object.entries(isObject(mapped) ? mapped : {}));
	return readValues(schema, fields, deviceMappingLabels);
};

export const bulkUpsertReading: Handler = {
	refuse: checkUserLimits,
	hintsOf: toSharedTokenHints,
	read: (parameters) => {
		const device = readDevice(parameters);
		const { entry, subject, hint } = composeDevice(device, parameters.timeZone);
		return {
			records: [
				{
					orderingKeys: [`device ${device.device_id}`, `customer ${device.customer_id}`],
					body: { type: 'transition' },
					entry,
					...(readCreateUsers(parameters)
						? { prerequisite: createUserPrerequisite(device.customer_id) }
						: {}),
				},
			],
			identifiers: { customer_id: device.customer_id, device_id: device.device_id },
			device: subject,
			hint,
		};
	},
};
