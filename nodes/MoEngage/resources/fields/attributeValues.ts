import type { GenericValue, IDataObject } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject, MAX_LEVELS } from '../../api/json';
import { findDateText, findDate, isDate, toUtcText } from './dates';
import { InvalidValue, toInvalidEntry, toInvalidValue } from './reader';
import { INEXACT, isInexact, isWithoutResult, PASS_AS_TEXT, readIdentifier } from './scalars';
import { isBlank, isUnicode, show, stripInvisible, UNICODE_HINT } from './text';

/** Whose attributes they are, since MoEngage's rules for names differ. */
export type AttributeOwner = 'user' | 'event';

/** The longest name that MoEngage does not cut, in characters. */
const MAX_NAME_LENGTH = 200;

const SHORTEN_NAME = `Shorten the name to ${MAX_NAME_LENGTH} characters.`;

/** The longest text that MoEngage does not cut, in characters. */
const MAX_TEXT_LENGTH = 512;

const SHORTEN_TEXT = `Shorten it. MoEngage accepts values of up to ${MAX_TEXT_LENGTH} characters.`;

/** @throws InvalidValue for text that MoEngage would cut off without a word */
const checkLength = (text: string, maxLength: number, hint: string): string => {
	if (text.length <= maxLength) return text;
	throw new InvalidValue(`has ${groupDigits(text.length)} characters`, hint);
};

/** Names that an attribute of a user cannot have. */
const RESERVED = new Set(
	'id _id (empty) status user_id source INSTALL UPDATE MOE_GAID MOE_ISLAT MOE_TIME_FORMAT MOE_TIME_TIMEZONE'.split(
		' ',
	),
);

/** MoEngage's own attributes of users that can be written, the last two while a user is created. */
const WRITABLE = new Set(
	'moe_unsubscribe moe_hard_bounce moe_spam moe_sms_subscription moe_wa_subscription moe_email_optin_status moe_em_unsub_categories moe_sub_w moe_gaid moe_mweb'.split(
		' ',
	),
);

/**
 * Whether a name is one of MoEngage's own, those that can be written included. MoEngage may block a
 * workspace that invents names with this prefix.
 */
export const isOwnName = (name: string): boolean => /^moe_/i.test(name);

/** Whether MoEngage keeps an attribute's name for itself. */
export const isReservedName = (name: string, owner: AttributeOwner): boolean =>
	owner === 'event'
		? isOwnName(name)
		: RESERVED.has(name) ||
			/^user_attribute_/i.test(name) ||
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
			`Give the attribute another name. Names that begin with moe_${others}.`,
		);
	}
	if (name.length <= MAX_NAME_LENGTH) return;
	throw new InvalidValue(
		`has an attribute whose name is ${groupDigits(name.length)} characters long: ${show(name)}`,
		SHORTEN_NAME,
	);
};

/** @throws InvalidValue where there is no name, or one that MoEngage does not accept */
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

export const readEventName = (value: unknown): string => {
	const name = readIdentifier(value);
	if (!isOwnName(name)) return checkLength(name, MAX_NAME_LENGTH, SHORTEN_NAME);
	throw toInvalidValue(
		value,
		'which MoEngage reserves for its own use',
		'Give the event another name. Names that begin with moe_ are not allowed.',
	);
};

/** Some people are called like a missing value, which no system writes with one capital letter. */
const isName = (value: unknown): value is string => value === 'Nan' || value === 'Null';

/** Reads the text of a standard attribute. */
export const readAttributeText = (value: unknown): string =>
	checkLength(isName(value) ? value : readIdentifier(value), MAX_TEXT_LENGTH, SHORTEN_TEXT);

type Scalar = string | number | boolean;

/** A value of an attribute, in a type that MoEngage keeps. */
export type AttributeValue = Scalar | Scalar[] | IDataObject | IDataObject[];

/** Whether a value is an object other than a date. */
const hasFields = (value: unknown): value is IDataObject =>
	isObject(value) && !isDate(value) && findDateText(value) === undefined;

/** Whether a value is an object other than a date, or a list that has objects or lists. */
export const isNested = (value: unknown): boolean =>
	Array.isArray(value)
		? value.some((entry) => Array.isArray(entry) || hasFields(entry))
		: hasFields(value);

/** Whether a value has nothing to send, be it a list. */
export const isEmpty = (value: unknown): boolean =>
	Array.isArray(value) ? value.every(isBlank) : isBlank(value);

const CORRECT_OR_OMIT = 'Correct the value, or leave the attribute out for such items.';

const ISO_TIME_WITH_OFFSET =
	/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/** What the dates of JavaScript and n8n that do not exist write of themselves. */
const INVALID_DATE = /^Invalid Date(?:Time)?$/;

/** The workflow's time zone does not matter for a date with an offset. */
const readTime = (text: string, name: string): string => {
	const date = findDate(text, 'utc');
	if (date !== undefined) return toUtcText(date);
	const hint = 'Use a date that exists, such as 2026-05-17T09:30:00Z.';
	throw toInvalidEntry(name, text, 'which is not a valid date', hint);
};

const checkText = (text: string, name: string): string => {
	if (text.length > MAX_TEXT_LENGTH) {
		const length = groupDigits(text.length);
		throw new InvalidValue(`has a value of ${length} characters for ${show(name)}`, SHORTEN_TEXT);
	}
	if (isUnicode(text)) return text;
	throw toInvalidEntry(name, text, 'which is not valid Unicode text', UNICODE_HINT);
};

const readText = (text: string, name: string): string => {
	const trimmed = text.trim();
	if (ISO_TIME_WITH_OFFSET.test(trimmed) || INVALID_DATE.test(trimmed)) {
		return readTime(trimmed, name);
	}
	if (text.includes('[object Object]')) {
		const hint =
			'Use an expression that returns the object itself, or a part of it, such as {{ $json.address.city }}.';
		throw toInvalidEntry(name, text, 'which was an object before it became text', hint);
	}
	if (isWithoutResult(text)) {
		const reason = 'which a spreadsheet shows in a cell without a result';
		throw toInvalidEntry(name, text, reason, CORRECT_OR_OMIT);
	}
	return checkText(text, name);
};

const readScalar = (value: unknown, name: string): Scalar => {
	if (typeof value === 'string') return readText(value, name);
	if (typeof value === 'boolean') return value;
	if (typeof value === 'bigint') return String(value);
	if (typeof value !== 'number') return readTime(findDateText(value) ?? String(value), name);
	if (isInexact(value)) throw toInvalidEntry(name, value, INEXACT, PASS_AS_TEXT);
	if (Number.isFinite(value)) return value;
	throw toInvalidEntry(name, value, 'which is not a usable number', CORRECT_OR_OMIT);
};

const MAX_LIST_LENGTH = 50;

const checkCount = (list: readonly unknown[], name: string): void => {
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
	if (hasFields(value)) return readObject(value, name, levels);
	if (!Array.isArray(value)) return readScalar(value, name);
	checkCount(value, name);
	return value.map((entry) => readInner(entry, name, levels - 1));
};

const readObject = (object: object, name: string, levels = MAX_LEVELS): IDataObject => {
	if (levels <= 0) {
		const what = `has an object of more than ${MAX_LEVELS} levels for ${show(name)}`;
		throw new InvalidValue(what, CORRECT_OR_OMIT);
	}
	const given = Object.entries(object).filter(([, inner]) => inner !== undefined);
	return Object.fromEntries(
		given.map(([key, inner]: [string, unknown]) => [key, readInner(inner, name, levels - 1)]),
	);
};

const readObjects = (list: readonly unknown[], name: string): IDataObject[] => {
	checkCount(list, name);
	return list.map((entry) => {
		if (hasFields(entry)) return readObject(entry, name);
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

/** Reads a list without blanks for an attribute that is a list: of text, numbers, or booleans. */
export const readAttributeList = (list: readonly unknown[], name: string): Scalar[] => {
	checkCount(list, name);
	const scalars = isNested(list) ? [] : list.map((value) => readScalar(value, name));
	if (new Set(scalars.map((scalar) => typeof scalar)).size === 1) return scalars;
	throw new InvalidValue(
		`has a list with objects, lists, or values of different types for ${show(name)}`,
		'Use only text, only numbers, or only true and false within a list.',
	);
};

/**
 * Reads a value that is not empty. It keeps its type: text, number, boolean, date, object, or a list of
 * one of them. Dates with a time and an offset become MoEngage's form, UTC with seconds.
 *
 * @throws InvalidValue for what MoEngage does not accept
 */
export const readAttributeValue = (
	value: unknown,
	name: string,
	owner: AttributeOwner,
): AttributeValue => {
	if (hasFields(value)) return readObject(value, name);
	if (!Array.isArray(value)) return readScalar(value, name);
	const given = value.filter((entry) => !isBlank(entry));
	if (!isNested(given)) return readAttributeList(given, name);
	const objects = readObjects(given, name);
	return owner === 'user' && name === 'platforms' ? objects.map(readPlatform) : objects;
};
