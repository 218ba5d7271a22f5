import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { categoryProperties } from '../fields/categories';
import { optionalText } from '../fields/identifiers';
import { collection, readFields } from '../fields/readFields';
import type { Operation } from '../operation';
import { optionsFor } from '../options';
import { readVisitor, visitorProperties } from './landingPage';
import { readSubscriptions, unsubscribeAllProperty } from './unsubscribeAll';

const properties: INodeProperties[] = [
	...visitorProperties,
	unsubscribeAllProperty,
	...categoryProperties,
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
				description:
					"The unsubscribe event to update when the user unsubscribes from all: moe_event_id in MoEngage's terms",
			},
		],
	},
	optionsFor(endpoints.updatePreferences),
];

const schema = z.object({ additionalFields: collection({ eventId: optionalText }) });

export const update: Operation = {
	name: 'Update From Landing Page',
	value: 'update',
	action: 'Update subscription preferences from landing page',
	description: 'Set what a user chose on a preference page that an email linked to',
	endpoint: endpoints.updatePreferences,
	properties,
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		const { eventId } = readFields(schema, parameters, properties).additionalFields;
		const query = { ...visitor, moe_event_id: eventId };
		return { records: [{ query, body: readSubscriptions(parameters) }], identifiers: visitor };
	},
};
