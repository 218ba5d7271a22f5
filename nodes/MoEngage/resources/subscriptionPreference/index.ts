import type { Resource } from '../resource';
import { bulkUpdate } from './bulkUpdate';
import { get } from './get';
import { getCategories } from './getCategories';
import { getForUser } from './getForUser';
import { update } from './update';
import { updateForUser } from './updateForUser';
import { updateOptIn } from './updateOptIn';

export const subscriptionPreference: Resource = {
	name: 'Subscription Preference',
	value: 'subscriptionPreference',
	operations: [getForUser, get, getCategories, bulkUpdate, updateOptIn, updateForUser, update],
	preset: get.value,
};
