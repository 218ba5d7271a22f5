import type { INodeProperties } from 'n8n-workflow';

import { readCategoryList } from '../../api/categories';
import { endpoints } from '../../api/endpoints';
import { channelFilter } from '../fields/properties';
import { optional, orInvalid, readParameter, readParameters } from '../fields/reader';
import { findWholeNumber, readBoolean } from '../fields/scalars';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	channelFilter.property,
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

const schema = { channel: optional(channelFilter.read), returnAll: readBoolean };

const readLimit = orInvalid(
	(value) => findWholeNumber(value, 1),
	'which is not a whole number above 0',
	"Correct it, or turn on 'Return All'.",
);

export const getMany: Operation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many subscription categories',
	description:
		"List the workspace's subscription categories, one item for each (requires MoEngage's newer v5 API)",
	isRead: true,
	endpoint: endpoints.getCategories,
	properties,
	read: (parameters) => {
		const { channel, returnAll } = readParameters(schema, parameters);
		const limit = returnAll ? Infinity : readParameter('limit', readLimit, parameters);
		return {
			records: [{ orderingKeys: [], query: { channel } }],
			identifiers: {},
			split: (answer) => readCategoryList(answer).slice(0, limit),
		};
	},
};
