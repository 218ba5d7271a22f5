import type { INodePropertyOptions } from 'n8n-workflow';

import { readChoice } from '../fields/choices';
import { optional } from '../fields/readFields';

const CHANNELS = ['email', 'sms'] as const;

export const channelOptions: INodePropertyOptions[] = [
	{ name: 'Email', value: 'email' },
	{ name: 'SMS', value: 'sms' },
];

/** For operations that take all channels together as well. */
export const channelOrAllOptions: INodePropertyOptions[] = [
	{ name: 'All', value: '' },
	...channelOptions,
];

export const readChannel = readChoice(CHANNELS);

export const optionalChannel = optional(readChannel);
