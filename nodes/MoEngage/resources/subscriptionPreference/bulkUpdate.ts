import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { createSubscriptionFields } from './subscriptionFields';

const properties: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The ID of the user in your own systems. If several items have the same customer ID, the node merges their categories. If they differ for a category, it sends the value of the later item.',
	},
	...createSubscriptionFields('unsubscribeFromAll'),
];

export const bulkUpdate: Operation = {
	name: 'Update in Bulk',
	value: 'bulkUpdate',
	action: 'Update preferences in bulk',
	description:
		'Set the email categories of many users by customer ID, up to 50 users in one request',
	endpoint: endpoints.bulkUpdatePreferences,
	properties,
	loadHandler: async () => (await import('./bulkUpdateReading')).bulkUpdateReading,
};
