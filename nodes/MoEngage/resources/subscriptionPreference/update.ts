import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { createSubscriptionFields } from './subscriptionFields';
import { visitorProperties } from './visitorProperties';

const properties: INodeProperties[] = [
	...visitorProperties,
	...createSubscriptionFields('unsubscribeAll'),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			{
				displayName: 'Event ID',
				name: 'eventId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 66f1…',
				description:
					"The unsubscribe event to update when the user unsubscribes from all emails: the moe_event_id in the landing page's address",
			},
		],
	},
];

export const update: Operation = {
	name: 'Update From Landing Page',
	value: 'update',
	action: 'Update landing page preferences',
	description:
		'Save the email categories that a user chose on your preference page, by the link in the email',
	endpoint: endpoints.updatePreferences,
	properties,
	loadHandler: async () => (await import('./updateReading')).updateReading,
};
