import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { InvalidValue } from '../fields/reader';
import { rowsOrJson, setOnce, type Row } from '../fields/rows';
import { readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';

/** The most attributes that go with the unsubscribe event, and the most characters of a name and a value. */
const MAX_ATTRIBUTES = 5;
const MAX_NAME = 50;
const MAX_VALUE = 255;

const property: INodeProperties = {
	displayName: 'Event Attributes',
	name: 'eventAttributes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Attribute',
	default: {},
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
};

const readText = (value: unknown, longest: number): string => {
	const text = readIdentifier(value);
	if (text.length <= longest) return text;
	throw new InvalidValue(
		`has ${show(text)}, which is ${groupDigits(text.length)} characters long`,
		`Shorten it to ${longest} characters.`,
	);
};

/** Nothing where there are none. */
const toObject = (attributes: Row[]): Record<string, string> | undefined => {
	if (attributes.length === 0) return undefined;
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
		setOnce(values, readText(name, MAX_NAME), readText(value, MAX_VALUE));
	}
	return Object.fromEntries(values);
};

export const eventAttributes = rowsOrJson({
	property,
	form: {
		list: 'attribute',
		pair: ['name', 'value'],
		nouns: ['attributes', 'an attribute with a name and a value'],
		hint: "Click 'Add Attribute', and enter a name and a value.",
	},
	noun: 'event attribute',
	jsonDescription: 'An object with the names of the attributes and their values',
	example: '{"source": "preference center"}',
	toValue: toObject,
});
