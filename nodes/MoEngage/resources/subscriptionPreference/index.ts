import type { Resource } from '../resource';
import { update } from './update';

export const subscriptionPreference: Resource = {
	name: 'Subscription Preference',
	value: 'subscriptionPreference',
	operations: [update],
};
