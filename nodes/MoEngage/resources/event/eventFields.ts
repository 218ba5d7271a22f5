import type { INodeProperties } from 'n8n-workflow';

import { eventAttributeProperties } from '../fields/attributeProperties';

const clientIp: INodeProperties = {
	displayName: 'Client IP',
	name: 'clientIp',
	type: 'string',
	default: '',
	placeholder: 'e.g. 203.0.113.7',
	description:
		'IP address of the user, or several separated by commas, sent as X-Forwarded-For so that MoEngage can locate the user',
};

const additionalFields: INodeProperties[] = [
	{
		displayName: 'App Version',
		name: 'appVersion',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4.12.0',
		description: 'Version of the app in which the event happened',
	},
	{
		displayName: 'Device ID',
		name: 'deviceId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
		description: 'Unique ID of the device on which the event happened',
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
		description: 'Platform on which the event happened; an expression may give it in any case',
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
			"When the event happened: a date, or milliseconds since 1970; now when empty. A date without a time zone is in the workflow's time zone.",
	},
];

const createEventFields = (additional: INodeProperties[]): INodeProperties[] => [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'ID of the user, as your systems know it. MoEngage creates a user whom it does not know.',
	},
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Deal Won',
		description: 'Name of the event, as MoEngage shows it',
	},
	...eventAttributeProperties,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: additional.sort((one, other) => one.displayName.localeCompare(other.displayName)),
	},
];

/** The fields that describe an event of a request of its own (track event). */
export const eventFields = createEventFields([...additionalFields, clientIp]);

/** The fields that describe an event among others (bulk import). */
export const bulkEventFields = createEventFields([...additionalFields]);
