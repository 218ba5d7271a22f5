import { complain, optional, show } from './readFields';

/** 2001-09-09: a smaller number counts seconds, not milliseconds. */
const FIRST_MILLISECOND = 1_000_000_000_000;

/**
 * A point in time as epoch milliseconds in text, which is how MoEngage takes it: from a date with its
 * time zone, from a number of milliseconds, or from one of n8n's date objects.
 */
export const optionalInstant = optional((value, context): string => {
	const text = typeof value === 'string' ? value.trim() : value;
	const isDigits = typeof text === 'string' && /^\d+$/.test(text);
	const number = isDigits ? Number(text) : text;
	if (typeof number === 'number' && Number.isInteger(number)) {
		if (number >= FIRST_MILLISECOND) return String(number);
		return complain(
			context,
			`is ${show(value)}, which is no time in milliseconds`,
			'Give milliseconds since 1970: multiply seconds by 1,000.',
		);
	}
	// Date, and luxon's DateTime as n8n's expressions give it, both know their milliseconds.
	const milliseconds = Date.parse(
		typeof text === 'object' ? (JSON.parse(JSON.stringify(text)) ?? '') : String(text),
	);
	if (!Number.isNaN(milliseconds)) return String(milliseconds);
	return complain(
		context,
		`is ${show(value)}, which is no date`,
		'Give a date such as 2026-05-17T09:30:00Z, or milliseconds since 1970.',
	);
});
