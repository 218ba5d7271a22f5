import { z } from 'zod';

import { readFields } from '../fields/reader';
import { readCustomerId } from '../fields/scalars';
import type { Handler } from '../operation';
import { bulkUpdate } from './bulkUpdate';
import { readSubscriptions } from './subscriptions';

const schema = { customerId: readCustomerId };

const elementSchema = z.object({
	customer_id: z.string(),
	unsubscribe_all: z.boolean(),
	categories: z.record(z.string(), z.boolean()),
});

/**
 * Joins what two items say of one customer, the later winning category by category. After an
 * unsubscription from all, categories that are set later have to be sent later as well.
 */
const mergeEntries: Handler['mergeEntries'] = (one, other) => {
	const [earlier, later] = [elementSchema.parse(one), elementSchema.parse(other)];
	if (earlier.unsubscribe_all && !later.unsubscribe_all) return undefined;
	return { ...later, categories: { ...earlier.categories, ...later.categories } };
};

export const bulkUpdateReading: Handler = {
	mergeEntries,
	read: (parameters) => {
		const input = readFields(schema, parameters, bulkUpdate.properties);
		const entry = {
			customer_id: input.customerId,
			...readSubscriptions('unsubscribeFromAll', parameters, bulkUpdate.properties),
		};
		return {
			records: [
				{
					orderingKeys: [input.customerId],
					body: { channel: 'email' },
					entry,
					key: input.customerId,
				},
			],
			identifiers: { customer_id: input.customerId },
		};
	},
};
