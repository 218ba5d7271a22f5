import type { INodeProperties } from 'n8n-workflow';

import { eventAttributeProperties } from '../fields/attributes';
import { clientIpOfUser } from '../fields/scalars';

const createAdditionalFields = (clientIp: INodeProperties[]): INodeProperties[] => [
	{
		displayName: 'App Version',
		name: 'appVersion',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4.12.0',
		description: 'Version of the app that the event happened in',
	},
	...clientIp,
	{
		displayName: 'Device ID',
		name: 'deviceId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
		description: 'The unique ID of the device that the event happened on',
	},
	{
		displayName: 'Platform',
		name: 'platform',
		type: 'options',
		// An expression may give it in any case; the editor would mark that as unknown.
		allowArbitraryValues: true,
		default: 'unknown',
		options: [
			{ name: 'Android', value: 'ANDROID' },
			{ name: 'iOS', value: 'iOS' },
			{ name: 'TV', value: 'TV' },
			{ name: 'Unknown', value: 'unknown' },
			{ name: 'Web', value: 'web' },
		],
		description:
			'The platform that the event happened on. An expression can return it in uppercase or lowercase.',
	},
	{
		displayName: 'Real Time',
		name: 'realTime',
		type: 'boolean',
		default: true,
		description: 'Whether the event can start event-triggered campaigns',
	},
	{
		displayName: 'Time',
		name: 'time',
		type: 'dateTime',
		default: '',
		description:
			"When the event happened, as a date or in milliseconds since 1970. Leave it empty for the current time. A date without a time zone is in the workflow's time zone.",
	},
];

const createEventFields = (clientIp: INodeProperties[]): INodeProperties[] => [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The ID of the user in your own systems. MoEngage creates the user if it does not know the ID.',
	},
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Deal Won',
		description: 'Name of the event, exactly as MoEngage shows it',
	},
	...eventAttributeProperties,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: createAdditionalFields(clientIp),
	},
];

/** The fields that describe an event of a request of its own (track event). */
export const eventFields = createEventFields([clientIpOfUser]);

/** The fields that describe an event among others (bulk import). */
export const bulkEventFields = createEventFields([]);
