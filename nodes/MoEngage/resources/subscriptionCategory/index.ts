import type { Resource } from '../resource';
import { getMany } from './getMany';

export const subscriptionCategory: Resource = {
	name: 'Subscription Category',
	value: 'subscriptionCategory',
	operations: [getMany],
	preset: getMany.value,
};
