import { DateTime, FixedOffsetZone } from 'luxon';

import { describeValue, InvalidValue, optional } from './reader';
import { stripInvisible } from './text';

/*
 * Dates that people and JavaScript write, and luxon does not read, are rewritten into ISO 8601 first.
 * Whether the date exists is for luxon to say.
 */

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface CalendarDate {
	year: string;
	month: string;
	day: string;
	/** What follows the date: a time, an offset. */
	rest: string;
}

type Groups = Record<string, string | undefined>;

const YEAR_FIRST =
	/^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?<rest>(?:[T, ].*)?)$/i;

const NUMBERS = /^(?<one>\d{1,2})[-/.](?<other>\d{1,2})[-/.](?<year>\d{4})(?<rest>(?:[, ].*)?)$/;

const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]{0,2} /i;

const MONTH_NAME_FIRST =
	/^(?<name>[a-z]{3,9})\.? (?<day>\d{1,2}),? (?<year>\d{4})(?<rest>(?:[, ].*)?)$/i;

const DAY_FIRST =
	/^(?<day>\d{1,2})[ -](?<name>[a-z]{3,9})[.,]?[ -](?<year>\d{4})(?<rest>(?:[, ].*)?)$/i;

const TIME =
	/^(?:,? |T)(?<hour>\d{1,2}):(?<minute>\d\d)(?<seconds>:\d\d(?:\.\d{1,9})?)?(?: ?(?<half>[ap])\.?m\.?)?(?: ?(?<zone>GMT|UTC|Z))?(?: ?(?<offset>[+-]\d\d(?::?\d\d)?))?(?: \([^()]{1,60}\))?$/i;

/** Some countries write the day first, others the month; a number above 12 settles it. */
const isAmbiguous = (text: string): boolean => {
	const { one, other } = NUMBERS.exec(text)?.groups ?? {};
	return (
		one !== undefined && Number(one) !== Number(other) && !(Number(one) > 12 || Number(other) > 12)
	);
};

const fromNumbers = ({ one = '', other = '', year = '', rest = '' }: Groups): CalendarDate =>
	Number(one) > 12
		? { year, month: other, day: one, rest }
		: { year, month: one, day: other, rest };

const fromNames = ({ name = '', day = '', year = '', rest = '' }: Groups): CalendarDate => {
	const index = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
	return { year, month: String(index + 1), day, rest };
};

const findDate = (text: string): CalendarDate | undefined => {
	const yearFirst = YEAR_FIRST.exec(text)?.groups;
	if (yearFirst) {
		const { year = '', month = '', day = '', rest = '' } = yearFirst;
		return { year, month, day, rest };
	}
	const numbers = NUMBERS.exec(text)?.groups;
	if (numbers) return fromNumbers(numbers);
	const named = text.replace(WEEKDAY, '');
	const names = (MONTH_NAME_FIRST.exec(named) ?? DAY_FIRST.exec(named))?.groups;
	return names && fromNames(names);
};

const toHour = (hour: string, half: string | undefined): string => {
	if (half === undefined) return hour;
	if (Number(hour) < 1 || Number(hour) > 12) return '99';
	return String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0));
};

const twoDigits = (number: string): string => number.padStart(2, '0');

const toIsoTime = (rest: string): string | undefined => {
	if (rest === '') return '';
	const groups = TIME.exec(rest)?.groups;
	if (groups === undefined) return undefined;
	const { hour = '', minute = '', seconds = '', half, zone, offset } = groups;
	const suffix = offset ?? (zone === undefined ? '' : 'Z');
	return `T${twoDigits(toHour(hour, half))}:${minute}${seconds}${suffix}`;
};

/**
 * The same date and time in ISO 8601.
 *
 * @param text No longer than a date can be: the caller sees to it
 */
const toIso = (text: string): string | undefined => {
	const date = findDate(text);
	const time = date && toIsoTime(date.rest);
	if (date === undefined || time === undefined) return undefined;
	return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}${time}`;
};

/** A point in time: milliseconds since 1970, in UTC or, where none was named, on the local clock. */
export interface Instant {
	milliseconds: number;
	isLocal: boolean;
}

/** 2001-09-09: a smaller number counts seconds, not milliseconds. */
const FIRST_MILLISECOND = 1_000_000_000_000;

/** What a Date can hold. */
const LAST_MILLISECOND = 8_640_000_000_000_000;

/** More than any form of a date has, in characters; luxon's patterns are not for longer text. */
const MAX_LENGTH = 100;

/** Dates that name no zone get this very object, and are told from others by it. */
const NO_ZONE = FixedOffsetZone.instance(1);

const OPTIONS = { zone: NO_ZONE, setZone: true };

/** ISO 8601 also has years, months and times of day by themselves, which are not points in time. */
const ISO_DATE = /^\d{4}(?:-?\d\d-?\d\d|-?\d{3}|-?W\d\d-?\d)(?:T|$)/;

const toInstant = (date: DateTime): Instant => {
	const isLocal = date.zone === NO_ZONE;
	const utc = isLocal ? date.setZone('utc', { keepLocalTime: true }) : date;
	return { milliseconds: utc.toMillis(), isLocal };
};

/** SQL also has times of day by themselves. */
const SQL_DATE = /^\d{4}-\d\d-\d\d /;

const parseSql = (text: string): DateTime | undefined =>
	SQL_DATE.test(text) ? DateTime.fromSQL(text, OPTIONS) : undefined;

const parseIso = (text: string): DateTime | undefined =>
	ISO_DATE.test(text) ? DateTime.fromISO(text, OPTIONS) : undefined;

const PARSERS: ReadonlyArray<(text: string) => DateTime | undefined> = [
	(text) => parseIso(text.toUpperCase()),
	parseSql,
	(text) => DateTime.fromRFC2822(text, OPTIONS),
	(text) => parseIso(toIso(text) ?? ''),
];

/** No clock on earth is further from UTC, in minutes. */
const LARGEST_OFFSET = 14 * 60;

const exists = (date: DateTime): boolean => date.isValid && Math.abs(date.offset) <= LARGEST_OFFSET;

/**
 * The point in time that a text names, in ISO 8601, SQL's form, RFC 2822, JavaScript's own text or a
 * common form with the name of the month or an unambiguous number for it.
 */
export const findTextInstant = (text: string): Instant | undefined => {
	if (text.length > MAX_LENGTH) return undefined;
	for (const parse of PARSERS) {
		const date = parse(text);
		if (date !== undefined && exists(date)) return toInstant(date);
	}
	return undefined;
};

/** What JavaScript's dates and luxon's write of themselves: ISO 8601. */
export const findDateText = (value: unknown): string | undefined => {
	if (typeof value !== 'object' || value === null || !('toJSON' in value)) return undefined;
	if (typeof value.toJSON !== 'function') return undefined;
	const text: unknown = value.toJSON();
	return typeof text === 'string' ? text : undefined;
};

const HINT = 'Enter a date such as 2026-05-17T09:30:00Z, or milliseconds since 1970.';

const readMilliseconds = (number: number, value: unknown): Instant => {
	if (number >= FIRST_MILLISECOND && number <= LAST_MILLISECOND) {
		return { milliseconds: number, isLocal: false };
	}
	throw new InvalidValue(
		describeValue(value, 'which is not a time in milliseconds'),
		'Use milliseconds since 1970. To convert from seconds, multiply by 1,000.',
	);
};

const DIGITS = /^\d{1,20}$/;

/** ISO 8601 without hyphens: 20260517. */
const COMPACT_DATE = /^(?:19|20)\d{6}$/;

const readText = (text: string, value: unknown): Instant => {
	if (DIGITS.test(text) && !COMPACT_DATE.test(text)) {
		return readMilliseconds(Number(text), value);
	}
	if (text.length <= MAX_LENGTH && isAmbiguous(text)) {
		throw new InvalidValue(
			describeValue(value, 'where either number could be the month'),
			'Put the year first, then the month, such as 2026-05-17.',
		);
	}
	const instant = findTextInstant(text);
	if (instant !== undefined) return instant;
	throw new InvalidValue(describeValue(value, 'which is not a valid date'), HINT);
};

/** Reads a date with or without a time zone, a number of milliseconds, or one of n8n's date objects. */
export const readInstant = (value: unknown): Instant => {
	if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
		return readMilliseconds(value, value);
	}
	const text = typeof value === 'string' ? value : findDateText(value);
	if (text !== undefined) return readText(stripInvisible(text), value);
	throw new InvalidValue(describeValue(value, 'which is not a valid date'), HINT);
};

export const optionalInstant = optional(readInstant);

const toMilliseconds = ({ milliseconds, isLocal }: Instant, timeZone: string): number =>
	isLocal
		? DateTime.fromMillis(milliseconds, { zone: 'utc' })
				.setZone(timeZone, { keepLocalTime: true })
				.toMillis()
		: milliseconds;

/**
 * Epoch milliseconds in text, which is how MoEngage takes the time of a device.
 *
 * @param timeZone The workflow's, for dates that name none
 */
export const toEpoch = (instant: Instant, timeZone: string): string =>
	String(toMilliseconds(instant, timeZone));

/**
 * `YYYY-MM-DDTHH:mm:ssZ` in UTC, which is how MoEngage takes the date of an attribute or an event.
 *
 * @param timeZone The workflow's, for dates that name none
 */
export const toUtcText = (instant: Instant, timeZone: string): string =>
	`${new Date(toMilliseconds(instant, timeZone)).toISOString().split('.')[0]}Z`;

/**
 * A day as the attribute of a user takes it: `YYYY-MM-DD`, or with time in UTC where an offset was
 * named, since the day depends on where one is.
 */
export const toDayText = (instant: Instant): string =>
	instant.isLocal
		? new Date(instant.milliseconds).toISOString().slice(0, 10)
		: toUtcText(instant, 'utc');
