import { optionalChannel } from '../fields/channel';
import { collection, readFields } from '../fields/readFields';
import type { Reading } from '../operation';
import { getForUser } from './getForUser';
import { readUser } from './user';

const schema = { additionalFields: collection({ channel: optionalChannel }) };

export const getForUserReading: Reading = {
	read: (parameters) => {
		const user = readUser(parameters);
		const { channel } = readFields(schema, parameters, getForUser.properties).additionalFields;
		return { records: [{ subjects: [], query: { ...user, channel } }], identifiers: user };
	},
};
