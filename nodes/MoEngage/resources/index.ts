import { device } from './device';
import { deviceOptOut } from './deviceOptOut';
import { emailOptIn } from './emailOptIn';
import { emailResubscription } from './emailResubscription';
import { event } from './event';
import type { Operation } from './operation';
import type { Resource } from './resource';
import { subscriptionCategory } from './subscriptionCategory';
import { subscriptionPreference } from './subscriptionPreference';
import { user } from './user';

/** In the order of their names, as the editor lists them. */
export const resources: Resource[] = [
	device,
	deviceOptOut,
	emailOptIn,
	emailResubscription,
	event,
	subscriptionCategory,
	subscriptionPreference,
	user,
];

export const findOperation = (resource: string, operation: string): Operation | undefined =>
	resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
