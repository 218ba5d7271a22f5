import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { channelOrAllOptions } from '../fields/scalars';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		default: '',
		options: channelOrAllOptions,
		description: 'Return only the categories of this channel',
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

export const getMany: Operation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many subscription categories',
	description:
		"List the workspace's subscription categories, one item for each (requires MoEngage's newer v5 API)",
	isRead: true,
	endpoint: endpoints.getCategories,
	properties,
	loadHandler: async () => (await import('./getManyReading')).getManyReading,
};
