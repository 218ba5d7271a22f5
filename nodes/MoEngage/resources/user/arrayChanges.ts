import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import {
	readAttributeName,
	readAttributeList,
	type AttributeValue,
} from '../fields/attributeValues';
import { describeValue, findJsonList, InvalidValue } from '../fields/reader';
import { choice } from '../fields/scalars';
import { isBlank, show, stripInvisible } from '../fields/text';
import { isObject } from '../../api/json';

export const arrayChangesProperty: INodeProperties = {
	displayName: 'Array Changes',
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

const rowSchema = z
	.object({
		action: z.unknown().optional(),
		attribute: z.unknown().optional(),
		values: z.unknown().optional(),
	})
	.catch({});

const readAction = choice(['add', 'remove']);

const toRows = (value: unknown): unknown => {
	if (isBlank(value)) return [];
	return isObject(value) ? ('change' in value ? value.change : []) : value;
};

/** Text is JSON of a list, or values with commas between them. */
const splitText = (text: string): unknown[] =>
	findJsonList(text) ?? text.split(',').map(stripInvisible);

const toValues = (values: unknown): unknown[] =>
	typeof values === 'string' ? splitText(values) : [values].flat();

/** The values of all rows by action and attribute, as they were entered. */
const gatherRows = (rows: unknown[]) => {
	const gathered = { add: new Map<string, unknown[]>(), remove: new Map<string, unknown[]>() };
	for (const row of rows) {
		const { action, attribute, values } = rowSchema.parse(row);
		const given = toValues(values).filter((value) => !isBlank(value));
		if (given.length === 0) continue;
		const name = readAttributeName(attribute, values, 'user');
		const byName = gathered[readAction(action)];
		const known = byName.get(name);
		if (known === undefined) byName.set(name, given);
		else for (const value of given) known.push(value);
	}
	return gathered;
};

const readLists = (byName: ReadonlyMap<string, unknown[]>): Record<string, AttributeValue> => {
	const lists: Array<[name: string, values: AttributeValue]> = [];
	for (const [name, values] of byName) {
		const value = readAttributeList(values, name);
		if (value !== undefined) lists.push([name, value]);
	}
	return Object.fromEntries(lists);
};

/** Values to add to and to remove from attributes; one attribute cannot have both (track user). */
export const readArrayChanges = (value: unknown): ArrayChanges => {
	const rows = toRows(value);
	if (!Array.isArray(rows)) {
		throw new InvalidValue(
			describeValue(value, 'which is not a list of changes'),
			"Click 'Add Change', and enter an attribute and its values.",
		);
	}
	const { add, remove } = gatherRows(rows);
	for (const name of add.keys()) {
		if (!remove.has(name)) continue;
		throw new InvalidValue(
			`has ${show(name)} with values to add and with values to remove`,
			'Send one of the two changes first, and the other with a second MoEngage node.',
		);
	}
	return { add: readLists(add), remove: readLists(remove) };
};

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
