import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { userFields } from './userFields';

export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update user',
	description: 'Create a new user, or update the current one if it already exists (upsert)',
	endpoint: endpoints.trackUser,
	properties: userFields,
	loadHandler: async () => (await import('./userReading')).upsertReading,
};
