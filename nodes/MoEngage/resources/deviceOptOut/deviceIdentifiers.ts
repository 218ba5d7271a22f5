import type { INodeProperties } from 'n8n-workflow';

import { createIdentifierValues } from '../fields/properties';
import { createReader, InvalidValue, jsonRows, rows, type Reader } from '../fields/reader';
import { choice, readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';
import type { ItemParameters } from '../operation';

/** The identifiers of a device that device opt-out accepts. */
const IDENTIFIER_TYPES = ['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'] as const;

const IDENTIFIERS_EXAMPLE = '[{"type": "push_id", "value": "fGk3…"}] or [{"push_id": "fGk3…"}]';

/** The value of a device identifier. */
const identifierValues = createIdentifierValues(
	{ displayName: 'Value', name: 'value', description: 'The identifier of the device' },
	'type',
	{
		device_unique_id: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
		moe_gaid: 'e.g. 38400000-8cf0-11bd-b23e-10b96e40000d',
		push_id: 'e.g. fGk3…:APA91b…',
		unique_id: 'e.g. 68f0a7c1d114b7a8',
	},
);

/**
 * The fields for the devices, as a list or as JSON.
 *
 * @param targetName What the parameter is called that says whether devices are chosen
 */
export const createDeviceFields = (targetName: string): INodeProperties[] => [
	{
		displayName: 'Device Identifiers Input',
		name: 'deviceIdentifiersMode',
		type: 'options',
		default: 'fields',
		options: [
			{ name: 'Using Fields Below', value: 'fields', description: 'Enter each device in the form' },
			{ name: 'Using JSON', value: 'json', description: 'Enter all devices as one list' },
		],
		displayOptions: { show: { [targetName]: ['devices'] } },
		description: 'How to enter the devices',
	},
	{
		displayName: 'Device Identifiers',
		name: 'deviceIdentifiers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Device Identifier',
		default: {},
		displayOptions: { show: { [targetName]: ['devices'], deviceIdentifiersMode: ['fields'] } },
		description: 'The devices, each with one identifier',
		options: [
			{
				displayName: 'Identifier',
				name: 'identifier',
				values: [
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'device_unique_id',
						options: [
							{
								name: 'Device ID',
								value: 'device_unique_id',
								description: 'The Device ID that was sent to MoEngage',
							},
							{
								name: 'GAID',
								value: 'moe_gaid',
								description: 'Google advertising ID of an Android device',
							},
							{ name: 'Push ID', value: 'push_id', description: 'The push token of the device' },
							{
								name: 'Unique ID',
								value: 'unique_id',
								description: "MoEngage's own ID of the device",
							},
						],
						description: 'Which identifier of the device you have',
					},
					...identifierValues,
				],
			},
		],
	},
	{
		displayName: 'Device Identifiers (JSON)',
		name: 'deviceIdentifiersJson',
		type: 'json',
		default: '',
		displayOptions: { show: { [targetName]: ['devices'], deviceIdentifiersMode: ['json'] } },
		hint: 'For example, [{"push_id": "fGk3…"}]',
		description: `A list of devices, each with one identifier of the type ${IDENTIFIER_TYPES.slice(0, -1).join(', ')}, or ${IDENTIFIER_TYPES.at(-1)}: ${IDENTIFIERS_EXAMPLE}`,
	},
];

const readType = choice(IDENTIFIER_TYPES);

const form = {
	list: 'identifier',
	pair: ['type', 'value'],
	canBeObject: true,
	nouns: ['device identifiers', 'one identifier of one device'],
	hint: "Add at least one device under 'Device Identifiers'.",
} as const;

const readRows = rows(form);

const readJsonRows = jsonRows(form, IDENTIFIERS_EXAMPLE);

/** An empty list never means all devices: that is a choice of its own. */
const toIdentifiers = (
	given: ReturnType<typeof readJsonRows>,
	hint: string,
): Array<Record<string, string>> => {
	if (given.length === 0) throw new InvalidValue('is empty', hint);
	return given.map(({ type, value }) => {
		const key = readType(type);
		if (!isBlank(value)) return { [key]: readIdentifier(value) };
		throw new InvalidValue(
			`has no value for ${show(key)}`,
			'Map a field that has the identifier of a device for every item, or filter out the items without one.',
		);
	});
};

const readDeviceList: Reader<Array<Record<string, string>>> = (value, parameters) =>
	toIdentifiers(readRows(value, parameters), form.hint);

const readDeviceJson = (value: unknown) =>
	toIdentifiers(
		readJsonRows(value),
		`Add at least one device to the list, such as ${IDENTIFIERS_EXAMPLE}`,
	);

const read = createReader(createDeviceFields('target'));

const modeSchema = { deviceIdentifiersMode: choice(['fields', 'json']) };

/** Reads the devices from the list or the JSON. */
export const readDevices = (parameters: ItemParameters): Array<Record<string, string>> =>
	read(modeSchema, parameters).deviceIdentifiersMode === 'fields'
		? read({ deviceIdentifiers: readDeviceList }, parameters).deviceIdentifiers
		: read({ deviceIdentifiersJson: readDeviceJson }, parameters).deviceIdentifiersJson;
