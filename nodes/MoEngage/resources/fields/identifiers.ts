import { isUnicode, stripInvisible, UNICODE_CURE } from './invisible';
import { optional, refuse } from './readFields';

/** Customer IDs that MoEngage keeps for itself; tracking one of them would merge strangers. */
const RESERVED_CUSTOMER_IDS = new Set([
	'unknown',
	'guest',
	'null',
	'0',
	'1',
	'true',
	'false',
	'user_attribute_unique_id',
	'(empty)',
	'na',
	'n/a',
	'dummy_seller_code',
	'user_id',
	'id',
	'customer_id',
	'uid',
	'userid',
	'none',
	'-2',
	'-1',
	'2',
]);

/** What databases, spreadsheets and JavaScript write where a value is missing. */
const MISSING = new Set([
	'undefined',
	'(undefined)',
	'null',
	'(null)',
	'<null>',
	'nan',
	'(empty)',
	'#n/a',
]);

const MAX_MISSING_LENGTH = 11;

const means = (words: ReadonlySet<string>, maxLength: number, text: string): boolean =>
	text.length <= maxLength && words.has(text.toLowerCase());

const isMissing = (text: string): boolean =>
	means(MISSING, MAX_MISSING_LENGTH, text) || text.includes('[object Object]');

/** A number as spreadsheets shorten it: 4.82E+10. IDs that merely have an E among digits are others. */
const SHORTENED = /^[+-]?\d(?:[.,]\d+E[+-]?|E[+-])\d{1,3}$/i;

/** The longest that a spreadsheet writes. */
const MAX_SHORTENED_LENGTH = 30;

const isShortened = (text: string): boolean =>
	text.length <= MAX_SHORTENED_LENGTH && SHORTENED.test(text);

const MAP_ANOTHER =
	'Map a field that has text or a number for every item, or filter out the items without one.';

const PASS_AS_TEXT =
	'Make the node or system before this one pass it as text, for example by formatting the column as text.';

/** Why a text cannot be an identifier, and what to do about it. */
const findFault = (text: string): [reason: string, hint: string] | undefined => {
	if (isMissing(text)) return ['which means that the value is missing', MAP_ANOTHER];
	if (isShortened(text)) {
		return ['a number that was shortened, so its last digits are lost', PASS_AS_TEXT];
	}
	if (!isUnicode(text)) return ['which is not valid Unicode text', UNICODE_CURE];
	return undefined;
};

const isInexact = (value: unknown): boolean =>
	typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

const toText = (value: unknown): string | undefined => {
	if (typeof value === 'string') return stripInvisible(value);
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
};

/** Text, or a number as CRMs send it; trimmed, without invisible characters, and never empty. */
export const readIdentifier = (value: unknown): string => {
	const text = toText(value);
	if (text === undefined || text === '' || value === Infinity || value === -Infinity) {
		return refuse(value, 'which is neither text nor a usable number', MAP_ANOTHER);
	}
	if (isInexact(value)) {
		const reason = 'a number so large that its last digits may be wrong';
		return refuse(value, reason, PASS_AS_TEXT);
	}
	const fault = findFault(text);
	return fault === undefined ? text : refuse(value, ...fault);
};

const MAX_RESERVED_LENGTH = 24;

export const readCustomerId = (value: unknown): string => {
	if (!means(RESERVED_CUSTOMER_IDS, MAX_RESERVED_LENGTH, toText(value) ?? '')) {
		return readIdentifier(value);
	}
	return refuse(
		value,
		'which MoEngage reserves for its own use',
		`Map the field that contains the customer's own ID. These are not allowed: ${[...RESERVED_CUSTOMER_IDS].join(', ')}.`,
	);
};

/** Text that may be left out; a number becomes text. */
export const optionalText = optional(readIdentifier);
