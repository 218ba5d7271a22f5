import type { Reading } from '../operation';
import { readUserIdentifier, toSubject } from './userIdentifier';

export const deleteReading: Reading = {
	read: (parameters) => {
		const user = readUserIdentifier(parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ subjects: [toSubject(user)], body }], identifiers: body };
	},
};
