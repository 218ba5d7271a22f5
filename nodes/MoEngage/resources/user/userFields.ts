import type { INodeProperties } from 'n8n-workflow';

import { userAttributeProperties } from '../fields/attributes';
import { clientIpOfUser } from '../fields/scalars';

const arrayChangesProperty: INodeProperties = {
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

/** The fields that describe a user, for track user and bulk import. */
export const userFields: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The ID of the user in your own systems. MoEngage updates the user who has this ID, or creates one if there is none.',
	},
	...userAttributeProperties,
	arrayChangesProperty,
	{
		displayName: 'Unset Attributes',
		name: 'unsetAttributes',
		type: 'string',
		default: '',
		placeholder: 'e.g. plan, trial_end',
		description:
			'Names of the attributes to remove from the user, separated by commas. An attribute that you also set is removed. MoEngage has to enable this for your workspace.',
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			clientIpOfUser,
			{
				displayName: 'Update Existing Only',
				name: 'updateExistingOnly',
				type: 'boolean',
				default: true,
				description: 'Whether to skip users that MoEngage does not know instead of creating them',
			},
		],
	},
];
