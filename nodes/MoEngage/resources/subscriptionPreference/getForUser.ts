import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { channelFilter, createAdditionalFields } from '../fields/properties';
import { collection, createReader } from '../fields/reader';
import { optionalChannel } from '../fields/scalars';
import type { Operation } from '../operation';
import { readUser, userProperties } from './user';

const properties: INodeProperties[] = [...userProperties, createAdditionalFields([channelFilter])];

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
