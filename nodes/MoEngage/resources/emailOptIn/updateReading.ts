import { readOptionalCategories } from '../fields/categories';
import { readEmail } from '../fields/emails';
import { InvalidValue, optional, readFields } from '../fields/reader';
import { choice, readCustomerId } from '../fields/scalars';
import { InvalidInput, type Handler } from '../operation';
import { update } from './update';

const STATUSES = ['DOUBLE_OPTED_IN', 'OPT_IN_PENDING', 'OPTED_OUT'] as const;

/** A status claims or withdraws a person's consent, so none is chosen beforehand. */
const readStatus = (value: unknown) => {
	const isChosen = value !== undefined && value !== null && value !== '';
	if (isChosen) return choice(STATUSES)(value);
	throw new InvalidValue(
		'is not chosen',
		"Choose the status that matches the user's consent: Double Opted In, Opt-In Pending, or Opted Out.",
	);
};

const schema = {
	customerId: optional(readCustomerId),
	email: optional(readEmail),
	optInStatus: readStatus,
};

export const updateReading: Handler = {
	read: (parameters) => {
		const { customerId, email, optInStatus } = readFields(schema, parameters, update.properties);
		if (customerId === undefined && email === undefined) {
			throw new InvalidInput(
				"'Customer ID' and 'Email' are both empty",
				'Fill in at least one of the two for every item.',
			);
		}
		const identifiers = {
			...(customerId === undefined ? {} : { customer_id: customerId }),
			...(email === undefined ? {} : { email_id: email }),
		};
		const categories = readOptionalCategories(undefined, parameters);
		const preferences = {
			...identifiers,
			categories,
			opt_in_status: optInStatus,
			channel: 'email',
		};
		const orderingKeys = [
			...(customerId === undefined ? [] : [`customer ${customerId}`]),
			...(email === undefined ? [] : [`email ${email.toLowerCase()}`]),
		];
		return { records: [{ orderingKeys, body: { user_preferences: preferences } }], identifiers };
	},
};
