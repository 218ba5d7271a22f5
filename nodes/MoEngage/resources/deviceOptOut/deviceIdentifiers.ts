import type { INodeProperties } from 'n8n-workflow';

import { createIdentifierFields } from '../fields/identifiers';
import { InvalidValue } from '../fields/reader';
import { rowsOrJson, type Row } from '../fields/rows';
import { choice, readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';

const IDENTIFIER_TYPES = ['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'] as const;

const EXAMPLE = '[{"type": "push_id", "value": "fGk3…"}] or [{"push_id": "fGk3…"}]';

const { typeProperty, valueProperties } = createIdentifierFields(
	{
		displayName: 'Type',
		name: 'type',
		default: 'device_unique_id',
		description: 'The type of identifier that you have for the device',
	},
	{ displayName: 'Value', name: 'value', description: 'The identifier of the device' },
	[
		{
			name: 'Device ID',
			value: 'device_unique_id',
			description: 'The Device ID that was sent to MoEngage',
			placeholder: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
		},
		{
			name: 'GAID',
			value: 'moe_gaid',
			description: 'Google advertising ID of an Android device',
			placeholder: 'e.g. 38400000-8cf0-11bd-b23e-10b96e40000d',
		},
		{
			name: 'Push ID',
			value: 'push_id',
			description: 'The push token of the device',
			placeholder: 'e.g. fGk3…:APA91b…',
		},
		{
			name: 'Unique ID',
			value: 'unique_id',
			description: "MoEngage's own ID of the device",
			placeholder: 'e.g. 68f0a7c1d114b7a8',
		},
	],
);

const property: INodeProperties = {
	displayName: 'Device Identifiers',
	name: 'deviceIdentifiers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Device Identifier',
	default: {},
	description: 'The devices, each with one identifier',
	options: [
		{
			displayName: 'Identifier',
			name: 'identifier',
			values: [typeProperty, ...valueProperties],
		},
	],
};

const readType = choice(IDENTIFIER_TYPES);

/** An empty list never means all devices: that is a choice of its own. */
const toDevices = (given: Row[]): Array<Record<string, string>> => {
	if (given.length === 0)
		throw new InvalidValue('is empty', `Add at least one device, such as ${EXAMPLE}`);
	return given.map(({ type, value }) => {
		const key = readType(type);
		if (!isBlank(value)) return { [key]: readIdentifier(value) };
		throw new InvalidValue(
			`has no value for ${show(key)}`,
			'Map a field that has the identifier of a device for every item, or filter out the items without one.',
		);
	});
};

/** @param targetName That of the parameter which says whether devices are chosen */
export const createDevices = (targetName: string) =>
	rowsOrJson({
		property,
		show: { [targetName]: ['devices'] },
		form: {
			list: 'identifier',
			pair: ['type', 'value'],
			nouns: ['device identifiers', 'one identifier of one device'],
			hint: "Add at least one device under 'Device Identifiers'.",
		},
		noun: 'device',
		jsonDescription: `A list of devices, each with one identifier of the type ${IDENTIFIER_TYPES.slice(0, -1).join(', ')}, or ${IDENTIFIER_TYPES.at(-1)}`,
		example: EXAMPLE,
		toValue: toDevices,
	});
