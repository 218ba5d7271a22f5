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
import { choice } from '../fields/scalars';
import { isBlank, show, stripInvisible, toNameList } from '../fields/text';
import type { HintTopic, ItemParameters } from '../operation';

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
				{
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
				},
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

/** Values by the names of the attributes whose lists they are added to or removed from. */
export interface ArrayChanges {
	add: Record<string, AttributeValue>;
	remove: Record<string, AttributeValue>;
}

type Action = keyof ArrayChanges;

const readAction = choice(['add', 'remove']);

/** Text is JSON of a list, or values with commas between them. */
const splitText = (text: string): unknown[] =>
	findJsonList(text) ?? text.split(',').map(stripInvisible);

const toValues = (values: unknown): unknown[] =>
	typeof values === 'string' ? splitText(values) : [values].flat();

const EMPTY_CHANGES: HintTopic = (items, names) =>
	`Changes of lists were not sent for ${items} because they have no values: ${toNameList(names)}.`;

/** The values of all rows by action and attribute, as they were entered. */
const gatherRows = (
	changes: Row[],
	parameters: ItemParameters,
): Record<Action, Map<string, unknown[]>> => {
	const gathered = { add: new Map<string, unknown[]>(), remove: new Map<string, unknown[]>() };
	for (const { action, attribute, values } of changes) {
		const given = toValues(values).filter((one) => !isBlank(one));
		const name = readAttributeName(attribute, values, 'user');
		if (given.length === 0) {
			note(parameters, EMPTY_CHANGES, [name]);
			continue;
		}
		if (isBlank(action)) {
			throw new InvalidValue(`has no action for ${show(name)}`, 'Choose Add or Remove.');
		}
		const byName = gathered[readAction(action)];
		const known = byName.get(name);
		if (known === undefined) byName.set(name, given);
		else for (const one of given) known.push(one);
	}
	return gathered;
};

const readLists = (byName: ReadonlyMap<string, unknown[]>): Record<string, AttributeValue> =>
	Object.fromEntries([...byName].map(([name, values]) => [name, readAttributeList(values, name)]));

/** One attribute cannot have values to add and values to remove (track user). */
const toChanges = (changes: Row[], parameters: ItemParameters): ArrayChanges => {
	const { add, remove } = gatherRows(changes, parameters);
	for (const name of add.keys()) {
		if (!remove.has(name)) continue;
		throw new InvalidValue(
			`has ${show(name)} with values to add and with values to remove`,
			'Send one of the two changes first, and the other with a second MoEngage node.',
		);
	}
	return { add: readLists(add), remove: readLists(remove) };
};

/** Values to add to and to remove from attributes: their fields and reader. */
export const arrayChanges = rowsOrJson({
	property,
	form: {
		list: 'change',
		pair: ['attribute', 'values'],
		choices: ['action'],
		canBeObject: false,
		nouns: ['changes', 'a change with an action, an attribute, and values'],
		hint: "Click 'Add Change', and enter an attribute and its values.",
	},
	noun: 'change',
	jsonDescription:
		'A list of changes, each with an action (add or remove), an attribute, and values',
	example: '[{"action": "add", "attribute": "interests", "values": ["hiking"]}]',
	toValue: toChanges,
});

/** The key of each action within the attributes. */
const KEYS: Record<Action, string> = {
	add: 'addValueToArrayField',
	remove: 'removeValueFromArrayField',
};

/** The part of the attributes that changes lists, as track user takes it. */
export const composeArrayChanges = ({ add, remove }: ArrayChanges) => ({
	...(Object.keys(add).length === 0 ? {} : { [KEYS.add]: add }),
	...(Object.keys(remove).length === 0 ? {} : { [KEYS.remove]: remove }),
});
