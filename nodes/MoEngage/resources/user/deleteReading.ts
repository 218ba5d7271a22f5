import type { Handler } from '../operation';
import { readUserIdentifier, toSubject } from './userIdentifier';

export const deleteReading: Handler = {
	read: (parameters) => {
		const user = readUserIdentifier(parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ orderingKeys: [toSubject(user)], body }], identifiers: body };
	},
};
