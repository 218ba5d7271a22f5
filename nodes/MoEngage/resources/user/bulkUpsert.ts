import { endpoints } from '../../api/endpoints';
import { refuseCrowdedCustomers } from '../customerCrowds';
import { toLeftOutHints } from '../fields/leftOutHints';
import type { Operation } from '../operation';
import { readUserElement } from './userElement';
import { userFields } from './userFields';

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	value: 'bulkUpsert',
	action: 'Update users in bulk',
	description: 'Create or update many users with a few requests',
	endpoint: endpoints.bulkImportUsers,
	properties: userFields,
	refuse: refuseCrowdedCustomers,
	hintsOf: toLeftOutHints,
	read: (parameters) => {
		const { element, shared, ...ask } = readUserElement(parameters);
		return { ...ask, records: [{ ...shared, body: { type: 'transition' }, element }] };
	},
};
