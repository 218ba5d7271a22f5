import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { userFields } from './userFields';

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	value: 'bulkUpsert',
	action: 'Update users in bulk',
	description: 'Create or update many users with a few requests',
	endpoint: endpoints.bulkImportUsers,
	properties: userFields,
	loadHandler: async () => (await import('./userReading')).bulkUpsertReading,
};
