import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { createChoice } from './scalars';

/** @param show Where it shows, if not always */
export const createNotice = (
	name: string,
	displayName: string,
	show?: IDisplayOptions['show'],
): INodeProperties => ({
	displayName,
	name,
	type: 'notice',
	default: '',
	...(show && { displayOptions: { show } }),
});

export const createCustomerId = (description: string): INodeProperties => ({
	displayName: 'Customer ID',
	name: 'customerId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 48213',
	description,
});

export const createAdditionalFields = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	options,
});

/** @param owner Whose address it is */
export const createClientIp = (owner: 'device' | 'user'): INodeProperties => ({
	displayName: 'Client IP',
	name: 'clientIp',
	type: 'string',
	default: '',
	placeholder: 'e.g. 203.0.113.7',
	description: `The IP address of the ${owner}, or several addresses separated by commas. MoEngage uses it to locate the ${owner}.`,
});

export const createDeviceId = (
	more: Pick<INodeProperties, 'required' | 'description'>,
): INodeProperties => ({
	displayName: 'Device ID',
	name: 'deviceId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
	...more,
});

export const createAppVersion = (description: string): INodeProperties => ({
	displayName: 'App Version',
	name: 'appVersion',
	type: 'string',
	default: '',
	placeholder: 'e.g. 4.12.0',
	description,
});

/** The platforms, as MoEngage spells them. */
export const PLATFORMS = ['ANDROID', 'iOS', 'web', 'TV'] as const;

export const platformOptions: INodePropertyOptions[] = [
	{ name: 'Android', value: 'ANDROID' },
	{ name: 'iOS', value: 'iOS' },
	{ name: 'TV', value: 'TV' },
	{ name: 'Web', value: 'web' },
];

export const channelOptions = [
	{ name: 'Email', value: 'email' },
	{ name: 'SMS', value: 'sms' },
] as const;

/** For operations that return categories. */
export const channelFilter = createChoice({
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	default: '',
	options: [{ name: 'All', value: '' }, ...channelOptions],
	description: 'Return only the categories of this channel',
});
