import { groupDigits } from '../../api/numbers';
import { findDateText, findTextInstant, toUtcText } from './dates';
import { InvalidValue } from './reader';
import { isBlank, isUnicode, show, stripInvisible, UNICODE_HINT } from './text';

/** MoEngage cuts longer names. */
const MAX_NAME_LENGTH = 200;

const RESERVED = new Set(
	'id _id (empty) status user_id source INSTALL UPDATE MOE_GAID MOE_ISLAT MOE_TIME_FORMAT MOE_TIME_TIMEZONE'.split(
		' ',
	),
);

const RESERVED_PREFIX = 'user_attribute_';

/** MoEngage may block a workspace that invents names with this prefix. */
const OWN_PREFIX = 'moe_';

/** MoEngage's own attributes that can be written. */
const WRITABLE = new Set(
	'moe_unsubscribe moe_hard_bounce moe_spam moe_sms_subscription moe_wa_subscription'.split(' '),
);

const beginsWith = (name: string, prefix: string): boolean =>
	name.slice(0, prefix.length).toLowerCase() === prefix;

/** Whether MoEngage keeps an attribute's name for itself. */
export const isReservedName = (name: string): boolean =>
	RESERVED.has(name) ||
	beginsWith(name, RESERVED_PREFIX) ||
	(beginsWith(name, OWN_PREFIX) && !WRITABLE.has(name));

/** @throws InvalidValue for a name that MoEngage does not accept for an attribute */
export const checkAttributeName = (name: string): void => {
	if (isReservedName(name)) {
		throw new InvalidValue(
			`has an attribute named ${show(name)}, which MoEngage reserves for its own use`,
			`Give the attribute another name. Names that begin with ${OWN_PREFIX} and these are not allowed: ${[...RESERVED].join(', ')}.`,
		);
	}
	if (name.length > MAX_NAME_LENGTH) {
		throw new InvalidValue(
			`has an attribute whose name is ${groupDigits(name.length)} characters long: ${show(name)}`,
			`Shorten the name to ${MAX_NAME_LENGTH} characters.`,
		);
	}
};

/**
 * Reads the name of an attribute as it was entered beside a value.
 * @throws InvalidValue where there is none, or one that MoEngage does not accept
 */
export const readAttributeName = (name: unknown, value: unknown): string => {
	const isText = typeof name === 'string' || typeof name === 'number';
	const text = isText ? stripInvisible(String(name)) : '';
	if (text === '') {
		throw new InvalidValue(
			`has the value ${show(value)} without a name`,
			'Enter the name of the attribute, or remove the row.',
		);
	}
	checkAttributeName(text);
	return text;
};

type Scalar = string | number | boolean;

/** A value of an attribute, in a type that MoEngage keeps. */
export type AttributeValue = Scalar | Scalar[];

/** MoEngage cuts longer text. */
export const MAX_TEXT_LENGTH = 512;

/** What to do about a text that is longer. */
export const SHORTEN_TEXT = `Shorten it. MoEngage accepts values of up to ${MAX_TEXT_LENGTH} characters.`;

const MAX_LIST_LENGTH = 50;

const isObjectText = (value: unknown): boolean =>
	typeof value === 'string' && value.includes('[object Object]');

const isNestedEntry = (value: unknown): boolean =>
	typeof value === 'object' && value !== null
		? findDateText(value) === undefined
		: isObjectText(value);

/** Whether a value is an object other than a date, or a list that has objects or lists. */
export const isNested = (value: unknown): boolean =>
	Array.isArray(value) ? value.some(isNestedEntry) : isNestedEntry(value);

/** Longer than any ISO date, in characters. */
const MAX_DATE_LENGTH = 40;

const ISO_TIME_WITH_OFFSET =
	/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

const isIsoTime = (text: string): boolean =>
	text.length <= MAX_DATE_LENGTH && ISO_TIME_WITH_OFFSET.test(text);

/** The workflow's time zone does not matter for a date with an offset. */
const readTime = (text: string, name: string): string => {
	const instant = findTextInstant(text);
	if (instant !== undefined) return toUtcText(instant, 'utc');
	throw new InvalidValue(
		`has ${show(text)} for ${show(name)}, which is not a valid date`,
		'Use a date that exists, such as 2026-05-17T09:30:00Z.',
	);
};

const readText = (text: string, name: string): string => {
	const trimmed = text.trim();
	if (isIsoTime(trimmed)) return readTime(trimmed, name);
	if (text.length > MAX_TEXT_LENGTH) {
		throw new InvalidValue(
			`has a value of ${groupDigits(text.length)} characters for ${show(name)}`,
			SHORTEN_TEXT,
		);
	}
	if (isUnicode(text)) return text;
	throw new InvalidValue(
		`has ${show(text)} for ${show(name)}, which is not valid Unicode text`,
		UNICODE_HINT,
	);
};

const readNumber = (number: number, name: string): number => {
	if (Number.isFinite(number)) return number;
	throw new InvalidValue(
		`has ${show(number)} for ${show(name)}, which is not a usable number`,
		'Correct the value, or leave the attribute out for such items.',
	);
};

const readScalar = (value: unknown, name: string): Scalar => {
	if (typeof value === 'string') return readText(value, name);
	if (typeof value === 'boolean') return value;
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number') return readNumber(value, name);
	return readTime(findDateText(value) ?? '', name);
};

const readList = (values: unknown[], name: string): Scalar[] | undefined => {
	const given = values.filter((value) => !isBlank(value));
	if (given.length === 0) return undefined;
	if (given.length > MAX_LIST_LENGTH) {
		throw new InvalidValue(
			`has a list of ${groupDigits(given.length)} values for ${show(name)}`,
			`Shorten the list. MoEngage accepts up to ${MAX_LIST_LENGTH} values.`,
		);
	}
	const scalars = given.map((value) => readScalar(value, name));
	if (new Set(scalars.map((scalar) => typeof scalar)).size === 1) return scalars;
	throw new InvalidValue(
		`has a list with values of different types for ${show(name)}`,
		'Use only text, only numbers, or only true and false within a list.',
	);
};

/**
 * Reads a value of an attribute, which keeps its type: text, number, boolean, date, or a list of one
 * of them. Dates with a time and an offset become MoEngage's form, UTC with seconds.
 *
 * @param name The attribute's, for messages
 * @returns undefined where the value is blank
 * @throws InvalidValue for what MoEngage does not accept
 */
export const readAttributeValue = (value: unknown, name: string): AttributeValue | undefined => {
	if (isNested(value)) {
		throw new InvalidValue(
			`has ${show(value)} for ${show(name)}, which is an object or has lists within a list`,
			'Use text, a number, true, false, a date, or a list of one of these. To use a part of an object, enter an expression such as {{ $json.address.city }}.',
		);
	}
	if (Array.isArray(value)) return readList(value, name);
	return isBlank(value) ? undefined : readScalar(value, name);
};
