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
			'ID of the user, as your systems know it; a known user is updated, a new one is created',
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
			'Names of attributes to remove from the user, separated by commas. An attribute that is also set is removed. MoEngage has to enable this for the workspace.',
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
					'IP address of the user, or several separated by commas, sent as X-Forwarded-For so that MoEngage can locate the user',
			},
			{
				displayName: 'Update Existing Only',
				name: 'updateExistingOnly',
				type: 'boolean',
				default: true,
				description: 'Whether to skip users whom MoEngage does not know instead of creating them',
			},
		],
	},
];
