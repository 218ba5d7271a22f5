import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createAdditionalFields } from '../fields/properties';
import { collection, createReader } from '../fields/reader';
import { optionalText } from '../fields/scalars';
import type { Operation } from '../operation';
import { createSubscriptionFields, readSubscriptions, toTargets } from './subscriptions';
import { readVisitor, visitorProperties } from './visitor';

const readPage = createReader(visitorProperties);

export const get: Operation = {
	name: 'Get From Landing Page',
	shortName: 'Get From Page',
	value: 'get',
	action: 'Get preferences from landing page',
	description:
		'Get the email categories of the user who opened the preference page, by the link in the email',
	isRead: true,
	endpoint: endpoints.getPreferences,
	properties: visitorProperties,
	read: (parameters) => {
		const { identifyBy: visitor } = readPage({ identifyBy: readVisitor }, parameters);
		return { records: [{ orderingKeys: [], query: visitor }], identifiers: visitor };
	},
};

const updateProperties: INodeProperties[] = [
	...visitorProperties,
	...createSubscriptionFields('unsubscribeAll'),
	createAdditionalFields([
		{
			displayName: 'Event ID',
			name: 'eventId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 66f1…',
			description:
				"The unsubscribe event to update when the user unsubscribes from all emails: the moe_event_id in the landing page's address",
		},
	]),
];

const read = createReader(updateProperties);

const schema = {
	identifyBy: readVisitor,
	unsubscribeAll: readSubscriptions,
	additionalFields: collection({ eventId: optionalText }),
};

export const update: Operation = {
	name: 'Update From Landing Page',
	shortName: 'Update From Page',
	value: 'update',
	action: 'Update preferences from landing page',
	description:
		'Save the email categories that a user chose on your preference page, by the link in the email',
	endpoint: endpoints.updatePreferences,
	properties: updateProperties,
	read: (parameters) => {
		const { identifyBy: visitor, unsubscribeAll: body, ...input } = read(schema, parameters);
		const query = { ...visitor, moe_event_id: input.additionalFields.eventId };
		return {
			records: [{ orderingKeys: [visitor.user_id], targets: toTargets(body), query, body }],
			identifiers: visitor,
		};
	},
};
