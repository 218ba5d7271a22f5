import { endpoints } from '../../api/endpoints';
import type { Prerequisite } from '../../api/record';
import { optionalBoolean } from '../fields/booleans';
import { createOwnOptions } from '../fields/ownOptions';
import { collection, readFields } from '../fields/readFields';
import type { ItemParameters } from '../operation';
import { createUsersOption } from './bulkUpsert';

const ownOptions = createOwnOptions([createUsersOption]);

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
