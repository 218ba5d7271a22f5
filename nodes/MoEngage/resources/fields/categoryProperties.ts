import type { INodeProperties } from 'n8n-workflow';

export const CATEGORIES_EXAMPLE = '{"Newsletter": true, "Offers": false}';

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
		hint: `For example, ${CATEGORIES_EXAMPLE}`,
		displayOptions: { show: { categoriesMode: ['json'] } },
		description: `An object with the name of each category and true (subscribed) or false (unsubscribed): ${CATEGORIES_EXAMPLE}`,
	},
];
