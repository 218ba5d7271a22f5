import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { categoryProperties } from '../fields/categories';
import { customerId } from '../fields/identifiers';
import { readFields } from '../fields/readFields';
import type { Operation } from '../operation';
import { optionsFor } from '../options';
import { readSubscriptions, unsubscribeAllProperty } from './unsubscribeAll';

const properties: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'ID of the MoEngage user, as your systems know it. The users of all items share requests; where one comes twice, the later item holds.',
	},
	unsubscribeAllProperty,
	...categoryProperties,
	optionsFor(endpoints.bulkUpdatePreferences),
];

const schema = z.object({ customerId });

export const bulkUpdate: Operation = {
	name: 'Update by Customer ID',
	value: 'bulkUpdate',
	action: 'Update subscription preferences by customer ID',
	description: 'Set the email categories of many users with few requests',
	endpoint: endpoints.bulkUpdatePreferences,
	properties,
	keeps: 'last',
	read: (parameters) => {
		const input = readFields(schema, parameters, properties);
		const entry = { customer_id: input.customerId, ...readSubscriptions(parameters) };
		return {
			records: [{ body: { channel: 'email' }, entry, key: input.customerId }],
			identifiers: { customer_id: input.customerId },
		};
	},
};
