import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { readEmailList } from '../fields/emails';
import { readParameters, readParameter } from '../fields/reader';
import { createChoice, optionalBoolean, readBoolean, readIdentifier } from '../fields/scalars';
import type { ItemParameters, Operation } from '../operation';

const provider = createChoice({
	displayName: 'Email Service Provider',
	name: 'esp',
	type: 'options',
	default: 'SENDGRID',
	options: [
		{
			name: 'SendGrid',
			value: 'SENDGRID',
			description: 'MoEngage can also update the suppression list of SendGrid',
		},
		{
			name: 'Custom',
			value: 'custom',
			description: 'Any other provider. MoEngage resubscribes the address on its own side only.',
		},
	],
	description: 'The provider that sends your emails',
});

const properties: INodeProperties[] = [
	{
		displayName: 'Recipients',
		name: 'recipients',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. nathan@example.com, ada@example.com',
		description:
			'Email addresses to resubscribe: one address, several separated by commas, semicolons, spaces, or line breaks, or an array. The node combines the addresses of all items and sends each address once.',
	},
	provider.property,
	{
		displayName: 'Custom Provider',
		name: 'customEsp',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. AMAZON_SES',
		displayOptions: { show: { esp: ['custom'] } },
		description: "The provider's name exactly as MoEngage spells it",
	},
	{
		displayName: 'Also Remove From SendGrid',
		name: 'updateEsp',
		type: 'boolean',
		default: true,
		description:
			"Whether to also remove the addresses from SendGrid's own suppression list, in addition to resubscribing them in MoEngage",
		displayOptions: { show: { esp: ['SENDGRID'] } },
	},
];

/** The choice is hidden for other providers, which MoEngage does not update in any case. */
const customSchema = { customEsp: readIdentifier, updateEsp: optionalBoolean };

/** What all addresses of a request share. */
const readProvider = (value: unknown, parameters: ItemParameters) => {
	const esp = provider.read(value);
	if (esp === 'SENDGRID') {
		return { esp, update_esp: readParameter('updateEsp', readBoolean, parameters) };
	}
	const { customEsp, updateEsp = true } = readParameters(customSchema, parameters);
	return { esp: customEsp, update_esp: updateEsp };
};

const schema = { recipients: readEmailList, esp: readProvider };

export const resubscribe: Operation = {
	name: 'Resubscribe',
	value: 'resubscribe',
	action: 'Resubscribe email addresses',
	description:
		'Let unsubscribed addresses get emails again. Those that bounced or reported spam stay suppressed.',
	endpoint: endpoints.bulkResubscribe,
	properties,
	read: (parameters) => {
		const { recipients, esp: body } = readParameters(schema, parameters);
		return {
			records: recipients.map((address) => {
				const key = address.toLowerCase();
				return { key, orderingKeys: [key], body, entry: address, label: address };
			}),
			identifiers: { recipients },
		};
	},
};
