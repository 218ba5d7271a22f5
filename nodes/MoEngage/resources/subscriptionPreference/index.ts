import type { Resource } from '../resource';
import { bulkUpdate } from './bulkUpdate';
import { getForUser } from './getForUser';
import { get, update } from './landingPage';
import { updateForUser } from './updateForUser';

export const subscriptionPreference: Resource = {
	name: 'Subscription Preference',
	shortName: 'Preference',
	value: 'subscriptionPreference',
	operations: [getForUser, get, updateForUser, update, bulkUpdate],
	defaultOperation: getForUser.value,
};
