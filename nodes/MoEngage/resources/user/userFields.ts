import type { INodeProperties } from 'n8n-workflow';

import { userAttributeProperties } from '../fields/attributeProperties';
import { arrayChangesProperty } from './arrayChanges';

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
			{
				displayName: 'Client IP',
				name: 'clientIp',
				type: 'string',
				default: '',
				placeholder: 'e.g. 203.0.113.7',
				description:
					'The IP address of the user, or several addresses separated by commas. MoEngage uses it to locate the user.',
			},
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
