import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import {
	categoryProperties,
	hideWhen,
	readOptionalCategories,
	readRequiredCategories,
} from '../fields/categories';
import { channelOptions } from '../fields/properties';
import { createReader } from '../fields/reader';
import { choice, readChannel } from '../fields/scalars';
import type { ItemParameters, Operation } from '../operation';
import { eventAttributes } from './eventAttributes';
import {
	createGlobalHints,
	createGlobalState,
	globalSubscriptionProperties,
} from './globalSubscription';
import { readUser, toUserKey, userProperties } from './user';

const properties: INodeProperties[] = [
	...userProperties,
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		default: 'email',
		options: channelOptions,
		description: 'The channel to update the preferences of. MoEngage may accept only Email.',
	},
	...globalSubscriptionProperties,
	...hideWhen(categoryProperties, { globalSubscription: ['unsubscribed'] }),
	...eventAttributes.properties,
];

const readChoice = choice(['keep', 'subscribed', 'unsubscribed']);

/** The categories are needed where nothing else of the user is changed. */
const readGlobalSubscription = (value: unknown, parameters: ItemParameters) => {
	const chosen = readChoice(value);
	const readCategories = chosen === 'keep' ? readRequiredCategories : readOptionalCategories;
	return { choice: chosen, categories: readCategories(undefined, parameters) };
};

const schema = {
	userIdentifierType: readUser,
	channel: readChannel,
	globalSubscription: readGlobalSubscription,
	eventAttributes: eventAttributes.read,
};

const read = createReader(properties);

export const updateForUser: Operation = {
	name: 'Update for One User',
	shortName: 'Update for User',
	value: 'updateForUser',
	action: 'Update preferences for one user',
	description:
		"Set one user's email or SMS categories by customer ID or email (requires MoEngage's newer v5 API)",
	endpoint: endpoints.updateUserPreferences,
	createStateHints: createGlobalHints,
	properties,
	read: (parameters) => {
		const { channel, eventAttributes: attributes, ...input } = read(schema, parameters);
		const user = input.userIdentifierType;
		const { choice: globalChoice, categories } = input.globalSubscription;
		const state = createGlobalState(globalChoice, user, channel);
		const body = {
			...user,
			channel,
			...state.sets,
			categories,
			...(Object.keys(attributes).length === 0 ? {} : { event_attributes: attributes }),
		};
		return {
			records: [
				{
					orderingKeys: [toUserKey(user)],
					targets: [
						...Object.keys(categories ?? {}).map((name) => `${channel} ${name}`),
						...Object.keys(state.sets ?? {}),
					],
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
