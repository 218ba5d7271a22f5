import type { Resource } from '../resource';
import { bulkUpsert } from './bulkUpsert';
import { upsert } from './upsert';

export const device: Resource = {
	name: 'Device',
	value: 'device',
	operations: [upsert, bulkUpsert],
	defaultOperation: upsert.value,
};
