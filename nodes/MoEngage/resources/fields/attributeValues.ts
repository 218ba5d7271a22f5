import type { GenericValue, IDataObject } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject, MAX_LEVELS } from '../../api/json';
import { findDateText, findDate, isDate, toUtcText } from './dates';
import { InvalidValue, toInvalidValue } from './reader';
import { INEXACT, isInexact, isWithoutResult, PASS_AS_TEXT, readIdentifier } from './scalars';
import { isBlank, isUnicode, show, stripInvisible, UNICODE_HINT } from './text';

/** Whose attributes they are, since MoEngage's rules for names differ. */
export type AttributeOwner = 'user' | 'event';

/** MoEngage cuts longer names. */
const MAX_NAME_LENGTH = 200;

/** Names that an attribute of a user cannot have. */
const RESERVED = new Set(
	'id _id (empty) status user_id source INSTALL UPDATE MOE_GAID MOE_ISLAT MOE_TIME_FORMAT MOE_TIME_TIMEZONE'.split(
		' ',
	),
);

const RESERVED_PREFIX = 'user_attribute_';

/** MoEngage may block a workspace that invents names with this prefix. */
const OWN_PREFIX = 'moe_';

/** MoEngage's own attributes of users that can be written, the last two while a user is created. */
const WRITABLE = new Set(
	'moe_unsubscribe moe_hard_bounce moe_spam moe_sms_subscription moe_wa_subscription moe_email_optin_status moe_em_unsub_categories moe_sub_w moe_gaid moe_mweb'.split(
		' ',
	),
);

const beginsWith = (name: string, prefix: string): boolean =>
	name.slice(0, prefix.length).toLowerCase() === prefix;

/** Whether a name is one of MoEngage's own, those that can be written included. */
export const isOwnName = (name: string): boolean => beginsWith(name, OWN_PREFIX);

/** Whether MoEngage keeps an attribute's name for itself. */
export const isReservedName = (name: string, owner: AttributeOwner): boolean =>
	owner === 'event'
		? isOwnName(name)
		: RESERVED.has(name) ||
			beginsWith(name, RESERVED_PREFIX) ||
			(isOwnName(name) && !WRITABLE.has(name));

/** @throws InvalidValue for a name that MoEngage does not accept for an attribute */
export const checkAttributeName = (name: string, owner: AttributeOwner): void => {
	if (isReservedName(name, owner)) {
		const others =
			owner === 'user'
				? ` and these are not allowed: ${[...RESERVED].join(', ')}`
				: ' are not allowed';
		throw new InvalidValue(
			`has an attribute named ${show(name)}, which MoEngage reserves for its own use`,
			`Give the attribute another name. Names that begin with ${OWN_PREFIX}${others}.`,
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
export const readAttributeName = (name: unknown, value: unknown, owner: AttributeOwner): string => {
	const isText = typeof name === 'string' || typeof name === 'number';
	const text = isText ? stripInvisible(String(name)) : '';
	if (text === '') {
		throw new InvalidValue(
			`has the value ${show(value)} without a name`,
			'Enter the name of the attribute, or remove the row.',
		);
	}
	checkAttributeName(text, owner);
	return text;
};

/** Reads the name of an event, which MoEngage would cut off without a word if it is too long. */
export const readEventName = (value: unknown): string => {
	const name = readIdentifier(value);
	if (isOwnName(name)) {
		throw toInvalidValue(
			value,
			'which MoEngage reserves for its own use',
			`Give the event another name. Names that begin with ${OWN_PREFIX} are not allowed.`,
		);
	}
	if (name.length <= MAX_NAME_LENGTH) return name;
	throw new InvalidValue(
		`has ${groupDigits(name.length)} characters`,
		`Shorten the name to ${MAX_NAME_LENGTH} characters.`,
	);
};

type Scalar = string | number | boolean;

/** A value of an attribute, in a type that MoEngage keeps. */
export type AttributeValue = Scalar | Scalar[] | IDataObject | IDataObject[];

/** MoEngage cuts longer text. */
const MAX_TEXT_LENGTH = 512;

const SHORTEN_TEXT = `Shorten it. MoEngage accepts values of up to ${MAX_TEXT_LENGTH} characters.`;

const MAX_LIST_LENGTH = 50;

/** Some people are called like a missing value, which no system writes with one capital letter. */
const isName = (value: unknown): value is string => value === 'Nan' || value === 'Null';

/** Reads the text of a standard attribute, which MoEngage would cut off without a word. */
export const readAttributeText = (value: unknown): string => {
	const text = isName(value) ? value : readIdentifier(value);
	if (text.length <= MAX_TEXT_LENGTH) return text;
	throw new InvalidValue(`has ${groupDigits(text.length)} characters`, SHORTEN_TEXT);
};

const isNestedEntry = (value: unknown): boolean =>
	typeof value === 'object' &&
	value !== null &&
	!isDate(value) &&
	findDateText(value) === undefined;

/** Whether a value is an object other than a date, or a list that has objects or lists. */
export const isNested = (value: unknown): boolean =>
	Array.isArray(value) ? value.some(isNestedEntry) : isNestedEntry(value);

const ISO_TIME_WITH_OFFSET =
	/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/** What the dates of JavaScript and n8n that do not exist write of themselves. */
const INVALID_DATE = /^Invalid Date(?:Time)?$/;

const CORRECT_OR_OMIT = 'Correct the value, or leave the attribute out for such items.';

/** The workflow's time zone does not matter for a date with an offset. */
const readTime = (text: string, name: string): string => {
	const date = findDate(text, 'utc');
	if (date !== undefined) return toUtcText(date);
	throw new InvalidValue(
		`has ${show(text)} for ${show(name)}, which is not a valid date`,
		'Use a date that exists, such as 2026-05-17T09:30:00Z.',
	);
};

const checkText = (text: string, name: string): string => {
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

const readText = (text: string, name: string): string => {
	const trimmed = text.trim();
	if (ISO_TIME_WITH_OFFSET.test(trimmed) || INVALID_DATE.test(trimmed)) {
		return readTime(trimmed, name);
	}
	if (text.includes('[object Object]')) {
		throw new InvalidValue(
			`has ${show(text)} for ${show(name)}, which was an object before it became text`,
			'Use an expression that returns the object itself, or a part of it, such as {{ $json.address.city }}.',
		);
	}
	if (isWithoutResult(text)) {
		throw new InvalidValue(
			`has ${show(text)} for ${show(name)}, which a spreadsheet shows in a cell without a result`,
			CORRECT_OR_OMIT,
		);
	}
	return checkText(text, name);
};

const readNumber = (number: number, name: string): number => {
	if (!Number.isFinite(number)) {
		throw new InvalidValue(
			`has ${show(number)} for ${show(name)}, which is not a usable number`,
			CORRECT_OR_OMIT,
		);
	}
	if (!isInexact(number)) return number;
	throw new InvalidValue(`has ${show(number)} for ${show(name)}, ${INEXACT}`, PASS_AS_TEXT);
};

const readScalar = (value: unknown, name: string): Scalar => {
	if (typeof value === 'string') return readText(value, name);
	if (typeof value === 'boolean') return value;
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number') return readNumber(value, name);
	return readTime(findDateText(value) ?? String(value), name);
};

const checkLength = (list: readonly unknown[], name: string): void => {
	if (list.length <= MAX_LIST_LENGTH) return;
	throw new InvalidValue(
		`has a list of ${groupDigits(list.length)} values for ${show(name)}`,
		`Shorten the list. MoEngage accepts up to ${MAX_LIST_LENGTH} values.`,
	);
};

/** What is within an object is sent as it is, within MoEngage's sizes. */
const readInner = (value: unknown, name: string, levels: number): GenericValue => {
	if (value === null) return null;
	if (typeof value === 'string') return checkText(value, name);
	if (Array.isArray(value)) {
		checkLength(value, name);
		return value.map((entry) => readInner(entry, name, levels - 1));
	}
	return isObject(value) && isNestedEntry(value)
		? readObject(value, name, levels)
		: readScalar(value, name);
};

const readObject = (object: object, name: string, levels = MAX_LEVELS): IDataObject => {
	if (levels <= 0) {
		throw new InvalidValue(
			`has an object of more than ${MAX_LEVELS} levels for ${show(name)}`,
			CORRECT_OR_OMIT,
		);
	}
	const given = Object.entries(object).filter(([, inner]) => inner !== undefined);
	return Object.fromEntries(
		given.map(([key, inner]: [string, unknown]) => [key, readInner(inner, name, levels - 1)]),
	);
};

const readObjects = (list: readonly unknown[], name: string): IDataObject[] => {
	checkLength(list, name);
	return list.map((entry) => {
		if (isObject(entry) && isNestedEntry(entry)) return readObject(entry, name);
		throw new InvalidValue(
			`has a list with lists or values of different types for ${show(name)}`,
			'Use only text, only numbers, only true and false, or only objects within a list.',
		);
	});
};

/** MoEngage takes it as text whether a user has the app on a platform. */
const readPlatform = (platform: IDataObject): IDataObject => {
	const { active } = platform;
	return typeof active === 'boolean' ? { ...platform, active: String(active) } : platform;
};

/** Whether a value has nothing to send, be it a list. */
export const isEmpty = (value: unknown): boolean =>
	Array.isArray(value) ? value.every(isBlank) : isBlank(value);

/** Reads a list for an attribute that is a list: of text, numbers, or booleans. Blanks are left out. */
export const readAttributeList = (list: readonly unknown[], name: string): Scalar[] => {
	const given = list.filter((value) => !isBlank(value));
	checkLength(given, name);
	const scalars = isNested(given) ? [] : given.map((value) => readScalar(value, name));
	if (new Set(scalars.map((scalar) => typeof scalar)).size === 1) return scalars;
	throw new InvalidValue(
		`has a list with objects, lists, or values of different types for ${show(name)}`,
		'Use only text, only numbers, or only true and false within a list.',
	);
};

/**
 * Reads a value of an attribute that is not empty. It keeps its type: text, number, boolean, date,
 * object, or a list of one of them. Dates with a time and an offset become MoEngage's form, UTC with
 * seconds.
 *
 * @param name The attribute's, for messages
 * @throws InvalidValue for what MoEngage does not accept
 */
export const readAttributeValue = (
	value: unknown,
	name: string,
	owner: AttributeOwner,
): AttributeValue => {
	if (Array.isArray(value)) {
		const given = value.filter((entry) => !isBlank(entry));
		if (!isNested(given)) return readAttributeList(given, name);
		const objects = readObjects(given, name);
		return owner === 'user' && name === 'platforms' ? objects.map(readPlatform) : objects;
	}
	return isObject(value) && isNestedEntry(value)
		? readObject(value, name)
		: readScalar(value, name);
};
