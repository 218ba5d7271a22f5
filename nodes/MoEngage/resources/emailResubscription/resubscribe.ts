import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { boolean } from '../fields/booleans';
import { choice } from '../fields/choices';
import { readEmailList } from '../fields/emailLists';
import { identifier } from '../fields/identifiers';
import { field, readFields } from '../fields/readFields';
import type { Operation, ItemParameters } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName: 'Recipients',
		name: 'recipients',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. nathan@example.com, ada@example.com',
		description:
			'Email addresses to resubscribe: one, several separated by commas, semicolons, spaces or lines, or an array. The addresses of all items share requests, and each is sent once.',
	},
	{
		displayName: 'Email Service Provider',
		name: 'esp',
		type: 'options',
		default: 'SENDGRID',
		options: [
			{ name: 'SendGrid', value: 'SENDGRID' },
			{
				name: 'Custom',
				value: 'custom',
				description: 'Another provider: resets the subscription in MoEngage only',
			},
		],
		description: 'Provider that your emails are sent with',
	},
	{
		displayName: 'Custom Provider',
		name: 'customEsp',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. AMAZON_SES',
		displayOptions: { show: { esp: ['custom'] } },
		description: "The provider's name in MoEngage's spelling",
	},
	{
		displayName: 'Update Email Service Provider',
		name: 'updateEsp',
		type: 'boolean',
		default: true,
		description:
			"Whether the address is also taken off the provider's own suppression list, not only resubscribed in MoEngage",
	},
];

const schema = z.object({
	recipients: field(readEmailList),
	esp: choice(['SENDGRID', 'custom']),
	updateEsp: boolean,
});

const customSchema = z.object({ customEsp: identifier });

const readEsp = (esp: 'SENDGRID' | 'custom', parameters: ItemParameters) =>
	esp === 'custom' ? readFields(customSchema, parameters, properties).customEsp : esp;

export const resubscribe: Operation = {
	name: 'Resubscribe',
	value: 'resubscribe',
	action: 'Resubscribe email addresses',
	description: 'Send emails again to users who had unsubscribed, bounced or complained',
	endpoint: endpoints.bulkResubscribe,
	properties,
	read: (parameters) => {
		const { recipients, esp, updateEsp } = readFields(schema, parameters, properties);
		const body = { esp: readEsp(esp, parameters), update_esp: updateEsp };
		return {
			records: recipients.map((address) => ({
				subjects: [address.toLowerCase()],
				body,
				element: address,
				label: address,
				key: address.toLowerCase(),
			})),
			identifiers: { recipients },
		};
	},
};
