import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createAdditionalFields, createCustomerId } from '../fields/properties';
import { collection, readParameters } from '../fields/reader';
import { optionalText, readCustomerId, readIdentifier } from '../fields/scalars';
import type { Operation } from '../operation';

const properties: INodeProperties[] = [
	createCustomerId(
		'The ID of the user in your own systems. MoEngage ignores users that it does not know.',
	),
	{
		displayName: 'Cohort ID',
		name: 'cohortId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. trial-ends-friday',
		description:
			'Your own ID for the cohort. MoEngage creates the cohort if it does not know the ID. Segments that were made in the dashboard or from a file cannot be changed.',
	},
	{
		displayName: 'Cohort Name',
		name: 'cohortName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Trial Ends on Friday',
		description: 'Name of the cohort, as MoEngage shows it',
	},
	createAdditionalFields([
		{
			displayName: 'Cohort Description',
			name: 'cohortDescription',
			type: 'string',
			default: '',
			placeholder: 'e.g. Everybody whose trial ends on Friday',
			description: 'What the cohort is for',
		},
	]),
];

const partnerOption: INodeProperties = {
	displayName: 'Partner',
	name: 'partner',
	type: 'string',
	default: 'n8n',
	description: 'The name of the system that sends the users, as MoEngage records it',
};

const schema = {
	customerId: readCustomerId,
	cohortId: readIdentifier,
	cohortName: readIdentifier,
	additionalFields: collection({ cohortDescription: optionalText }),
	options: collection({ partner: optionalText }),
};

const createRead =
	(action: 'add_members' | 'remove_members'): Operation['read'] =>
	(parameters) => {
		const input = readParameters(schema, parameters);
		const { customerId, cohortId } = input;
		const { partner = 'n8n' } = input.options;
		const cohort = {
			cohort_name: input.cohortName,
			cohort_id: cohortId,
			cohort_description: input.additionalFields.cohortDescription,
		};
		return {
			records: [
				{
					key: customerId,
					orderingKeys: [`customer ${customerId} in cohort ${cohortId}`],
					body: { action, partner, parameters: cohort },
					entry: { uid: customerId },
				},
			],
			identifiers: { customer_id: customerId, cohort_id: cohortId },
		};
	};

const shared = { endpoint: endpoints.syncCohort, properties, options: [partnerOption] };

export const addUsers: Operation = {
	...shared,
	name: 'Add Users',
	value: 'addUsers',
	action: 'Add users to cohort',
	description: 'Add existing users to a cohort, which campaigns can use as an audience',
	read: createRead('add_members'),
};

export const removeUsers: Operation = {
	...shared,
	name: 'Remove Users',
	value: 'removeUsers',
	action: 'Remove users from cohort',
	description: 'Remove users from a cohort. The users themselves stay in MoEngage.',
	read: createRead('remove_members'),
};
