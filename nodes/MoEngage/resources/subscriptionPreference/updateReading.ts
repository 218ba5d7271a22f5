import { optionalText } from '../fields/identifiers';
import { collection, readFields } from '../fields/readFields';
import type { Reading } from '../operation';
import { readVisitor } from './landingPage';
import { readSubscriptions } from './subscriptions';
import { update } from './update';

const schema = { additionalFields: collection({ eventId: optionalText }) };

export const updateReading: Reading = {
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		const { eventId } = readFields(schema, parameters, update.properties).additionalFields;
		const query = { ...visitor, moe_event_id: eventId };
		return {
			records: [
				{
					subjects: [visitor.user_id],
					query,
					body: readSubscriptions('unsubscribeAll', parameters, update.properties),
				},
			],
			identifiers: visitor,
		};
	},
};
