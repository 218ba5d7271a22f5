import type { INodeProperties } from 'n8n-workflow';

import { userAttributeProperties } from '../fields/attributeProperties';
import { clientIpOfUser } from '../fields/clientIp';
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
