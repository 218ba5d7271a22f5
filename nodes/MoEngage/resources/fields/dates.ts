import { DateTime, FixedOffsetZone } from 'luxon';

import { describeValue, InvalidValue, type Reader } from './reader';
import { stripInvisible } from './text';

/** A point in time: milliseconds since 1970, in UTC or, if no zone was named, on the local clock. */
export interface Instant {
	milliseconds: number;
	isLocal: boolean;
	/** Minutes ahead of UTC, if the value named a zone. */
	offset?: number;
}

/** More than any form of a date has, in characters; luxon's patterns are not for longer text. */
const MAX_LENGTH = 100;

/*
 * Dates that people and JavaScript write, and luxon does not read, are rewritten into ISO 8601 first.
 * Whether the date exists is for luxon to say.
 */

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface CalendarDate {
	/** Four digits, or two. */
	year: string;
	month: string;
	day: string;
	/** What follows the date: a time, an offset. */
	rest: string;
	/** Whether the numbers could also be meant in another order. */
	isAmbiguous: boolean;
}

type Groups = Record<string, string | undefined>;

const YEAR_FIRST =
	/^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?<rest>(?:[T, ].*)?)$/i;

const NUMBERS =
	/^(?<one>\d{1,2})(?<separator>[-/.])(?<other>\d{1,2})[-/.](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/;

const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]{0,2} /i;

const MONTH_NAME_FIRST =
	/^(?<name>[a-z]{3,9})\.? (?<day>\d{1,2}),? (?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/i;

const DAY_FIRST =
	/^(?<day>\d{1,2})[ -](?<name>[a-z]{3,9})[.,]?[ -](?<year>\d{4}|\d\d)(?<rest>(?:[, ].*)?)$/i;

const TIME =
	/^(?:,? |T)(?<hour>\d{1,2}):(?<minute>\d\d)(?<seconds>:\d\d(?:\.\d{1,9})?)?(?: ?(?<half>[ap])\.?m\.?)?(?: ?(?<zone>GMT|UTC|Z))?(?: ?(?<offset>[+-]\d\d(?::?\d\d)?))?(?: \([^()]{1,60}\))?$/i;

/** With two digits for the year, only a day that is neither a month nor a likely year is certain. */
const hasUncertainYear = (year: string, day: string): boolean =>
	year.length === 2 && Number(day) <= 12;

/**
 * With dots, the day comes first. Otherwise some countries write the day first, others the month; a
 * number above 12 settles it.
 */
const fromNumbers = (groups: Groups): CalendarDate => {
	const { one = '', other = '', separator, year = '', rest = '' } = groups;
	const isDayFirst = Number(one) > 12 || separator === '.';
	const [day, month] = isDayFirst ? [one, other] : [other, one];
	const isEitherWay = separator !== '.' && Number(day) <= 12 && Number(day) !== Number(month);
	return { year, month, day, rest, isAmbiguous: isEitherWay || hasUncertainYear(year, day) };
};

const fromNames = ({ name = '', day = '', year = '', rest = '' }: Groups): CalendarDate => {
	const month = String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);
	return { year, month, day, rest, isAmbiguous: hasUncertainYear(year, day) };
};

const findDate = (text: string): CalendarDate | undefined => {
	const yearFirst = YEAR_FIRST.exec(text)?.groups;
	if (yearFirst) {
		const { year = '', month = '', day = '', rest = '' } = yearFirst;
		return { year, month, day, rest, isAmbiguous: false };
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

/** The last year of two digits that is in this century, unless somebody was born then. */
const LAST_SHORT_YEAR = 69;

const toIsoDay = ({ year, month, day }: CalendarDate, isPast: boolean): string => {
	const monthAndDay = `${twoDigits(month)}-${twoDigits(day)}`;
	if (year.length === 4) return `${year}-${monthAndDay}`;
	const isOfThisCentury =
		Number(year) <= LAST_SHORT_YEAR &&
		!(isPast && Date.parse(`20${year}-${monthAndDay}`) > Date.now());
	return `${isOfThisCentury ? '20' : '19'}${year}-${monthAndDay}`;
};

/** The same date and time in ISO 8601. */
const toIso = (date: CalendarDate, isPast: boolean): string => {
	const time = toIsoTime(date.rest);
	return time === undefined ? '' : `${toIsoDay(date, isPast)}${time}`;
};

/** Dates that name no zone get this very object, and are told from others by it. */
const NO_ZONE = FixedOffsetZone.instance(1);

const OPTIONS = { zone: NO_ZONE, setZone: true };

/** ISO 8601 also has years, months and times of day by themselves, which are not points in time. */
const ISO_DATE = /^\d{4}(?:-?\d\d-?\d\d|-?\d{3}|-?W\d\d-?\d)(?:T|$)/;

/** SQL also has times of day by themselves. */
const SQL_DATE = /^\d{4}-\d\d-\d\d /;

const toInstant = (date: DateTime): Instant => {
	if (date.zone !== NO_ZONE) {
		return { milliseconds: date.toMillis(), isLocal: false, offset: date.offset };
	}
	const utc = date.setZone('utc', { keepLocalTime: true });
	return { milliseconds: utc.toMillis(), isLocal: true };
};

const parseSql = (text: string): DateTime | undefined =>
	SQL_DATE.test(text) ? DateTime.fromSQL(text, OPTIONS) : undefined;

const parseIso = (text: string): DateTime | undefined =>
	ISO_DATE.test(text) ? DateTime.fromISO(text, OPTIONS) : undefined;

/** RFC 2822 also has years of two or three digits, which are read as people mean them instead. */
const EMAIL_DATE = / \d{4} \d\d:/;

const parseEmailDate = (text: string): DateTime | undefined =>
	EMAIL_DATE.test(text) ? DateTime.fromRFC2822(text, OPTIONS) : undefined;

const PARSERS: ReadonlyArray<(text: string) => DateTime | undefined> = [
	(text) => parseIso(text.toUpperCase()),
	parseSql,
	parseEmailDate,
];

/** No clock on earth is further from UTC, in minutes. */
const LARGEST_OFFSET = 14 * 60;

const exists = (date: DateTime | undefined): date is DateTime =>
	date !== undefined && date.isValid && Math.abs(date.offset) <= LARGEST_OFFSET;

/** The point in time that a text names in ISO 8601, SQL's form, or RFC 2822. */
export const findTextInstant = (text: string): Instant | undefined => {
	if (text.length > MAX_LENGTH) return undefined;
	for (const parse of PARSERS) {
		const date = parse(text);
		if (exists(date)) return toInstant(date);
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

const readNumber = (number: number, value: unknown): Instant => {
	const kind = NUMBER_KINDS.find(({ end }) => Math.abs(number) < end);
	if (kind?.reason !== undefined) {
		throw new InvalidValue(describeValue(value, kind.reason), kind.hint);
	}
	if (Number.isInteger(number)) return { milliseconds: number, isLocal: false, offset: 0 };
	throw new InvalidValue(describeValue(value, 'which is not a valid date'), HINT);
};

const NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** ISO 8601 without hyphens: 20260517. */
const COMPACT_DATE = /^(?:19|20)\d{6}$/;

/** The point in time that a text names in one of the forms that people write. */
const findWrittenInstant = (text: string, value: unknown, isPast: boolean): Instant | undefined => {
	const date = text.length <= MAX_LENGTH ? findDate(text) : undefined;
	if (date === undefined) return undefined;
	if (date.isAmbiguous) {
		throw new InvalidValue(
			describeValue(value, 'where either number could be the month'),
			"Put the year first, then the month, such as 2026-05-17. An expression such as {{ DateTime.fromFormat($json.date, 'dd/MM/yyyy') }} does that.",
		);
	}
	const parsed = parseIso(toIso(date, isPast));
	return exists(parsed) ? toInstant(parsed) : undefined;
};

const readText = (text: string, value: unknown, isPast: boolean): Instant => {
	if (NUMBER.test(text) && !COMPACT_DATE.test(text)) return readNumber(Number(text), value);
	const instant = findTextInstant(text) ?? findWrittenInstant(text, value, isPast);
	if (instant !== undefined) return instant;
	throw new InvalidValue(describeValue(value, 'which is not a valid date'), HINT);
};

export const isDate = (value: unknown): boolean =>
	Object.prototype.toString.call(value) === '[object Date]';

const createInstantReader =
	(isPast: boolean) =>
	(value: unknown): Instant => {
		const isText = typeof value === 'string' || typeof value === 'number';
		const text = isText ? String(value) : findDateText(value);
		if (text === undefined) {
			throw new InvalidValue(describeValue(value, 'which is not a valid date'), HINT);
		}
		const instant = readText(stripInvisible(text), value, isPast);
		// JavaScript's own dates write themselves in UTC, whatever the zone that was meant.
		return isDate(value) ? { ...instant, offset: undefined } : instant;
	};

/** Reads a date with or without a time zone, a number of milliseconds, or one of n8n's date objects. */
export const readInstant = createInstantReader(false);

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

const readPastInstant = createInstantReader(true);

/** The day in the zone that the value names, else in the workflow's, as `YYYY-MM-DD`. */
export const readBirthday: Reader<string> = (value, { timeZone }) => {
	const { milliseconds, isLocal, offset } = readPastInstant(value);
	const zone = isLocal || offset !== undefined ? FixedOffsetZone.instance(offset ?? 0) : timeZone;
	return DateTime.fromMillis(milliseconds, { zone }).toFormat('yyyy-MM-dd');
};
