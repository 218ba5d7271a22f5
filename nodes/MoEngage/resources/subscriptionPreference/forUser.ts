import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import {
	categoryProperties,
	hideWhen,
	readOptionalCategories,
	readRequiredCategories,
} from '../fields/categories';
import { readEmail } from '../fields/emails';
import { createCustomerIdType, createUserIdentifier } from '../fields/identifiers';
import { channelFilter, channelOptions, createAdditionalFields } from '../fields/properties';
import { collection, optional, readParameters } from '../fields/reader';
import { createChoice } from '../fields/scalars';
import type { ItemParameters, Operation } from '../operation';
import { eventAttributes } from './eventAttributes';
import { createGlobalHints, createGlobalState, globalSubscription } from './globalSubscription';

const identifier = createUserIdentifier({
	description: 'The customer ID, email address, or MoEngage ID of the user',
	defaultType: 'uid',
	types: [
		createCustomerIdType('uid'),
		{
			name: 'Email',
			value: 'email',
			description:
				"The user's email address. If several users share it, MoEngage may update all of them or reject the request.",
			placeholder: 'e.g. nathan@example.com',
			read: readEmail,
			ignoresCase: true,
		},
		{
			name: 'MoEngage ID',
			value: 'moe_user_id',
			description: "MoEngage's own ID of the user",
			placeholder: 'e.g. usr_68f0a7c1d114b7a8',
		},
	],
});

/** Reads who is meant, in MoEngage's spelling, with what all spellings of the user have in common. */
const readUser = (value: unknown, parameters: ItemParameters) => {
	const { type, value: id, key } = identifier.read(value, parameters);
	return { key, user: { user_identifier_type: type, user_identifier_value: id } };
};

const getSchema = {
	userIdentifierType: readUser,
	additionalFields: collection({ channel: optional(channelFilter.read) }),
};

export const getForUser: Operation = {
	name: 'Get for One User',
	shortName: 'Get for User',
	value: 'getForUser',
	action: 'Get preferences for one user',
	description:
		"Get one user's email and SMS categories by customer ID or email (requires MoEngage's newer v5 API)",
	isRead: true,
	endpoint: endpoints.getUserPreferences,
	properties: [...identifier.properties, createAdditionalFields([channelFilter.property])],
	read: (parameters) => {
		const input = readParameters(getSchema, parameters);
		const { user } = input.userIdentifierType;
		const query = { ...user, ...input.additionalFields };
		return { records: [{ orderingKeys: [], query }], identifiers: user };
	},
};

const channelChoice = createChoice({
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	default: 'email',
	options: [...channelOptions],
	description: 'The channel whose preferences to update. MoEngage may accept only Email.',
});

const updateProperties: INodeProperties[] = [
	...identifier.properties,
	channelChoice.property,
	...globalSubscription.properties,
	...hideWhen(categoryProperties, { globalSubscription: ['unsubscribed'] }),
	...eventAttributes.properties,
];

/** The categories are needed where nothing else of the user is changed. */
const readGlobalSubscription = (value: unknown, parameters: ItemParameters) => {
	const chosen = globalSubscription.read(value);
	const readCategories = chosen === 'keep' ? readRequiredCategories : readOptionalCategories;
	return { chosen, categories: readCategories(undefined, parameters) };
};

const updateSchema = {
	userIdentifierType: readUser,
	channel: channelChoice.read,
	globalSubscription: readGlobalSubscription,
	eventAttributes: eventAttributes.read,
};

export const updateForUser: Operation = {
	name: 'Update for One User',
	shortName: 'Update for User',
	value: 'updateForUser',
	action: 'Update preferences for one user',
	description:
		"Set one user's email or SMS categories by customer ID or email (requires MoEngage's newer v5 API)",
	endpoint: endpoints.updateUserPreferences,
	createStateHints: createGlobalHints,
	properties: updateProperties,
	read: (parameters) => {
		const input = readParameters(updateSchema, parameters);
		const { channel } = input;
		const { user, key } = input.userIdentifierType;
		const { chosen, categories } = input.globalSubscription;
		const state = createGlobalState(chosen, key, { ...user, channel });
		const body = {
			...user,
			channel,
			...state.sets,
			categories,
			event_attributes: input.eventAttributes,
		};
		return {
			records: [
				{
					orderingKeys: [key],
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
