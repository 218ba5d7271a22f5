import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Preface } from '../../api/record';
import { optionalBoolean } from '../fields/booleans';
import { createOwnOptions } from '../fields/ownOptions';
import { collection, readFields } from '../fields/readFields';
import type { ItemParameters } from '../operation';

export const createUsersOption: INodeProperties = {
	displayName: 'Create Users',
	name: 'createUsers',
	type: 'boolean',
	default: false,
	hint: 'While this is on, users that MoEngage does not know are created',
	description:
		'Whether to create the user of each device first, in the same request, if MoEngage does not know the user. Otherwise, MoEngage drops the devices of users it does not know.',
};

const ownOptions = createOwnOptions([createUsersOption]);

const schema = { options: collection({ createUsers: optionalBoolean }) };

/** @throws InvalidInput */
export const readCreateUsers = (parameters: ItemParameters): boolean =>
	readFields(schema, parameters, ownOptions).options.createUsers === true;

/** A user without attributes is created where MoEngage does not know it, and otherwise left alone. */
export const createUserPreface = (customerId: string): Preface => ({
	key: `customer ${customerId}`,
	element: { type: 'customer', customer_id: customerId, attributes: {} },
	endpoint: endpoints.bulkImportUsers,
});
