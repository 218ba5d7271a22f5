import type { IDataObject } from 'n8n-workflow';

import { InvalidInput, type ItemParameters } from '../operation';
import { isReservedName } from './attributeNames';
import { eventAttributeProperties } from './attributeProperties';
import { createFieldFinder, toFieldText, type FieldFinder } from './findFields';
import { stripInvisible } from './invisible';
import { readNames } from './names';
import { readField } from './readFields';

/** A field of the item that becomes an attribute. */
export interface InputField {
	name: string;
	value: unknown;
	/** Whether the user asked for it by name. */
	isNamed: boolean;
}

const readNameList = (parameter: string, parameters: ItemParameters): string[] =>
	readField(parameter, readNames, parameters, eventAttributeProperties);

/** The customer's ID is not an attribute, although most items have it as a field. */
const CUSTOMER_ID = new Set(['customer_id', 'customerid']);

/** The last list of names, which mostly is that of all items. */
let lastFinder: { key: string; find: FieldFinder } | undefined;

const finderFor = (included: string[]): FieldFinder => {
	const key = included.join('\n');
	if (lastFinder?.key !== key) lastFinder = { key, find: createFieldFinder(included) };
	return lastFinder.find;
};

const listFields = (included: string[], json: IDataObject): InputField[] => {
	if (included.length === 0) {
		return Object.entries(json).map(([name, value]) => ({
			name: stripInvisible(name),
			value,
			isNamed: false,
		}));
	}
	const found = finderFor(included)(json);
	if (found.size > 0) return [...found].map(([name, value]) => ({ name, value, isNamed: true }));
	throw new InvalidInput(
		`This item does not have any field of 'Include Fields'. ${toFieldText(json)}`,
		"Correct the names in 'Include Fields', or leave it empty to use all fields.",
	);
};

/** The fields of an item that become attributes, and the names of those that cannot. */
export interface InputFields {
	fields: InputField[];
	dropped: string[];
}

/**
 * Takes the fields of the item that 'Include Fields' names, or all, except those in 'Exclude Fields'.
 *
 * @throws InvalidInput where the item has none of those that are named
 */
export const readInputFields = (parameters: ItemParameters): InputFields => {
	const included = readNameList('includeFields', parameters);
	const excluded = new Set(
		readNameList('excludeFields', parameters).map((name) => name.toLowerCase()),
	);
	const result: InputFields = { fields: [], dropped: [] };
	for (const inputField of listFields(included, parameters.json())) {
		const { name, isNamed } = inputField;
		if (name === '' || excluded.has(name.toLowerCase())) continue;
		const isUnfit = CUSTOMER_ID.has(name.toLowerCase()) || (!isNamed && isReservedName(name));
		if (isUnfit) result.dropped.push(name);
		else result.fields.push(inputField);
	}
	return result;
};
