import { DateTime, FixedOffsetZone } from 'luxon';

import { isObject } from '../../api/json';
import { toInvalidValue, type Reader } from './reader';
import { stripInvisible } from './text';

/** The longest text that is read as a date, in characters; the patterns are not for longer text. */
const MAX_LENGTH = 100;

/** The zone of dates that name none; they are told from others by this very object. */
const NO_ZONE = FixedOffsetZone.instance(1);

const OPTIONS = { zone: NO_ZONE, setZone: true };

/** The farthest that a clock on earth is from UTC, in minutes. */
const LARGEST_OFFSET = 14 * 60;

/** The forms that luxon reads, as far as they are points in time: ISO 8601, SQL's, and RFC 2822. */
const PARSERS = [
	{
		// ISO 8601 also has years, months and times of day by themselves.
		form: /^\d{4}(?:-?\d\d-?\d\d|-?\d{3}|-?W\d\d-?\d)(?:T|$)/i,
		parse: (text: string) => DateTime.fromISO(text.toUpperCase(), OPTIONS),
	},
	{
		// SQL also has times of day by themselves.
		form: /^\d{4}-\d\d-\d\d /,
		parse: (text: string) => DateTime.fromSQL(text, OPTIONS),
	},
	{
		// RFC 2822 also has years of two or three digits, which are read as people mean them instead.
		form: / \d{4} \d\d:/,
		parse: (text: string) => DateTime.fromRFC2822(text, OPTIONS),
	},
];

/** @param timeZone For text that names no zone */
export const findDate = (text: string, timeZone: string): DateTime | undefined => {
	if (text.length > MAX_LENGTH) return undefined;
	for (const { form, parse } of PARSERS) {
		const date = form.test(text) ? parse(text) : undefined;
		if (!date?.isValid || Math.abs(date.offset) > LARGEST_OFFSET) continue;
		return date.zone === NO_ZONE ? date.setZone(timeZone, { keepLocalTime: true }) : date;
	}
	return undefined;
};

/*
 * Dates that people and JavaScript write, and luxon does not read, are rewritten into ISO 8601 first.
 * Whether the date exists is for luxon to say.
 */

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]{0,2} /i;

/**
 * With dots, the day comes first. With slashes or hyphens, some countries write the day first, others
 * the month; a number above 12 settles it.
 */
const FORMS = [
	/^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?<rest>(?:[T, ].*)?)$/i,
	/^(?<day>\d{1,2})\.(?<month>\d{1,2})[-/.](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/,
	/^(?<month>0?\d|1[0-2])[-/](?<day>\d{1,2})[-/.](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/,
	/^(?<day>\d\d)[-/](?<month>\d{1,2})[-/.](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/,
	/^(?<month>[a-z]{3,9})\.? (?<day>\d{1,2}),? (?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/i,
	/^(?<day>\d{1,2})[ -](?<month>[a-z]{3,9})[.,]?[ -](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/i,
];

const COULD_BE_EITHER = /^\d{1,2}[-/]\d/;

const TIME =
	/^(?:,? |T)(?<hour>\d{1,2}):(?<minute>\d\d)(?<seconds>:\d\d(?:\.\d{1,9})?)?(?: ?(?<half>[ap])\.?m\.?)?(?: ?(?<zone>GMT|UTC|Z))?(?: ?(?<offset>[+-]\d\d(?::?\d\d)?))?(?: \([^()]{1,60}\))?$/i;

const twoDigits = (number: string): string => number.padStart(2, '0');

const toHour = (hour: string, half: string | undefined): string => {
	if (half === undefined) return hour;
	// There is no hour 99, so luxon finds the whole date invalid.
	if (Number(hour) < 1 || Number(hour) > 12) return '99';
	return String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0));
};

const toIsoTime = (rest: string): string | undefined => {
	if (rest === '') return '';
	const groups = TIME.exec(rest)?.groups;
	if (groups === undefined) return undefined;
	const { hour = '', minute = '', seconds = '', half, zone, offset } = groups;
	const suffix = offset ?? (zone === undefined ? '' : 'Z');
	return `T${twoDigits(toHour(hour, half))}:${minute}${seconds}${suffix}`;
};

/** The last year of two digits that is in this century, unless somebody was born then. */
const LAST_SHORT_YEAR = 69;

const toFullYear = (year: string, monthAndDay: string, isPast: boolean): string => {
	if (year.length === 4) return year;
	const isTooLate = isPast && Date.parse(`20${year}-${monthAndDay}`) > Date.now();
	return Number(year) <= LAST_SHORT_YEAR && !isTooLate ? `20${year}` : `19${year}`;
};

/** @throws InvalidValue for a date whose numbers could also be meant in another order */
const toIso = (text: string, value: unknown, isPast: boolean): string | undefined => {
	if (text.length > MAX_LENGTH) return undefined;
	const named = text.replace(WEEKDAY, '');
	const groups = FORMS.map((form) => form.exec(named)?.groups).find((one) => one !== undefined);
	if (groups === undefined) return undefined;
	const { year = '', month = '', day = '', rest = '' } = groups;
	const number = String(MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1 || month);
	const isEitherWay = COULD_BE_EITHER.test(named) && Number(day) !== Number(month);
	// With two digits for the year, only a day that is neither a month nor a likely year is certain.
	if (Number(day) <= 12 && (isEitherWay || year.length === 2)) {
		throw toInvalidValue(
			value,
			'where either number could be the month',
			"Put the year first, then the month, such as 2026-05-17. An expression such as {{ DateTime.fromFormat($json.date, 'dd/MM/yyyy') }} does that.",
		);
	}
	const time = toIsoTime(rest);
	if (time === undefined) return undefined;
	const monthAndDay = `${twoDigits(number)}-${twoDigits(day)}`;
	return `${toFullYear(year, monthAndDay, isPast)}-${monthAndDay}${time}`;
};

/** What JavaScript's dates and luxon's write of themselves: ISO 8601, or that they are invalid. */
export const findDateText = (value: unknown): string | undefined => {
	if (!isObject(value) || typeof value.toJSON !== 'function') return undefined;
	const text: unknown = value.toJSON();
	if (text === null) return String(value);
	return typeof text === 'string' ? text : undefined;
};

const HINT = 'Enter a date such as 2026-05-17T09:30:00Z, or milliseconds since 1970.';

const NOT_A_DATE = 'which is not a valid date';

const NOT_MILLISECONDS = 'which is not a time in milliseconds';

/** What numbers mean, by their size; the first whose end lies beyond the number applies. */
const NUMBER_KINDS = [
	{ end: 1_800, reason: NOT_MILLISECONDS, hint: HINT },
	{ end: 2_200, reason: 'which is only a year', hint: 'Enter the whole date, such as 2026-05-17.' },
	{
		end: 100_000,
		reason: "which looks like a spreadsheet's day number",
		hint: 'In the spreadsheet, format the column as a date or as text.',
	},
	{
		end: 10_000_000_000,
		reason: NOT_MILLISECONDS,
		hint: 'Use milliseconds since 1970. To convert from seconds, multiply by 1,000.',
	},
	/** Until the year 2286. */
	{ end: 10_000_000_000_000 },
	{ end: 100_000_000_000_000, reason: NOT_MILLISECONDS, hint: HINT },
	{
		end: 100_000_000_000_000_000,
		reason: 'which looks like a time in microseconds',
		hint: 'Use milliseconds since 1970. To convert from microseconds, divide by 1,000.',
	},
	{
		end: Infinity,
		reason: 'which looks like a time in nanoseconds',
		hint: 'Use milliseconds since 1970. To convert from nanoseconds, divide by 1,000,000.',
	},
];

const readNumber = (number: number, value: unknown): DateTime => {
	const kind = NUMBER_KINDS.find(({ end }) => Math.abs(number) < end);
	if (kind?.reason !== undefined) throw toInvalidValue(value, kind.reason, kind.hint);
	if (Number.isInteger(number)) return DateTime.fromMillis(number, { zone: 'utc' });
	throw toInvalidValue(value, NOT_A_DATE, HINT);
};

const NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** ISO 8601 without hyphens: 20260517. */
const COMPACT_DATE = /^(?:19|20)\d{6}$/;

export const isDate = (value: unknown): boolean =>
	Object.prototype.toString.call(value) === '[object Date]';

/** @param isPast Whether it cannot be in the future, such as a birthday */
const readAnyDate = (value: unknown, timeZone: string, isPast: boolean): DateTime => {
	const isText = typeof value === 'string' || typeof value === 'number';
	const text = stripInvisible(isText ? String(value) : (findDateText(value) ?? ''));
	if (NUMBER.test(text) && !COMPACT_DATE.test(text)) return readNumber(Number(text), value);
	const date = findDate(text, timeZone) ?? findDate(toIso(text, value, isPast) ?? '', timeZone);
	if (date === undefined) throw toInvalidValue(value, NOT_A_DATE, HINT);
	// JavaScript's own dates write themselves in UTC, whatever the zone that was meant.
	return isDate(value) ? date.setZone(timeZone) : date;
};

/**
 * Reads a date with or without a time zone, a number of milliseconds, or one of n8n's date objects. It
 * is in the zone that it names, else in the workflow's.
 */
export const readDate: Reader<DateTime> = (value, { timeZone }) =>
	readAnyDate(value, timeZone, false);

/** Epoch milliseconds in text, which is how MoEngage takes the time of a device. */
export const readEpoch: Reader<string> = (value, parameters) =>
	String(readDate(value, parameters).toMillis());

/** `YYYY-MM-DDTHH:mm:ssZ` in UTC, which is how MoEngage takes the date of an attribute or an event. */
export const toUtcText = (date: DateTime): string =>
	`${date.toJSDate().toISOString().split('.')[0]}Z`;

/** The day in the zone that the value names, else in the workflow's, as `YYYY-MM-DD`. */
export const readBirthday: Reader<string> = (value, parameters) => {
	// A text without a zone names the same day in any zone, and UTC is found fastest.
	const timeZone = isDate(value) ? parameters.timeZone : 'utc';
	return readAnyDate(value, timeZone, true).toFormat('yyyy-MM-dd');
};
