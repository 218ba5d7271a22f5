import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import {
	categoryProperties,
	hideWhen,
	readOptionalCategories,
	readRequiredCategories,
} from '../fields/categories';
import { createReader } from '../fields/reader';
import { channelOptions, choice, readChannel } from '../fields/scalars';
import type { Operation } from '../operation';
import { eventAttributeFields, readEventAttributes } from './eventAttributes';
import { createGlobalState, globalSubscriptionProperties } from './globalSubscription';
import { readUser, toUserKey, userProperties } from './user';

const properties: INodeProperties[] = [
	...userProperties,
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		default: 'email',
		options: channelOptions,
		description: 'The channel to update the preferences of',
	},
	...globalSubscriptionProperties,
	...hideWhen(categoryProperties, { globalSubscription: ['unsubscribed'] }),
	...eventAttributeFields,
];

const schema = {
	channel: readChannel,
	globalSubscription: choice(['keep', 'subscribed', 'unsubscribed']),
	eventAttributes: readEventAttributes,
};

const read = createReader(properties);

export const updateForUser: Operation = {
	name: 'Update for One User',
	value: 'updateForUser',
	action: 'Update user preferences',
	description:
		"Set one user's email or SMS categories by customer ID or email (requires MoEngage's newer v5 API)",
	endpoint: endpoints.updateUserPreferences,
	properties,
	read: (parameters) => {
		const user = readUser(parameters);
		const input = read(schema, parameters);
		const { globalSubscription, eventAttributes: attributes } = input;
		const categories =
			globalSubscription === 'keep'
				? readRequiredCategories(undefined, parameters)
				: readOptionalCategories(undefined, parameters);
		const state = createGlobalState(globalSubscription, user, input.channel);
		const body = {
			...user,
			channel: input.channel,
			...state.sets,
			categories,
			...(attributes.length === 0 ? {} : { event_attributes: Object.fromEntries(attributes) }),
		};
		return {
			records: [
				{
					orderingKeys: [toUserKey(user)],
					body,
					// MoEngage knows a repeated update by its key, so that it is applied once.
					headers: { 'Idempotency-Key': randomUUID() },
					state,
				},
			],
			identifiers: { ...user, ...state.sets },
		};
	},
};
