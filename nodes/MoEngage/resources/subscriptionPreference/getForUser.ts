import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { collection, createReader } from '../fields/reader';
import { channelOrAllOptions, optionalChannel } from '../fields/scalars';
import type { Operation } from '../operation';
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
				description: 'Return only the categories of this channel',
			},
		],
	},
];

const read = createReader(properties);

const schema = {
	userIdentifierType: readUser,
	additionalFields: collection({ channel: optionalChannel }),
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
	properties,
	read: (parameters) => {
		const { userIdentifierType: user, additionalFields } = read(schema, parameters);
		const { channel } = additionalFields;
		return { records: [{ orderingKeys: [], query: { ...user, channel } }], identifiers: user };
	},
};
