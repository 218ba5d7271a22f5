import { device } from './device';
import { deviceOptOut } from './deviceOptOut';
import { emailResubscription } from './emailResubscription';
import type { Operation } from './operation';
import type { Resource } from './resource';
import { subscriptionPreference } from './subscriptionPreference';

export const resources: Resource[] = [
	device,
	deviceOptOut,
	emailResubscription,
	subscriptionPreference,
];

export const findOperation = (resource: string, operation: string): Operation | undefined =>
	resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
