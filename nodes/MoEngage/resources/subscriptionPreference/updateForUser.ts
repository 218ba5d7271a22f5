import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { categoryProperties, hideWhen } from '../fields/categories';
import { channelOptions } from '../fields/scalars';
import type { Operation } from '../operation';
import { globalSubscriptionProperties } from './globalSubscriptionProperties';
import { userProperties } from './userProperties';

/** What MoEngage takes of the attributes that go with the unsubscribe event. */
export const MAX_ATTRIBUTES = 5;
export const MAX_NAME = 50;
export const MAX_VALUE = 255;

const properties: INodeProperties[] = [
	...userProperties,
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		default: 'email',
		options: channelOptions,
		description: 'The channel to update the preferences of',
	},
	...globalSubscriptionProperties,
	...hideWhen(categoryProperties, { globalSubscription: ['unsubscribed'] }),
	{
		displayName: 'Event Attributes',
		name: 'eventAttributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		description: `Up to ${MAX_ATTRIBUTES} attributes that MoEngage stores with the event of this change`,
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
						placeholder: 'e.g. source',
						description: `Name of the attribute, up to ${MAX_NAME} characters`,
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. preference center',
						description: `Value of the attribute, up to ${MAX_VALUE} characters`,
					},
				],
			},
		],
	},
];

export const updateForUser: Operation = {
	name: 'Update for One User',
	value: 'updateForUser',
	action: 'Update user preferences',
	description:
		"Set one user's email or SMS categories by customer ID or email (requires MoEngage's newer v5 API)",
	endpoint: endpoints.updateUserPreferences,
	properties,
	loadHandler: async () => (await import('./updateForUserReading')).updateForUserReading,
};
