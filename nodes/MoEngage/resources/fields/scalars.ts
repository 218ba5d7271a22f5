import type { INodeProperties } from 'n8n-workflow';

import { findIpAddress } from '../../api/ipAddresses';
import { groupDigits } from '../../api/numbers';
import { optional, orInvalid, toInvalidValue } from './reader';
import { isBlank, isUnicode, stripInvisible, UNICODE_HINT } from './text';

/** The longest text that is looked at as one of a few spellings, options, or numbers, in characters. */
const MAX_SHORT_LENGTH = 200;

const isShort = (value: unknown): value is string =>
	typeof value === 'string' && value.length <= MAX_SHORT_LENGTH;

/** A short text as words are compared: without what surrounds it, and in any case. */
const toWord = (value: unknown): string | undefined =>
	isShort(value) ? stripInvisible(value).toLowerCase() : undefined;

const YES = new Set<unknown>([true, 1, ...'1 true yes y t on subscribed'.split(' ')]);
const NO = new Set<unknown>([false, 0, ...'0 false no n f off unsubscribed'.split(' ')]);

export const findBoolean = (value: unknown): boolean | undefined => {
	const spelled = typeof value === 'string' ? toWord(value) : value;
	if (YES.has(spelled)) return true;
	return NO.has(spelled) ? false : undefined;
};

export const NOT_BOOLEAN = 'which is neither true nor false';

export const BOOLEAN_HINT =
	'Allowed values are true, false, 1, 0, "true", "false", "yes", "no", "y", "n", "t", "f", "on", "off", "subscribed", and "unsubscribed".';

/** A boolean in one of the spellings that CRMs and forms use. */
export const readBoolean = orInvalid(findBoolean, NOT_BOOLEAN, BOOLEAN_HINT);

export const optionalBoolean = optional(readBoolean);

/** Reads one of the values of an option list, in any case; the listed spelling is sent. */
export const choice = <const Value extends string>(values: readonly Value[]) => {
	const byWord = new Map(values.map((value) => [value.toLowerCase(), value]));
	return orInvalid(
		(value) => byWord.get(toWord(value) ?? ''),
		'which is not one of the options',
		`Allowed values are ${values.join(', ')}.`,
	);
};

/** Creates a field with options, and the reader of their values. An empty value means that none is chosen. */
export const createChoice = <Value extends string>(
	property: { options: Array<{ value: Value }> } & INodeProperties,
) => {
	const isChoice = (value: Value): value is Exclude<Value, ''> => value !== '';
	const values = property.options.map(({ value }) => value).filter(isChoice);
	return { property, read: choice(values) };
};

/** A whole number within bounds, or the text of one. */
export const findWholeNumber = (value: unknown, min: number, max = Infinity) => {
	const number = isShort(value) && value.trim() !== '' ? Number(value) : value;
	const isWhole = typeof number === 'number' && Number.isSafeInteger(number);
	return isWhole && number >= min && number <= max ? number : undefined;
};

export const optionalWholeNumber = (min: number, max = Infinity) => {
	const least = groupDigits(min);
	const bounds = max === Infinity ? `of at least ${least}` : `from ${least} to ${groupDigits(max)}`;
	const find = (value: unknown) => findWholeNumber(value, min, max);
	const hint = 'Correct it, or remove it to use the default.';
	return optional(orInvalid(find, `which is not a whole number ${bounds}`, hint));
};

/** Customer IDs that MoEngage keeps for itself; tracking one of them would merge strangers. */
const RESERVED_CUSTOMER_IDS = new Set(
	'unknown guest null 0 1 true false user_attribute_unique_id (empty) na n/a dummy_seller_code user_id id customer_id uid userid none -2 -1 2'.split(
		' ',
	),
);

const SPREADSHEET_ERRORS = new Set('#n/a #ref! #value! #name? #div/0! #num! #null!'.split(' '));

/** Whether a value is what a spreadsheet shows in a cell whose formula has no result. */
export const isWithoutResult = (value: unknown): boolean =>
	SPREADSHEET_ERRORS.has(toWord(value) ?? '');

/** What databases, JavaScript, and spreadsheets write if a value is missing. */
const MISSING = new Set([
	...'undefined (undefined) null (null) <null> nan (empty)'.split(' '),
	...SPREADSHEET_ERRORS,
]);

/** A number as spreadsheets shorten it: 4.82E+10. An ID with an E among its digits, such as 48E21, is not one. */
const SHORTENED = /^[+-]?\d(?:[.,]\d+E[+-]?|E[+-])\d{1,3}$/i;

const MAP_ANOTHER =
	'Map a field that has text or a number for every item, or filter out the items without one.';

export const INEXACT = 'a number so large that its last digits may be wrong';

/** What to do about a number that has lost digits. */
export const PASS_AS_TEXT =
	'Make the node or system before this one pass it as text, for example by formatting the column as text.';

/** Why a text cannot be an identifier, and what to do about it. */
export const findUnusable = (text: string): [reason: string, hint: string] | undefined => {
	if (MISSING.has(toWord(text) ?? '') || text.includes('[object Object]')) {
		return ['which means that the value is missing', MAP_ANOTHER];
	}
	if (isShort(text) && SHORTENED.test(text)) {
		return ['a number that was shortened, so its last digits are lost', PASS_AS_TEXT];
	}
	return isUnicode(text) ? undefined : ['which is not valid Unicode text', UNICODE_HINT];
};

/** Whether a number is too large to have all of its digits. */
export const isInexact = (value: unknown): boolean =>
	typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

const toText = (value: unknown): string | undefined => {
	if (typeof value === 'string') return stripInvisible(value);
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
};

/** Text, or a number as CRMs send it; trimmed, without invisible characters, and never empty. */
export const readIdentifier = (value: unknown): string => {
	const text = toText(value);
	if (text === undefined || text === '' || value === Infinity || value === -Infinity) {
		throw toInvalidValue(value, 'which is neither text nor a usable number', MAP_ANOTHER);
	}
	if (isInexact(value)) throw toInvalidValue(value, INEXACT, PASS_AS_TEXT);
	const unusable = findUnusable(text);
	if (unusable === undefined) return text;
	throw toInvalidValue(value, ...unusable);
};

export const readCustomerId = (value: unknown): string => {
	if (!RESERVED_CUSTOMER_IDS.has(toWord(toText(value)) ?? '')) return readIdentifier(value);
	throw toInvalidValue(
		value,
		'which MoEngage reserves for its own use',
		`Map the field that contains the customer's own ID. These are not allowed: ${[...RESERVED_CUSTOMER_IDS].join(', ')}.`,
	);
};

/** Text that may be empty; a number becomes text. */
export const optionalText = optional(readIdentifier);

/** Names as a text with commas between them or as a list; none where it is blank. */
export const readNames = (value: unknown): string[] => {
	const parts: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
	const given = parts.filter((part) => !isBlank(part));
	return [...new Set(given.map((part) => readIdentifier(part)))];
};

/** How long the addresses of a chain of proxies can be, in characters. */
const MAX_IP_LENGTH = 1_000;

/** The header for one IP address or several separated by commas, which have no ports there. */
const findIpHeaders = (value: unknown) => {
	const text = typeof value === 'string' && value.length <= MAX_IP_LENGTH ? value : '';
	const addresses = text.split(',').map((part) => findIpAddress(stripInvisible(part)));
	return addresses.includes(undefined) ? undefined : { 'X-Forwarded-For': addresses.join(', ') };
};

export const optionalClientIp = optional(
	orInvalid(
		findIpHeaders,
		'which is not a valid IP address',
		'Enter one IP address, or several separated by commas, such as 203.0.113.7.',
	),
);
