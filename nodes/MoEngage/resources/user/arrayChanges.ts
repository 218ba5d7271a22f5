import type { INodeProperties } from 'n8n-workflow';

import {
	readAttributeName,
	readAttributeList,
	type AttributeValue,
} from '../fields/attributeValues';
import { note } from '../fields/notes';
import { findJsonList } from '../fields/jsonText';
import { InvalidValue } from '../fields/reader';
import { rowsOrJson, type Row } from '../fields/rows';
import { createChoice } from '../fields/scalars';
import { isBlank, show, stripInvisible, toNameList } from '../fields/text';
import type { HintTopic, ItemParameters } from '../operation';

const actionChoice = createChoice({
	displayName: 'Action',
	name: 'action',
	type: 'options',
	default: 'add',
	options: [
		{
			name: 'Add',
			value: 'add',
			action: 'Add values to list',
			description: 'Add the values to the list',
		},
		{
			name: 'Remove',
			value: 'remove',
			action: 'Remove values from list',
			description: 'Remove the values from the list',
		},
	],
	description: 'What to do with the values',
});

const property: INodeProperties = {
	displayName: 'Add or Remove List Values',
	name: 'arrayChanges',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Change',
	default: {},
	description:
		'Values to add to or remove from attributes that are lists. The other values of the list stay as they are.',
	options: [
		{
			displayName: 'Change',
			name: 'change',
			values: [
				actionChoice.property,
				{
					displayName: 'Attribute',
					name: 'attribute',
					type: 'string',
					default: '',
					placeholder: 'e.g. interests',
					description: 'Name of the attribute, exactly as MoEngage shows it',
				},
				{
					displayName: 'Values',
					name: 'values',
					type: 'string',
					default: '',
					placeholder: 'e.g. hiking, cycling',
					description:
						'Values separated by commas, or an expression that returns a list, whose values keep their type',
				},
			],
		},
	],
};

/** The key of each action within the attributes, as track user takes it. */
const KEYS = { add: 'addValueToArrayField', remove: 'removeValueFromArrayField' } as const;

type Key = (typeof KEYS)[keyof typeof KEYS];

/** Values by the names of the attributes, as track user takes them among the attributes. */
export type ArrayChanges = Partial<Record<Key, Record<string, AttributeValue>>>;

/** Text is JSON of a list, or values with commas between them. */
const toValues = (values: unknown): unknown[] => {
	if (typeof values !== 'string') return [values].flat();
	return findJsonList(values) ?? values.split(',').map(stripInvisible);
};

const EMPTY_CHANGES: HintTopic = (items, names) =>
	`List changes of ${items} were not sent because they have no values: ${toNameList(names)}.`;

/** One attribute cannot have values to add and values to remove (track user). */
const toChanges = (rows: Row[], parameters: ItemParameters): ArrayChanges => {
	const lists = new Map<string, { key: Key; values: unknown[] }>();
	for (const { action, attribute, values } of rows) {
		const given = toValues(values).filter((one) => !isBlank(one));
		const name = readAttributeName(attribute, values, 'user');
		if (given.length === 0) {
			note(parameters, EMPTY_CHANGES, [name]);
			continue;
		}
		if (isBlank(action)) {
			throw new InvalidValue(`has no action for ${show(name)}`, 'Choose Add or Remove.');
		}
		const key = KEYS[actionChoice.read(action)];
		const known = lists.get(name) ?? { key, values: [] };
		if (known.key !== key) {
			throw new InvalidValue(
				`has ${show(name)} with values to add and with values to remove`,
				'Send one of the two changes first, and the other with a second MoEngage node.',
			);
		}
		lists.set(name, { key, values: known.values.concat(given) });
	}
	const changes: ArrayChanges = {};
	for (const [name, { key, values }] of lists) {
		changes[key] = { ...changes[key], [name]: readAttributeList(values, name) };
	}
	return changes;
};

export const arrayChanges = rowsOrJson({
	property,
	shortLabel: 'List Values',
	form: {
		list: 'change',
		pair: ['attribute', 'values'],
		choices: ['action'],
		nouns: ['changes', 'a change with an action, an attribute, and values'],
		hint: "Click 'Add Change', and enter an attribute and its values.",
	},
	noun: 'change',
	jsonDescription:
		'A list of changes, each with an action (add or remove), an attribute, and values',
	example: '[{"action": "add", "attribute": "interests", "values": ["hiking"]}]',
	toValue: toChanges,
});
