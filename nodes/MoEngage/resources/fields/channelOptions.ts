import type { INodePropertyOptions } from 'n8n-workflow';

export const channelOptions: INodePropertyOptions[] = [
	{ name: 'Email', value: 'email' },
	{ name: 'SMS', value: 'sms' },
];

/** For operations that take all channels together as well. */
export const channelOrAllOptions: INodePropertyOptions[] = [
	{ name: 'All', value: '' },
	...channelOptions,
];
