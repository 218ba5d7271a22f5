import { readField } from '../fields/reader';
import { choice, readCustomerId, readIdentifier } from '../fields/scalars';
import type { ItemParameters } from '../operation';
import { userIdentifierProperties } from './userIdentifierProperties';

/** Who is meant. */
export interface UserIdentifier {
	type: 'customer_id' | 'moengage_id';
	value: string;
}

const readType = choice(['customer_id', 'moengage_id']);

const READERS = { customer_id: readCustomerId, moengage_id: readIdentifier };

/** @throws InvalidInput */
export const readUserIdentifier = (parameters: ItemParameters): UserIdentifier => {
	const properties = userIdentifierProperties;
	const type = readField('userIdentifierType', readType, parameters, properties);
	return { type, value: readField('userIdentifierValue', READERS[type], parameters, properties) };
};

/**
 * What orders the requests about a user. Only a customer ID shows that other operations mean the
 * same user.
 */
export const toSubject = ({ type, value }: UserIdentifier): string =>
	type === 'customer_id' ? `customer ${value}` : `moengage_id ${value}`;
