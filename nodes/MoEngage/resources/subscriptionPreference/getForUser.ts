import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { collection, readFields } from '../fields/readFields';
import type { Operation } from '../operation';
import { optionsFor } from '../options';
import { channelOrAllOptions, optionalChannel } from './channel';
import { readUser, userProperties } from './user';

const properties: INodeProperties[] = [
	...userProperties,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			{
				displayName: 'Channel',
				name: 'channel',
				type: 'options',
				default: '',
				options: channelOrAllOptions,
				description: 'Only the categories of this channel',
			},
		],
	},
	optionsFor(endpoints.getUserPreferences),
];

const schema = z.object({ additionalFields: collection({ channel: optionalChannel }) });

export const getForUser: Operation = {
	name: 'Get for User',
	value: 'getForUser',
	action: 'Get subscription preferences for user',
	description: 'Get the categories of a user and whether they are unsubscribed from all',
	endpoint: endpoints.getUserPreferences,
	properties,
	read: (parameters) => {
		const user = readUser(parameters);
		const { channel } = readFields(schema, parameters, properties).additionalFields;
		return { records: [{ query: { ...user, channel } }], identifiers: user };
	},
};
