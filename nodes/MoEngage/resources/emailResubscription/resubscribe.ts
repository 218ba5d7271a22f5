import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { boolean } from '../fields/booleans';
import { choice } from '../fields/choices';
import { isEmail } from '../fields/emails';
import { identifier } from '../fields/identifiers';
import { complain, field, readFields, show } from '../fields/readFields';
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

/** Addresses are the same whatever their case; MoEngage gets the first spelling. */
const keepFirstSpellings = (addresses: string[]): string[] => {
	const known = new Set<string>();
	return addresses.filter((address) => {
		const isNew = !known.has(address.toLowerCase());
		known.add(address.toLowerCase());
		return isNew;
	});
};

const readRecipients = (value: unknown, context: z.RefinementCtx): string[] => {
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	const addresses = entries.flatMap((entry) =>
		typeof entry === 'string' ? entry.split(/[\s,;]+/).filter(Boolean) : [entry],
	);
	const invalid = addresses.find((address) => !isEmail(address));
	if (addresses.length > 0 && invalid === undefined && !addresses.includes(undefined)) {
		return keepFirstSpellings(addresses.map(String));
	}
	return complain(
		context,
		addresses.length === 0 || value === undefined || value === null
			? `is empty (${show(value)})`
			: `has ${show(invalid)}, which is no email address`,
		'Give addresses such as nathan@example.com, without names or brackets. None of this item is sent while one of its addresses cannot be.',
	);
};

const schema = z.object({
	recipients: field(readRecipients),
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
