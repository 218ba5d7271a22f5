import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createCustomerId } from '../fields/properties';
import { readParameters } from '../fields/reader';
import { readCustomerId } from '../fields/scalars';
import type { Operation } from '../operation';
import {
	createSubscriptionFields,
	readSubscriptions,
	toTargets,
	type Subscriptions,
} from './subscriptions';

const properties: INodeProperties[] = [
	createCustomerId(
		'The ID of the user in your own systems. If several items have the same customer ID, the node merges their categories. If they differ for a category, it sends the value of the later item.',
	),
	...createSubscriptionFields('unsubscribeFromAll'),
];

const schema = { customerId: readCustomerId, unsubscribeFromAll: readSubscriptions };

/**
 * Joins what two items say of one customer, the later winning category by category. After an
 * unsubscription from all, categories that are set later have to be sent later as well.
 */
const mergeEntries: Operation['mergeEntries'] = (one, other) => {
	// Both are entries as they are created below.
	const [earlier, later] = [one as Subscriptions, other as Subscriptions];
	if (earlier.unsubscribe_all && !later.unsubscribe_all) return undefined;
	return { ...later, categories: { ...earlier.categories, ...later.categories } };
};

export const bulkUpdate: Operation = {
	name: 'Update in Bulk',
	value: 'bulkUpdate',
	action: 'Update preferences in bulk',
	description:
		'Set the email categories of many users by customer ID, up to 50 users in one request',
	endpoint: endpoints.bulkUpdatePreferences,
	properties,
	mergeEntries,
	read: (parameters) => {
		const { customerId, unsubscribeFromAll } = readParameters(schema, parameters);
		return {
			records: [
				{
					key: customerId,
					orderingKeys: [customerId],
					targets: toTargets(unsubscribeFromAll),
					body: { channel: 'email' },
					entry: { customer_id: customerId, ...unsubscribeFromAll },
				},
			],
			identifiers: { customer_id: customerId },
		};
	},
};
