import { groupDigits } from '../../api/numbers';
import type { ItemParameters } from '../operation';
import { standardAttributesProperty } from './attributeProperties';
import { MAX_TEXT_LENGTH, SHORTEN_TEXT, type AttributeValue } from './attributeValues';
import { readEmail } from './emails';
import { readIdentifier } from './identifiers';
import { optionalInstant, toDayText } from './instants';
import { collection, complain, optional, readField } from './readFields';

/** MoEngage would cut off a longer text without a word. */
const attributeText = optional((value): string => {
	const text = readIdentifier(value);
	if (text.length <= MAX_TEXT_LENGTH) return text;
	return complain(`has ${groupDigits(text.length)} characters`, SHORTEN_TEXT);
});

const schema = collection({
	birthday: optionalInstant,
	email: optional(readEmail),
	firstName: attributeText,
	gender: attributeText,
	lastName: attributeText,
	mobile: attributeText,
	name: attributeText,
});

/**
 * Reads the standard attributes that were given, by the names that MoEngage has for them.
 * @throws InvalidInput
 */
export const readStandardAttributes = (
	parameters: ItemParameters,
): Array<[name: string, value: AttributeValue]> => {
	const given = readField('standardAttributes', schema, parameters, [standardAttributesProperty]);
	const values = {
		name: given.name,
		first_name: given.firstName,
		last_name: given.lastName,
		email: given.email,
		mobile: given.mobile,
		gender: given.gender,
		birthday: given.birthday && toDayText(given.birthday),
	};
	return Object.entries(values).flatMap(
		([name, value]): Array<[string, string]> => (value === undefined ? [] : [[name, value]]),
	);
};
