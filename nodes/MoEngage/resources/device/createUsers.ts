import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Prerequisite } from '../../api/record';
import { collection, readFields } from '../fields/reader';
import { optionalBoolean } from '../fields/scalars';
import type { ItemParameters } from '../operation';
import { createUsersOption } from './bulkUpsert';

const ownOptions: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [createUsersOption],
	},
];

const schema = { options: collection({ createUsers: optionalBoolean }) };

/** @throws InvalidInput */
export const readCreateUsers = (parameters: ItemParameters): boolean =>
	readFields(schema, parameters, ownOptions).options.createUsers === true;

/** A user without attributes is created where MoEngage does not know it, and otherwise left alone. */
export const createUserPrerequisite = (customerId: string): Prerequisite => ({
	key: `customer ${customerId}`,
	entry: { type: 'customer', customer_id: customerId, attributes: {} },
	endpoint: endpoints.bulkImportUsers,
});
