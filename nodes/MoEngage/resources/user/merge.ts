import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { readCustomerId } from '../fields/identifiers';
import { readFields, show } from '../fields/readFields';
import { InvalidInput, type Operation } from '../operation';
import { refuseEntangledMerges } from './entangledMerges';

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

const schema = { mergedCustomerId: readCustomerId, retainedCustomerId: readCustomerId };

export const merge: Operation = {
	name: 'Merge',
	value: 'merge',
	action: 'Merge users',
	description:
		'Merge one user into another. This cannot be undone and can take up to 30 minutes to show.',
	endpoint: endpoints.mergeUsers,
	properties,
	refuse: refuseEntangledMerges,
	read: (parameters) => {
		const { mergedCustomerId: merged, retainedCustomerId: retained } = readFields(
			schema,
			parameters,
			properties,
		);
		if (merged === retained) {
			throw new InvalidInput(
				`'Retained Customer ID' is ${show(retained)}, which is also the 'Merged Customer ID'`,
				'Enter the IDs of two different users, or filter out items where both are the same.',
			);
		}
		const pair = { merged_user: merged, retained_user: retained };
		return {
			records: [
				{ subjects: [`customer ${merged}`, `customer ${retained}`], body: {}, element: pair },
			],
			identifiers: pair,
			merge: { merged, retained },
		};
	},
};
