import { addUsers, removeUsers } from './cohort/cohort';
import { bulkUpsert as bulkUpsertDevices } from './device/bulkUpsert';
import { upsert as upsertDevice } from './device/upsert';
import { block, unblock } from './deviceOptOut/optOut';
import { update as updateOptIn } from './emailOptIn/update';
import { resubscribe } from './emailResubscription/resubscribe';
import { bulkTrack, track } from './event/track';
import type { Operation } from './operation';
import type { Resource } from './resource';
import { getMany as getCategories } from './subscriptionCategory/getMany';
import { bulkUpdate as bulkUpdatePreferences } from './subscriptionPreference/bulkUpdate';
import { getForUser, updateForUser } from './subscriptionPreference/forUser';
import { get as getFromPage, update as updateFromPage } from './subscriptionPreference/landingPage';
import { deleteUser } from './user/delete';
import { erase } from './user/erase';
import { get as getUser } from './user/get';
import { merge } from './user/merge';
import { bulkUpsert as bulkUpsertUsers, upsert as upsertUser } from './user/upsert';

/** In the order of their names, as the editor lists them, and so are the operations of each. */
export const resources: Resource[] = [
	{ name: 'Cohort', value: 'cohort', operations: [addUsers, removeUsers] },
	{ name: 'Device', value: 'device', operations: [upsertDevice, bulkUpsertDevices] },
	{ name: 'Device Opt-Out', value: 'deviceOptOut', operations: [block, unblock] },
	{ name: 'Email Opt-In', value: 'emailOptIn', operations: [updateOptIn] },
	{
		name: 'Email Resubscription',
		shortName: 'Email',
		value: 'emailResubscription',
		operations: [resubscribe],
	},
	{ name: 'Event', value: 'event', operations: [track, bulkTrack] },
	{
		name: 'Subscription Category',
		shortName: 'Category',
		value: 'subscriptionCategory',
		operations: [getCategories],
	},
	{
		name: 'Subscription Preference',
		shortName: 'Preference',
		value: 'subscriptionPreference',
		operations: [getForUser, getFromPage, updateForUser, updateFromPage, bulkUpdatePreferences],
	},
	{
		name: 'User',
		value: 'user',
		operations: [upsertUser, bulkUpsertUsers, deleteUser, erase, getUser, merge],
	},
];

export const findOperation = (resource: string, value: string): Operation | undefined =>
	resources
		.find((listed) => listed.value === resource)
		?.operations.find((listed) => listed.value === value);
