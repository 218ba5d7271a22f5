import type { INodeProperties, ResourceMapperField } from 'n8n-workflow';

import { PLATFORMS } from './deviceEntry';

interface Field extends Partial<ResourceMapperField> {
	id: string;
	label: string;
	/** Follows the label in the form, since the fields of a mapper have no placeholders. */
	note?: string;
}

const MAY_BE_IGNORED = 'MoEngage may ignore it';

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
	{ id: 'active', label: 'Active', note: MAY_BE_IGNORED, type: 'boolean' },
	{ id: 'created_time', label: 'Created Time', note: MAY_BE_IGNORED, type: 'dateTime' },
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
export const deviceMappingLabels: INodeProperties[] = FIELDS.map(({ id, label }) => ({
	displayName: label,
	name: id,
	type: 'string',
	default: '',
}));
