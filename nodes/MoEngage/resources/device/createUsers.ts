import { endpoints } from '../../api/endpoints';
import type { Preface } from '../../api/record';
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
export const createUserPreface = (customerId: string): Preface => ({
	key: `customer ${customerId}`,
	element: { type: 'customer', customer_id: customerId, attributes: {} },
	endpoint: endpoints.bulkImportUsers,
});
