import type { Resource } from '../resource';
import { deleteUser } from './delete';
import { erase } from './erase';
import { get } from './get';
import { merge } from './merge';
import { bulkUpsert, upsert } from './upsert';

export const user: Resource = {
	name: 'User',
	value: 'user',
	operations: [upsert, bulkUpsert, deleteUser, erase, get, merge],
	defaultOperation: upsert.value,
};
