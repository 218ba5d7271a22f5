import type { INodeProperties } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { groupDigits } from '../../api/numbers';
import {
	categoryProperties,
	readRequiredCategories,
	readOptionalCategories,
} from '../fields/categories';
import { channelOptions, readChannel } from '../fields/channel';
import { readChoice } from '../fields/choices';
import { hideWhen } from '../fields/hideWhen';
import { readIdentifier } from '../fields/identifiers';
import { complain, isBlank, readFields, show } from '../fields/readFields';
import type { Operation } from '../operation';
import { createGlobalState, globalSubscriptionProperties } from './globalSubscription';
import { readUser, userProperties } from './user';

/** What MoEngage takes of the attributes that go with the unsubscribe event. */
const MAX_ATTRIBUTES = 5;
const MAX_NAME = 50;
const MAX_VALUE = 255;

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
	{
		displayName: 'Event Attributes',
		name: 'eventAttributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		description: `Up to ${MAX_ATTRIBUTES} attributes that MoEngage stores with the event of this change`,
		options: [
			{
				displayName: 'Attribute',
				name: 'attribute',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. source',
						description: `Name of the attribute, up to ${MAX_NAME} characters`,
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. preference center',
						description: `Value of the attribute, up to ${MAX_VALUE} characters`,
					},
				],
			},
		],
	},
];

const readText = (value: unknown, longest: number): string => {
	const text = readIdentifier(value);
	if (text.length <= longest) return text;
	return complain(
		`has ${show(text)}, which is ${groupDigits(text.length)} characters long`,
		`Shorten it to ${longest} characters.`,
	);
};

const listSchema = z
	.object({ attribute: z.array(z.object({ name: z.unknown(), value: z.unknown() })) })
	.catch({ attribute: [] });

const readEventAttributes = (value: unknown) => {
	const { attribute } = listSchema.parse(value ?? {});
	if (attribute.length > MAX_ATTRIBUTES) {
		complain(
			`has ${groupDigits(attribute.length)} attributes, and MoEngage accepts up to ${MAX_ATTRIBUTES}`,
			`Keep up to ${MAX_ATTRIBUTES} attributes and remove the others.`,
		);
	}
	return attribute.map(({ name, value }): [string, string] => {
		if (isBlank(name)) {
			complain('has an attribute without a name', 'Enter a name for each attribute.');
		}
		if (isBlank(value)) {
			complain(
				`has no value for ${show(name)}`,
				'Map a field that has a value for every item, or remove the attribute.',
			);
		}
		return [readText(name, MAX_NAME), readText(value, MAX_VALUE)];
	});
};

const schema = {
	channel: readChannel,
	globalSubscription: readChoice(['keep', 'subscribed', 'unsubscribed']),
	eventAttributes: readEventAttributes,
};

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
		const input = readFields(schema, parameters, properties);
		const { globalSubscription, eventAttributes: attributes } = input;
		const categories =
			globalSubscription === 'keep'
				? readRequiredCategories(parameters)
				: readOptionalCategories(parameters);
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
					subjects: [`${user.user_identifier_type} ${user.user_identifier_value}`],
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
