import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { createReader, InvalidValue, jsonRows, rows, type Reader } from '../fields/reader';
import { choice, readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';
import type { ItemParameters } from '../operation';

/** What MoEngage takes of the attributes that go with the unsubscribe event. */
const MAX_ATTRIBUTES = 5;
const MAX_NAME = 50;
const MAX_VALUE = 255;

const EXAMPLE = '{"source": "preference center"}';

/** The attributes that go with the unsubscribe event. */
export const eventAttributeFields: INodeProperties[] = [
	{
		displayName: 'Event Attributes Input',
		name: 'eventAttributesMode',
		type: 'options',
		default: 'fields',
		options: [
			{ name: 'Using Fields Below', value: 'fields', description: 'Enter each name and value' },
			{ name: 'Using JSON', value: 'json', description: 'Enter names and values as one object' },
		],
		description: 'How to enter the event attributes',
	},
	{
		displayName: 'Event Attributes',
		name: 'eventAttributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		displayOptions: { show: { eventAttributesMode: ['fields'] } },
		description: `Up to ${MAX_ATTRIBUTES} attributes that MoEngage stores with the event of this change`,
		options: [
			{
				displayName: 'Attribute',
				name: 'attribute',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. source',
						description: `Name of the attribute, up to ${MAX_NAME} characters`,
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. preference center',
						description: `Value of the attribute, up to ${MAX_VALUE} characters`,
					},
				],
			},
		],
	},
	{
		displayName: 'Event Attributes (JSON)',
		name: 'eventAttributesJson',
		type: 'json',
		default: '',
		hint: `For example, ${EXAMPLE}`,
		displayOptions: { show: { eventAttributesMode: ['json'] } },
		description: `An object with the names of the attributes and their values: ${EXAMPLE}`,
	},
];

const readText = (value: unknown, longest: number): string => {
	const text = readIdentifier(value);
	if (text.length <= longest) return text;
	throw new InvalidValue(
		`has ${show(text)}, which is ${groupDigits(text.length)} characters long`,
		`Shorten it to ${longest} characters.`,
	);
};

const form = {
	list: 'attribute',
	pair: ['name', 'value'],
	canBeObject: true,
	nouns: ['attributes', 'an attribute with a name and a value'],
	hint: "Click 'Add Attribute', and enter a name and a value.",
} as const;

const toObject = (
	attributes: ReadonlyArray<{ name?: unknown; value?: unknown }>,
): Record<string, string> => {
	if (attributes.length > MAX_ATTRIBUTES) {
		throw new InvalidValue(
			`has ${groupDigits(attributes.length)} attributes, and MoEngage accepts up to ${MAX_ATTRIBUTES}`,
			`Keep up to ${MAX_ATTRIBUTES} attributes and remove the others.`,
		);
	}
	const values = new Map<string, string>();
	for (const { name, value } of attributes) {
		if (isBlank(name)) {
			throw new InvalidValue('has an attribute without a name', 'Enter a name for each attribute.');
		}
		if (isBlank(value)) {
			throw new InvalidValue(
				`has no value for ${show(name)}`,
				'Map a field that has a value for every item, or remove the attribute.',
			);
		}
		const key = readText(name, MAX_NAME);
		const text = readText(value, MAX_VALUE);
		if ((values.get(key) ?? text) !== text) {
			throw new InvalidValue(
				`has ${show(key)} twice with different values`,
				'Enter each attribute once.',
			);
		}
		values.set(key, text);
	}
	return Object.fromEntries(values);
};

const readRows = rows(form);

const readJsonRows = jsonRows(form, EXAMPLE);

const read = createReader(eventAttributeFields);

const modeSchema = { eventAttributesMode: choice(['fields', 'json']) };

const schemas = {
	fields: {
		eventAttributes: (value: unknown, parameters: ItemParameters) =>
			toObject(readRows(value, parameters)),
	},
	json: { eventAttributesJson: (value: unknown) => toObject(readJsonRows(value)) },
};

/** Reads names and values from the rows or the JSON. */
export const readEventAttributes: Reader<Record<string, string>> = (_, parameters) =>
	read(modeSchema, parameters).eventAttributesMode === 'fields'
		? read(schemas.fields, parameters).eventAttributes
		: read(schemas.json, parameters).eventAttributesJson;
