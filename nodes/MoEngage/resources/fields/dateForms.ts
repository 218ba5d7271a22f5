/**
 * Rewrites dates that people and JavaScript write, and luxon does not read, into ISO 8601. Whether
 * the date exists is for luxon to say.
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
export const isAmbiguous = (text: string): boolean => {
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
export const toIso = (text: string): string | undefined => {
	const date = findDate(text);
	const time = date && toIsoTime(date.rest);
	if (date === undefined || time === undefined) return undefined;
	return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}${time}`;
};
