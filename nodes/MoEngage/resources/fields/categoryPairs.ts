import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { InvalidInput, type ItemParameters } from '../operation';
import { CATEGORIES_EXAMPLE } from './categoryProperties';
import type { CategoryPair } from './collectCategories';
import { createFieldFinder, RENAME_OR_MAP, toFieldText, type FieldFinder } from './findFields';
import { isObject } from '../../api/json';
import { readJson } from './json';
import { isBlank, refuse } from './readFields';

/** The name as it was typed, or within n8n's resource locator. */
const unwrapName = (name: unknown): unknown =>
	isObject(name) && 'value' in name ? name.value : name;

const entrySchema = z
	.object({ name: z.unknown(), subscribed: z.unknown() })
	.catch({ name: undefined, subscribed: undefined });

/** Pairs from the rows of the list. */
export const readList = (value: unknown): CategoryPair[] => {
	const entries: unknown = isObject(value) && 'category' in value ? value.category : value;
	if (Array.isArray(entries)) {
		return entries.map((entry): CategoryPair => {
			const { name, subscribed } = entrySchema.parse(entry);
			return [unwrapName(name), subscribed];
		});
	}
	const isEmpty = !entries || (isObject(entries) && Object.keys(entries).length === 0);
	if (isEmpty) return [];
	return refuse(
		value,
		'which is not a list',
		"Click 'Add Category', or use an expression that returns a list of categories.",
	);
};

interface Mapping {
	values: Record<string, unknown>;
	/** Where the mapping is automatic. */
	find?: FieldFinder;
}

const mappingSchema = z.object({
	mappingMode: z.string().catch('defineBelow'),
	value: z.record(z.string(), z.unknown()).nullish().catch(null),
	schema: z.array(z.object({ id: z.string() })).catch([]),
});

/** An automatic mapping is one object for all items, and is taken apart once. */
const knownMappings = new WeakMap<object, Mapping>();

const parseMapping = (value: unknown): Mapping => {
	const { mappingMode, value: values, schema } = mappingSchema.parse(value);
	if (mappingMode !== 'autoMapInputData') return { values: values ?? {} };
	return { values: {}, find: createFieldFinder(schema.map(({ id }) => id)) };
};

const findMapping = (value: unknown): Mapping => {
	if (!isObject(value)) return { values: {} };
	const known = knownMappings.get(value);
	if (known !== undefined) return known;
	const mapping = parseMapping(value);
	knownMappings.set(value, mapping);
	return mapping;
};

const findPairs = (find: FieldFinder, json: IDataObject): CategoryPair[] => {
	const found = find(json);
	if (found.size > 0) return [...found];
	throw new InvalidInput(
		`This item has no field that is named like a category. ${toFieldText(json)}`,
		RENAME_OR_MAP,
	);
};

/**
 * Pairs from the mapping; where it is automatic, from the item's fields that are named like a
 * category. What is blank is not mapped.
 *
 * @throws InvalidInput where the mapping is automatic and no field is named like a category
 */
export const readMapping = (value: unknown, { json }: ItemParameters): CategoryPair[] => {
	const { values, find } = findMapping(value);
	const pairs = find === undefined ? Object.entries(values) : findPairs(find, json());
	return pairs.filter(([, subscribed]) => !isBlank(subscribed));
};

/** Pairs from JSON; a field that was left empty has none. */
export const readObject = (value: unknown): CategoryPair[] => {
	if (typeof value === 'string' && isBlank(value)) return [];
	const object = readJson(value, CATEGORIES_EXAMPLE);
	if (isObject(object)) return Object.entries(object);
	return refuse(value, 'which is not an object', `Write it like ${CATEGORIES_EXAMPLE}`);
};
