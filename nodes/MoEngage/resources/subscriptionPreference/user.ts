import { readEmail } from '../fields/emails';
import { readField } from '../fields/reader';
import { choice, readCustomerId, readIdentifier } from '../fields/scalars';
import type { ItemParameters } from '../operation';
import { userProperties } from './userProperties';

/** A user of endpoints 11 and 12, in MoEngage's spelling. */
export interface User extends Record<string, string> {
	user_identifier_type: string;
	user_identifier_value: string;
}

const readType = choice(['uid', 'email', 'moe_user_id']);

const READERS = { uid: readCustomerId, email: readEmail, moe_user_id: readIdentifier };

/** @throws InvalidInput */
export const readUser = (parameters: ItemParameters): User => {
	const type = readField('userIdentifierType', readType, parameters, userProperties);
	const value = readField('userIdentifierValue', READERS[type], parameters, userProperties);
	return { user_identifier_type: type, user_identifier_value: value };
};
