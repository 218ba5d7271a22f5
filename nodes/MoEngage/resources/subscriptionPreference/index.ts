import type { Resource } from '../resource';
import { bulkUpdate } from './bulkUpdate';
import { get } from './get';
import { getForUser } from './getForUser';
import { update } from './update';
import { updateForUser } from './updateForUser';

export const subscriptionPreference: Resource = {
	name: 'Subscription Preference',
	value: 'subscriptionPreference',
	operations: [getForUser, get, updateForUser, update, bulkUpdate],
	preset: getForUser.value,
};
