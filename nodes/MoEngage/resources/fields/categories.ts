import { InvalidInput, type ItemParameters } from '../operation';
import { readList, readMapping, readObject } from './categoryPairs';
import { CATEGORIES_EXAMPLE, categoryProperties } from './categoryProperties';
import { readChoice } from './choices';
import { collectCategories, type Categories } from './collectCategories';
import { findLabel, readField } from './readFields';

export type { Categories };

/** Where each input mode has its value, and how it is read. */
const MODES = {
	list: {
		name: 'categories',
		readPairs: readList,
		hint: "Click 'Add Category', and choose a category to subscribe the user to or unsubscribe the user from.",
	},
	mapping: {
		name: 'categoriesMapping',
		readPairs: readMapping,
		hint: 'Map at least one category to a value such as subscribed, unsubscribed, true, or false.',
	},
	json: {
		name: 'categoriesJson',
		readPairs: readObject,
		hint: `Enter at least one category, such as ${CATEGORIES_EXAMPLE}`,
	},
};

const readModeName = readChoice(['list', 'mapping', 'json']);

const readMode = (parameters: ItemParameters) =>
	MODES[readField('categoriesMode', readModeName, parameters, categoryProperties)];

/** n8n has no value for fields that another choice hides. */
const areHidden = (parameters: ItemParameters): boolean => {
	const chosen = parameters.get('categoriesMode');
	return chosen === undefined || chosen === null;
};

/**
 * Reads categories that an operation can do without, none where their fields are hidden.
 * @throws InvalidInput
 */
export const readOptionalCategories = (parameters: ItemParameters): Categories | undefined => {
	if (areHidden(parameters)) return undefined;
	const { name, readPairs } = readMode(parameters);
	const read = (value: unknown) => collectCategories(readPairs(value, parameters));
	const categories = readField(name, read, parameters, categoryProperties);
	return Object.keys(categories).length === 0 ? undefined : categories;
};

/**
 * Reads categories that an operation cannot do without.
 * @throws InvalidInput, also where none is given
 */
export const readRequiredCategories = (parameters: ItemParameters): Categories => {
	const categories = readOptionalCategories(parameters);
	if (categories !== undefined) return categories;
	const { name, hint } = readMode(parameters);
	throw new InvalidInput(`'${findLabel(categoryProperties, [name])}' is empty`, hint);
};
