import { cohort } from './cohort/cohort';
import { device } from './device';
import { deviceOptOut } from './deviceOptOut/optOut';
import { emailOptIn } from './emailOptIn/update';
import { emailResubscription } from './emailResubscription/resubscribe';
import { event } from './event/track';
import type { Operation } from './operation';
import { isInVersion, type Resource } from './resource';
import { subscriptionCategory } from './subscriptionCategory/getMany';
import { subscriptionPreference } from './subscriptionPreference';
import { user } from './user';

/** In the order of their names, as the editor lists them. */
export const resources: Resource[] = [
	cohort,
	device,
	deviceOptOut,
	emailOptIn,
	emailResubscription,
	event,
	subscriptionCategory,
	subscriptionPreference,
	user,
];

/** @param version That of the node in the workflow */
export const findOperation = (
	resource: string,
	value: string,
	version: number,
): Operation | undefined =>
	resources
		.find((listed) => listed.value === resource)
		?.operations.find((listed) => listed.value === value && isInVersion(listed, version));
