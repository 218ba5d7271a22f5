import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { InvalidInput, type ItemParameters } from '../operation';
import { BOOLEAN_CURE, findBoolean } from './booleans';
import { choice } from './choices';
import { readJson } from './json';
import { complain, field, findLabel, readField, show } from './readFields';

const JSON_EXAMPLE = '{"Newsletter": true, "Offers": false}';

/** Subscriptions by category, in the shape that MoEngage takes them. */
export type Categories = Record<string, boolean>;

/** The fields for categories, which several operations share. */
export const categoryProperties: INodeProperties[] = [
	{
		displayName: 'Categories Input',
		name: 'categoriesMode',
		type: 'options',
		default: 'list',
		options: [
			{
				name: 'Using a List',
				value: 'list',
				description: 'Choose or type each category',
			},
			{
				name: 'Using a Mapping',
				value: 'mapping',
				description: "One field for each of the workspace's categories, mapped from the input",
			},
			{
				name: 'Using JSON',
				value: 'json',
				description: 'Categories and their subscriptions as one object',
			},
		],
		description: 'How to give the categories',
	},
	{
		displayName: 'Categories',
		name: 'categories',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Category',
		default: {},
		displayOptions: { show: { categoriesMode: ['list'] } },
		description: 'Categories to subscribe the user to or unsubscribe the user from',
		options: [
			{
				displayName: 'Category',
				name: 'category',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'resourceLocator',
						default: { mode: 'list', value: '' },
						description: "One of the workspace's subscription categories",
						modes: [
							{
								displayName: 'From List',
								name: 'list',
								type: 'list',
								typeOptions: { searchListMethod: 'searchCategories', searchable: true },
							},
							{
								displayName: 'By Name',
								name: 'name',
								type: 'string',
								placeholder: 'e.g. Newsletter',
							},
						],
					},
					{
						displayName: 'Subscribed',
						name: 'subscribed',
						type: 'boolean',
						default: true,
						description: 'Whether the user gets emails of this category',
					},
				],
			},
		],
	},
	{
		displayName: 'Categories',
		name: 'categoriesMapping',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getCategoryFields',
				mode: 'add',
				valuesLabel: 'Categories',
				addAllFields: false,
				supportAutoMap: true,
				fieldWords: { singular: 'category', plural: 'categories' },
			},
		},
		displayOptions: { show: { categoriesMode: ['mapping'] } },
		description:
			'Categories to subscribe the user to (true) or unsubscribe the user from (false), one field each',
	},
	{
		displayName: 'Categories (JSON)',
		name: 'categoriesJson',
		type: 'json',
		default: '{}',
		placeholder: `e.g. ${JSON_EXAMPLE}`,
		displayOptions: { show: { categoriesMode: ['json'] } },
		description: `Object with a category's name on the left and true (subscribed) or false (unsubscribed) on the right: ${JSON_EXAMPLE}`,
	},
];

const CURE = `Name at least one category and say whether the user is subscribed to it, such as ${JSON_EXAMPLE}.`;

const addCategory = (
	categories: Categories,
	name: unknown,
	subscribed: unknown,
	context: z.RefinementCtx,
): void => {
	if (typeof name !== 'string' || name.trim() === '') {
		complain(context, `has the name ${show(name)}, which is no category`, CURE);
		return;
	}
	const value = findBoolean(subscribed);
	if (value === undefined) {
		const what = `has ${show(subscribed)} for ${show(name)}, which is neither true nor false`;
		complain(context, what, BOOLEAN_CURE);
		return;
	}
	const category = name.trim();
	if (Object.hasOwn(categories, category) && categories[category] !== value) {
		complain(
			context,
			`has ${show(category)} both as subscribed and as unsubscribed`,
			'Name each category once.',
		);
		return;
	}
	// A plain assignment would lose a category named __proto__.
	Object.defineProperty(categories, category, { value, enumerable: true });
};

const collect = (pairs: Array<[unknown, unknown]>, context: z.RefinementCtx): Categories => {
	const categories: Categories = {};
	for (const [name, subscribed] of pairs) addCategory(categories, name, subscribed, context);
	return categories;
};

const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name as it was typed, or within n8n's resource locator. */
const readName = (name: unknown): unknown =>
	isObject(name) && 'value' in name ? name.value : name;

type Pair = [name: unknown, subscribed: unknown];

const entrySchema = z.object({ name: z.unknown(), subscribed: z.unknown() });

const readList = (value: unknown, context: z.RefinementCtx): Pair[] => {
	const entries: unknown = isObject(value) && 'category' in value ? value.category : value;
	if (Array.isArray(entries)) {
		return entries.map((entry): Pair => {
			const { name, subscribed } = entrySchema.parse(Object(entry));
			return [readName(name), subscribed];
		});
	}
	const isEmpty = !entries || (isObject(entries) && Object.keys(entries).length === 0);
	if (isEmpty) return [];
	complain(context, `is ${show(value)}, which is no list`, CURE);
	return [];
};

const mappingSchema = z.object({
	mappingMode: z.string().catch('defineBelow'),
	value: z.record(z.string(), z.unknown()).nullish().catch(null),
	schema: z.array(z.object({ id: z.string() })).catch([]),
});

/** Where the mapping is automatic, the input's fields that are named like a category. */
const readMapping = (value: unknown, _: z.RefinementCtx, { json }: ItemParameters): Pair[] => {
	const { mappingMode, value: mapped, schema } = mappingSchema.parse(value);
	const isAutomatic = mappingMode === 'autoMapInputData';
	const source = isAutomatic ? json() : (mapped ?? {});
	const names = isAutomatic ? schema.map(({ id }) => id) : Object.keys(source);
	return names
		.filter((name) => Object.hasOwn(source, name))
		.map((name): Pair => [name, source[name]])
		.filter(([, subscribed]) => subscribed !== null && subscribed !== undefined);
};

const readObject = (value: unknown, context: z.RefinementCtx): Pair[] => {
	const object = readJson(value, context, JSON_EXAMPLE);
	if (isObject(object)) return Object.entries(object);
	complain(context, `is ${show(value)}, which is no object`, CURE);
	return [];
};

/** Where each input mode has its value, and how it is read. */
const MODES = {
	list: { name: 'categories', readPairs: readList },
	mapping: { name: 'categoriesMapping', readPairs: readMapping },
	json: { name: 'categoriesJson', readPairs: readObject },
};

const mode = choice(['list', 'mapping', 'json']);

const readMode = (parameters: ItemParameters) =>
	MODES[readField('categoriesMode', mode, parameters, categoryProperties)];

/**
 * Reads categories that an operation can do without.
 * @throws InvalidInput
 */
export const readOptionalCategories = (parameters: ItemParameters): Categories | undefined => {
	const { name, readPairs } = readMode(parameters);
	const schema = field((value, context) => collect(readPairs(value, context, parameters), context));
	const categories = readField(name, schema, parameters, categoryProperties);
	return Object.keys(categories).length === 0 ? undefined : categories;
};

/**
 * Reads categories.
 * @throws InvalidInput, also where none is given
 */
export const readCategories = (parameters: ItemParameters): Categories => {
	const categories = readOptionalCategories(parameters);
	if (categories !== undefined) return categories;
	const label = findLabel(categoryProperties, [readMode(parameters).name]);
	throw new InvalidInput(`'${label}' is empty`, CURE);
};
