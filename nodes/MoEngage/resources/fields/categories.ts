import type { INodeProperties } from 'n8n-workflow';

import { InvalidInput, type ItemParameters } from '../operation';
import { readList, readMapping, readObject, JSON_EXAMPLE } from './categoryPairs';
import { readChoice } from './choices';
import { collectCategories, type Categories } from './collectCategories';
import { findLabel, readField } from './readFields';

export type { Categories };

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
				description: "One field for each of the workspace's categories",
			},
			{
				name: 'Using JSON',
				value: 'json',
				description: 'Enter all categories as one object',
			},
		],
		description: 'How to enter the categories',
	},
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
		hint: `For example, ${JSON_EXAMPLE}`,
		displayOptions: { show: { categoriesMode: ['json'] } },
		description: `An object with the name of each category and true (subscribed) or false (unsubscribed): ${JSON_EXAMPLE}`,
	},
];

/** Where each input mode has its value, and how it is read. */
const MODES = {
	list: {
		name: 'categories',
		readPairs: readList,
		cure: "Click 'Add Category', and choose a category to subscribe the user to or unsubscribe the user from.",
	},
	mapping: {
		name: 'categoriesMapping',
		readPairs: readMapping,
		cure: 'Map at least one category to a value such as subscribed, unsubscribed, true, or false.',
	},
	json: {
		name: 'categoriesJson',
		readPairs: readObject,
		cure: `Enter at least one category, such as ${JSON_EXAMPLE}`,
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
	const { name, cure } = readMode(parameters);
	throw new InvalidInput(`'${findLabel(categoryProperties, [name])}' is empty`, cure);
};
