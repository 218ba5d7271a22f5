import { collection, readFields } from '../fields/reader';
import { optionalText } from '../fields/scalars';
import type { Handler } from '../operation';
import { readVisitor } from './landingPage';
import { readSubscriptions } from './subscriptions';
import { update } from './update';

const schema = { additionalFields: collection({ eventId: optionalText }) };

export const updateReading: Handler = {
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		const { eventId } = readFields(schema, parameters, update.properties).additionalFields;
		const query = { ...visitor, moe_event_id: eventId };
		return {
			records: [
				{
					orderingKeys: [visitor.user_id],
					query,
					body: readSubscriptions('unsubscribeAll', parameters, update.properties),
				},
			],
			identifiers: visitor,
		};
	},
};
