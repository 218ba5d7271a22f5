import type { INodeProperties } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { boolean } from '../fields/booleans';
import { categoryProperties, readOptionalCategories } from '../fields/categories';
import { readIdentifier } from '../fields/identifiers';
import { complain, field, readFields, show } from '../fields/readFields';
import type { Operation } from '../operation';
import { optionsFor } from '../options';
import { channel, channelOptions } from './channel';
import { readUser, userProperties } from './user';

/** What MoEngage takes of the attributes that go with the unsubscribe event. */
const MOST_ATTRIBUTES = 5;
const LONGEST_NAME = 50;
const LONGEST_VALUE = 255;

const properties: INodeProperties[] = [
	...userProperties,
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		default: 'email',
		options: channelOptions,
		description: 'Channel whose preferences are updated',
	},
	{
		displayName: 'Globally Unsubscribed',
		name: 'globallyUnsubscribed',
		type: 'boolean',
		default: false,
		description:
			'Whether the user is unsubscribed from everything on the channel. MoEngage has no neutral value: off subscribes the user again. Careful: on unsubscribes from all and ignores the categories below.',
	},
	...categoryProperties,
	{
		displayName: 'Event Attributes',
		name: 'eventAttributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		description: `Up to ${MOST_ATTRIBUTES} attributes that MoEngage keeps with the event of this change`,
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
						description: `Name of the attribute, at most ${LONGEST_NAME} characters`,
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. preference centre',
						description: `Value of the attribute, at most ${LONGEST_VALUE} characters`,
					},
				],
			},
		],
	},
	optionsFor(endpoints.updateUserPreferences),
];

const readText = (value: unknown, longest: number, context: z.RefinementCtx): string => {
	const text = readIdentifier(value, context);
	if (text.length <= longest) return text;
	return complain(
		context,
		`has ${show(text)}, which is ${text.length} characters long`,
		`Shorten it to ${longest} characters.`,
	);
};

const listSchema = z
	.object({ attribute: z.array(z.object({ name: z.unknown(), value: z.unknown() })) })
	.catch({ attribute: [] });

const eventAttributes = field((value, context) => {
	const { attribute } = listSchema.parse(value ?? {});
	if (attribute.length > MOST_ATTRIBUTES) {
		complain(
			context,
			`has ${attribute.length} entries; MoEngage takes ${MOST_ATTRIBUTES}`,
			'Remove the ones that matter least.',
		);
	}
	return attribute.map((entry): [string, string] => [
		readText(entry.name, LONGEST_NAME, context),
		readText(entry.value, LONGEST_VALUE, context),
	]);
});

const schema = z.object({ channel, globallyUnsubscribed: boolean, eventAttributes });

export const updateForUser: Operation = {
	name: 'Update for User',
	value: 'updateForUser',
	action: 'Update subscription preferences for user',
	description: 'Set the categories of a user by customer ID, email or MoEngage user ID',
	endpoint: endpoints.updateUserPreferences,
	properties,
	read: (parameters) => {
		const user = readUser(parameters);
		const input = readFields(schema, parameters, properties);
		const categories = readOptionalCategories(parameters);
		const attributes = Object.fromEntries(input.eventAttributes);
		const body = {
			...user,
			channel: input.channel,
			is_globally_unsubscribed: input.globallyUnsubscribed,
			...(categories === undefined ? {} : { categories }),
			...(input.eventAttributes.length === 0 ? {} : { event_attributes: attributes }),
		};
		return {
			// MoEngage knows a repeated update by its key, so that it is applied once.
			records: [{ body, headers: { 'Idempotency-Key': randomUUID() } }],
			identifiers: user,
		};
	},
};
