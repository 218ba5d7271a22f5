import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { optionalText } from '../fields/identifiers';
import { collection, readFields } from '../fields/readFields';
import type { Operation } from '../operation';
import { readVisitor, visitorProperties } from './landingPage';
import { createSubscriptionFields } from './unsubscribeAll';

const subscriptions = createSubscriptionFields('unsubscribeAll');

const properties: INodeProperties[] = [
	...visitorProperties,
	...subscriptions.properties,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			{
				displayName: 'Event ID',
				name: 'eventId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 66f1…',
				description:
					"The unsubscribe event to update when the user unsubscribes from all emails: the moe_event_id in the landing page's address",
			},
		],
	},
];

const schema = { additionalFields: collection({ eventId: optionalText }) };

export const update: Operation = {
	name: 'Update From Landing Page',
	value: 'update',
	action: 'Update landing page preferences',
	description:
		'Save the email categories that a user chose on your preference page, by the link in the email',
	endpoint: endpoints.updatePreferences,
	properties,
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		const { eventId } = readFields(schema, parameters, properties).additionalFields;
		const query = { ...visitor, moe_event_id: eventId };
		return {
			records: [{ subjects: [visitor.user_id], query, body: subscriptions.read(parameters) }],
			identifiers: visitor,
		};
	},
};
