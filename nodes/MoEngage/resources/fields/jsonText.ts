import { isObject } from '../../api/json';
import { InvalidValue, toInvalidValue } from './reader';
import { isBlank, show } from './text';

/** Texts and numbers of JSON. */
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

const isInexactInteger = (token: string): boolean =>
	/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));

const quoteLongIntegers = (json: string): string =>
	json.replace(JSON_TOKENS, (token) => (isInexactInteger(token) ? `"${token}"` : token));

/**
 * What a text has in JSON; undefined if it is not JSON. Integers that JavaScript would round, such as
 * long IDs, become text.
 */
export const parseJson = (text: string): unknown => {
	try {
		const value: unknown = JSON.parse(text);
		return /\d{16}/.test(text) ? JSON.parse(quoteLongIntegers(text)) : value;
	} catch {
		return undefined;
	}
};

/** Takes an object or a list from an expression as it is, and text as JSON. */
export const readJson = (value: unknown, example: string): unknown => {
	const json = typeof value === 'string' ? parseJson(value) : value;
	if (json !== undefined) return json;
	throw new InvalidValue(`is not valid JSON: ${show(value)}`, `Write it like ${example}`);
};

/** Names and their values from an object, or from the JSON of one; none where it is blank. */
export const readJsonEntries = (value: unknown, example: string): Array<[string, unknown]> => {
	if (isBlank(value)) return [];
	const object = readJson(value, example);
	if (isObject(object)) return Object.entries(object);
	throw toInvalidValue(value, 'which is not an object', `Write it like ${example}`);
};

/** The list that a text has in JSON, if it has one. */
export const findJsonList = (text: string): unknown[] | undefined => {
	const value = text.trimStart().startsWith('[') ? parseJson(text) : undefined;
	return Array.isArray(value) ? value : undefined;
};
