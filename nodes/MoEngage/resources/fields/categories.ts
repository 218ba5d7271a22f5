import type { IDataObject, IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { isObject } from '../../api/json';
import { InvalidInput, type ItemParameters } from '../operation';
import { createFieldFinder, keepLast, RENAME_OR_MAP, toFieldText } from './fieldMatcher';
import { readJsonEntries } from './jsonText';
import { InvalidValue, readParameter, toInvalidEntry, type Reader } from './reader';
import { rows } from './rows';
import { BOOLEAN_HINT, createChoice, findBoolean, NOT_BOOLEAN } from './scalars';
import { isBlank, show } from './text';

const CATEGORIES_EXAMPLE = '{"Newsletter": true, "Offers": false}';

const mode = createChoice({
	displayName: 'Categories Input',
	name: 'categoriesMode',
	type: 'options',
	default: 'list',
	options: [
		{ name: 'Using a List', value: 'list', description: 'Choose or type each category' },
		{
			name: 'Using a Mapping',
			value: 'mapping',
			description: "One field for each of the workspace's categories",
		},
		{ name: 'Using JSON', value: 'json', description: 'Enter all categories as one object' },
	],
	description: 'How to enter the categories',
});

/** The fields for categories, which several operations share. */
export const categoryProperties: INodeProperties[] = [
	mode.property,
	{
		displayName: 'Categories',
		name: 'categories',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Category',
		default: {},
		displayOptions: { show: { categoriesMode: ['list'] } },
		description: 'The categories to subscribe the user to or unsubscribe the user from',
		options: [
			{
				displayName: 'Category',
				name: 'category',
				values: [
					{
						displayName: 'Category',
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
						description: 'Whether the user gets the messages of this category',
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
			'The subscription of the user to each category. Categories without a value are not sent.',
	},
	{
		displayName: 'Categories (JSON)',
		name: 'categoriesJson',
		type: 'json',
		default: '',
		hint: `For example, ${CATEGORIES_EXAMPLE}`,
		displayOptions: { show: { categoriesMode: ['json'] } },
		description: `An object with the name of each category and true (subscribed) or false (unsubscribed): ${CATEGORIES_EXAMPLE}`,
	},
];

/** Fields that another choice makes void are hidden while it is made. */
export const hideWhen = (
	properties: INodeProperties[],
	hide: IDisplayOptions['hide'],
): INodeProperties[] =>
	properties.map((property) => ({
		...property,
		displayOptions: { ...property.displayOptions, hide },
	}));

/** Subscriptions by category, in the shape that MoEngage takes them. */
export type Categories = Record<string, boolean>;

/** A category and whether the user is subscribed to it, as they came. */
type CategoryPair = [name: unknown, subscribed: unknown];

const readName = (name: unknown): string => {
	if (typeof name === 'string' && !isBlank(name)) return name.trim();
	throw new InvalidValue(
		isBlank(name)
			? 'has a category without a name'
			: `has ${show(name)} as the name of a category, which is not text`,
		'Choose the category from the list, or type its name.',
	);
};

/** Gathers categories by name; one that is given twice needs the same answer both times. */
const collectCategories = (pairs: readonly CategoryPair[]): Categories => {
	const categories = new Map<string, boolean>();
	for (const [name, subscribed] of pairs) {
		const category = readName(name);
		const value = findBoolean(subscribed);
		if (value === undefined) throw toInvalidEntry(category, subscribed, NOT_BOOLEAN, BOOLEAN_HINT);
		if (categories.has(category) && categories.get(category) !== value) {
			throw new InvalidValue(
				`has ${show(category)} both as subscribed and as unsubscribed`,
				'Enter each category once.',
			);
		}
		categories.set(category, value);
	}
	// Unlike an assignment, this also keeps a category named __proto__.
	return Object.fromEntries(categories);
};

/** The name as it was typed, or within n8n's resource locator. */
const unwrapName = (name: unknown): unknown =>
	isObject(name) && 'value' in name ? name.value : name;

const readRows = rows({
	list: 'category',
	pair: ['name', 'subscribed'],
	nouns: ['categories', 'a category with a name and a subscription'],
	hint: "Click 'Add Category', or use an expression that returns a list of categories.",
});

const readList: Reader<CategoryPair[]> = (value, parameters) =>
	readRows(value, parameters).map(({ name, subscribed }) => [unwrapName(name), subscribed]);

const finderFor = keepLast(createFieldFinder);

/** Pairs from the item's fields that are named like a category of the mapping. */
const findColumns = (schema: unknown, json: IDataObject): CategoryPair[] => {
	const fields: unknown[] = Array.isArray(schema) ? schema : [];
	const names = fields.filter(isObject).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
	const found = finderFor(names)(json);
	if (found.size > 0) return [...found];
	throw new InvalidInput(
		`This item has no field that is named like a category. ${toFieldText(json)}`,
		RENAME_OR_MAP,
	);
};

/** Pairs from the mapping as n8n's editor saves it; an old workflow may lack all of it. */
const readMapping: Reader<CategoryPair[]> = (saved, { json }) => {
	const { mappingMode, value, schema }: IDataObject = isObject(saved) ? saved : {};
	const pairs =
		mappingMode === 'autoMapInputData'
			? findColumns(schema, json())
			: Object.entries(isObject(value) ? value : {});
	return pairs.filter(([, subscribed]) => !isBlank(subscribed));
};

/** By mode: the parameter that has the categories, their reader, and what to do if there are none. */
const SOURCES = {
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
		readPairs: (value) => readJsonEntries(value, CATEGORIES_EXAMPLE),
		hint: `Enter at least one category, such as ${CATEGORIES_EXAMPLE}`,
	},
} satisfies Record<string, { name: string; readPairs: Reader<CategoryPair[]>; hint: string }>;

const readCategories = (parameters: ItemParameters, areRequired: boolean): Categories => {
	const { name, readPairs, hint } = SOURCES[readParameter('categoriesMode', mode.read, parameters)];
	const readGiven: Reader<Categories> = (value) => {
		const categories = collectCategories(readPairs(value, parameters));
		if (!areRequired || Object.keys(categories).length > 0) return categories;
		throw new InvalidValue('is empty', hint);
	};
	return readParameter(name, readGiven, parameters);
};

/** Undefined where there are none. */
export const readOptionalCategories: Reader<Categories | undefined> = (_, parameters) => {
	// n8n has no value for fields that another choice hides.
	const areHidden = (parameters.get('categoriesMode') ?? undefined) === undefined;
	const categories = areHidden ? {} : readCategories(parameters, false);
	return Object.keys(categories).length === 0 ? undefined : categories;
};

export const readRequiredCategories: Reader<Categories> = (_, parameters) =>
	readCategories(parameters, true);
