import { complain, optional, show } from './readFields';

/** A point in time: milliseconds since 1970, in UTC or, where none was named, on the local clock. */
export interface Instant {
	milliseconds: number;
	isLocal: boolean;
}

/** 2001-09-09: a smaller number counts seconds, not milliseconds. */
const FIRST_MILLISECOND = 1_000_000_000_000;

/** What JavaScript reads as a date without a year is none: `Room 12`, for one. */
const NAMES_YEAR = /\b\d{4}\b/;

/** Some countries write the day first, others the month. */
const DAY_AND_MONTH = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b/;

const isAmbiguous = (date: string): boolean => {
	const [one = 0, other = 0] = (DAY_AND_MONTH.exec(date) ?? []).slice(1).map(Number);
	return one !== other && one <= 12 && other <= 12;
};

const NAMES_ZONE = /\d:\d{2}.*(z|gmt|utc|[+-]\d{2}:?\d{2})$/i;

/** Reads a date with or without a time zone, a number of milliseconds, or one of n8n's date objects. */
export const optionalInstant = optional((value, context): Instant => {
	// Date, and luxon's DateTime as n8n's expressions give it, both write themselves as ISO 8601.
	const plain: unknown = typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
	const text = typeof plain === 'string' || typeof plain === 'number' ? String(plain).trim() : '';
	if (/^\d+$/.test(text)) {
		const milliseconds = Number(text);
		if (milliseconds >= FIRST_MILLISECOND) return { milliseconds, isLocal: false };
		return complain(
			context,
			`is ${show(value)}, which is no time in milliseconds`,
			'Give milliseconds since 1970: multiply seconds by 1,000.',
		);
	}
	if (isAmbiguous(text)) {
		return complain(
			context,
			`is ${show(value)}, of which either number may be the month`,
			'Give the year first, then the month, such as 2026-05-17.',
		);
	}
	const isLocal = !NAMES_ZONE.test(text);
	const milliseconds = NAMES_YEAR.test(text) ? Date.parse(isLocal ? `${text}Z` : text) : NaN;
	if (!Number.isNaN(milliseconds)) return { milliseconds, isLocal };
	return complain(
		context,
		`is ${show(value)}, which is no date`,
		'Give a date such as 2026-05-17T09:30:00Z, or milliseconds since 1970.',
	);
});

const readOffset = (milliseconds: number, timeZone: string): number => {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(milliseconds);
	const [year = 0, month = 1, day, hour, minute, second] = (
		['year', 'month', 'day', 'hour', 'minute', 'second'] as const
	).map((type) => Number(parts.find((part) => part.type === type)?.value));
	return Date.UTC(year, month - 1, day, hour, minute, second) - milliseconds;
};

/**
 * Epoch milliseconds in text, which is how MoEngage takes a time.
 *
 * @param timeZone The workflow's, for dates that name none
 */
export const toEpoch = ({ milliseconds, isLocal }: Instant, timeZone: string): string => {
	if (!isLocal) return String(milliseconds);
	// Around a change of the clock the first guess can be off by the change.
	const guess = milliseconds - readOffset(milliseconds, timeZone);
	return String(milliseconds - readOffset(guess, timeZone));
};
