import { endpoints } from '../../api/endpoints';
import { refuseCrowdedCustomers } from '../customerCrowds';
import { toLeftOutHints } from '../fields/leftOutHints';
import type { Operation } from '../operation';
import { readUserElement } from './userElement';
import { userFields } from './userFields';

export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update user',
	description: 'Create a new user, or update the current one if it already exists (upsert)',
	endpoint: endpoints.trackUser,
	properties: userFields,
	refuse: refuseCrowdedCustomers,
	hintsOf: toLeftOutHints,
	read: (parameters) => {
		const { element, shared, ...ask } = readUserElement(parameters);
		return { ...ask, records: [{ ...shared, body: element }] };
	},
};
