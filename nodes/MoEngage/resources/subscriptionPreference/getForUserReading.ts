import { collection, readFields } from '../fields/reader';
import { optionalChannel } from '../fields/scalars';
import type { Handler } from '../operation';
import { getForUser } from './getForUser';
import { readUser } from './user';

const schema = { additionalFields: collection({ channel: optionalChannel }) };

export const getForUserReading: Handler = {
	read: (parameters) => {
		const user = readUser(parameters);
		const { channel } = readFields(schema, parameters, getForUser.properties).additionalFields;
		return { records: [{ orderingKeys: [], query: { ...user, channel } }], identifiers: user };
	},
};
