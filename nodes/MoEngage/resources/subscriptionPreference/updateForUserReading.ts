import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { groupDigits } from '../../api/numbers';
import { readOptionalCategories, readRequiredCategories } from '../fields/categories';
import { InvalidValue, readFields } from '../fields/reader';
import { choice, readChannel, readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';
import type { Handler } from '../operation';
import { createGlobalState } from './globalSubscription';
import { MAX_ATTRIBUTES, MAX_NAME, MAX_VALUE, updateForUser } from './updateForUser';
import { readUser } from './user';

const readText = (value: unknown, longest: number): string => {
	const text = readIdentifier(value);
	if (text.length <= longest) return text;
	throw new InvalidValue(
		`has ${show(text)}, which is ${groupDigits(text.length)} characters long`,
		`Shorten it to ${longest} characters.`,
	);
};

const listSchema = z
	.object({ attribute: z.array(z.object({ name: z.unknown(), value: z.unknown() })) })
	.catch({ attribute: [] });

const readEventAttributes = (value: unknown) => {
	const { attribute } = listSchema.parse(value ?? {});
	if (attribute.length > MAX_ATTRIBUTES) {
		throw new InvalidValue(
			`has ${groupDigits(attribute.length)} attributes, and MoEngage accepts up to ${MAX_ATTRIBUTES}`,
			`Keep up to ${MAX_ATTRIBUTES} attributes and remove the others.`,
		);
	}
	return attribute.map(({ name, value }): [string, string] => {
		if (isBlank(name)) {
			throw new InvalidValue('has an attribute without a name', 'Enter a name for each attribute.');
		}
		if (isBlank(value)) {
			throw new InvalidValue(
				`has no value for ${show(name)}`,
				'Map a field that has a value for every item, or remove the attribute.',
			);
		}
		return [readText(name, MAX_NAME), readText(value, MAX_VALUE)];
	});
};

const schema = {
	channel: readChannel,
	globalSubscription: choice(['keep', 'subscribed', 'unsubscribed']),
	eventAttributes: readEventAttributes,
};

export const updateForUserReading: Handler = {
	read: (parameters) => {
		const user = readUser(parameters);
		const input = readFields(schema, parameters, updateForUser.properties);
		const { globalSubscription, eventAttributes: attributes } = input;
		const categories =
			globalSubscription === 'keep'
				? readRequiredCategories(undefined, parameters)
				: readOptionalCategories(undefined, parameters);
		const state = createGlobalState(globalSubscription, user, input.channel);
		const body = {
			...user,
			channel: input.channel,
			...state.sets,
			categories,
			...(attributes.length === 0 ? {} : { event_attributes: Object.fromEntries(attributes) }),
		};
		return {
			records: [
				{
					orderingKeys: [`${user.user_identifier_type} ${user.user_identifier_value}`],
					body,
					// MoEngage knows a repeated update by its key, so that it is applied once.
					headers: { 'Idempotency-Key': randomUUID() },
					state,
				},
			],
			identifiers: { ...user, ...state.sets },
		};
	},
};
