import type { INodeProperties } from 'n8n-workflow';

export const ATTRIBUTES_EXAMPLE = '{"plan": "gold", "visits": 12}';

const modeProperty: INodeProperties = {
	displayName: 'Attributes Input',
	name: 'attributesMode',
	type: 'options',
	default: 'fields',
	options: [
		{ name: 'Using Fields Below', value: 'fields', description: 'Enter each name and value' },
		{
			name: 'Using Input Fields',
			value: 'input',
			description: 'Each field of the item becomes an attribute with the same name',
		},
		{ name: 'Using JSON', value: 'json', description: 'Enter names and values as one object' },
	],
	description: 'How to enter the attributes',
};

const sourceProperties: INodeProperties[] = [
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		displayOptions: { show: { attributesMode: ['fields'] } },
		description: 'The attributes to set. Attributes with an empty value are not sent.',
		options: [
			{
				displayName: 'Attribute',
				name: 'attribute',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. plan',
						description: 'Name of the attribute, exactly as MoEngage shows it',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. gold',
						description:
							'Value of the attribute. An expression keeps its type: text, number, boolean, date, or list.',
					},
				],
			},
		],
	},
	{
		displayName: 'Include Fields',
		name: 'includeFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. plan, visits',
		displayOptions: { show: { attributesMode: ['input'] } },
		description:
			'Names of the input fields to use, separated by commas. Leave it empty to use all fields.',
	},
	{
		displayName: 'Exclude Fields',
		name: 'excludeFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. notes, row_number',
		displayOptions: { show: { attributesMode: ['input'] } },
		description: 'Names of the input fields to leave out, separated by commas',
	},
	{
		displayName: 'Attributes (JSON)',
		name: 'attributesJson',
		type: 'json',
		default: '',
		hint: `For example, ${ATTRIBUTES_EXAMPLE}`,
		displayOptions: { show: { attributesMode: ['json'] } },
		description: `An object with the names of the attributes and their values: ${ATTRIBUTES_EXAMPLE}`,
	},
];

/** The attributes that every workspace of MoEngage has for its users. */
export const standardAttributesProperty: INodeProperties = {
	displayName: 'Standard Attributes',
	name: 'standardAttributes',
	type: 'collection',
	placeholder: 'Add attribute',
	default: {},
	description: 'Attributes that MoEngage has for every user. Empty ones stay as they are.',
	options: [
		{
			displayName: 'Birthday',
			name: 'birthday',
			type: 'dateTime',
			default: '',
			description: 'Date of birth',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'Email address of the user',
		},
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan',
			description: 'First name of the user',
		},
		{
			displayName: 'Gender',
			name: 'gender',
			type: 'string',
			default: '',
			placeholder: 'e.g. female',
			description: 'Gender of the user, as your workspace spells it',
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Smith',
			description: 'Last name of the user',
		},
		{
			displayName: 'Mobile',
			name: 'mobile',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123',
			description: 'Mobile number of the user, with the country code',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan Smith',
			description: 'Full name of the user',
		},
	],
};

/** The fields for the attributes of an event. */
export const eventAttributeProperties: INodeProperties[] = [modeProperty, ...sourceProperties];

/** The fields for the attributes of a user, who has standard ones too. */
export const userAttributeProperties: INodeProperties[] = [
	standardAttributesProperty,
	modeProperty,
	...sourceProperties,
];
