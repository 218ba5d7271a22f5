import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName:
			'MoEngage moves the data of the merged user to the retained user and deletes the merged user. This cannot be undone.',
		name: 'mergeNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Merged Customer ID',
		name: 'mergedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The customer ID of the user to merge into the other user. This user is deleted afterward.',
	},
	{
		displayName: 'Retained Customer ID',
		name: 'retainedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 51907',
		description: 'The customer ID of the user to keep',
	},
];

export const merge: Operation = {
	name: 'Merge',
	value: 'merge',
	action: 'Merge users',
	description:
		'Merge one user into another. This cannot be undone and can take up to 30 minutes to show.',
	endpoint: endpoints.mergeUsers,
	properties,
	loadHandler: async () => (await import('./mergeReading')).mergeReading,
};
