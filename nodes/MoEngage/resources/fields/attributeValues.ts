import { groupDigits } from '../../api/numbers';
import type { Fault } from './attributeNames';
import { findDateText, findTextInstant, toUtcText } from './instants';
import { isUnicode, UNICODE_CURE } from './invisible';
import { isBlank, show } from './readFields';

type Scalar = string | number | boolean;

/** A value of an attribute, in a type that MoEngage keeps. */
export type AttributeValue = Scalar | Scalar[];

/** What became of a value: what is sent, or why nothing is. */
export type ValueReading<Value = AttributeValue> =
	| { kind: 'sent'; value: Value }
	| { kind: 'blank' }
	| { kind: 'nested' }
	| { kind: 'invalid'; fault: Fault };

/** MoEngage cuts longer text. */
export const MAX_TEXT_LENGTH = 512;

/** What to do about a text that is longer. */
export const SHORTEN_TEXT = `Shorten it. MoEngage accepts values of up to ${MAX_TEXT_LENGTH} characters.`;

const MAX_LIST_LENGTH = 50;

const BLANK = { kind: 'blank' } as const;
const NESTED = { kind: 'nested' } as const;

const refused = (what: string, hint: string) => ({ kind: 'invalid', fault: [what, hint] }) as const;

const sent = <Value>(value: Value) => ({ kind: 'sent', value }) as const;

/** Longer than any ISO date, in characters. */
const MAX_DATE_LENGTH = 40;

const ISO_TIME_WITH_OFFSET =
	/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

const isIsoTime = (text: string): boolean =>
	text.length <= MAX_DATE_LENGTH && ISO_TIME_WITH_OFFSET.test(text);

/** The workflow's time zone does not matter for a date with an offset. */
const readTime = (text: string, name: string): ValueReading<Scalar> => {
	const instant = findTextInstant(text);
	if (instant !== undefined) return sent(toUtcText(instant, 'utc'));
	return refused(
		`has ${show(text)} for ${show(name)}, which is not a valid date`,
		'Use a date that exists, such as 2026-05-17T09:30:00Z.',
	);
};

const readText = (text: string, name: string): ValueReading<Scalar> => {
	const trimmed = text.trim();
	if (isIsoTime(trimmed)) return readTime(trimmed, name);
	if (text.includes('[object Object]')) return NESTED;
	if (text.length > MAX_TEXT_LENGTH) {
		return refused(
			`has a value of ${groupDigits(text.length)} characters for ${show(name)}`,
			SHORTEN_TEXT,
		);
	}
	if (!isUnicode(text)) {
		const what = `has ${show(text)} for ${show(name)}, which is not valid Unicode text`;
		return refused(what, UNICODE_CURE);
	}
	return sent(text);
};

const readScalar = (value: unknown, name: string): ValueReading<Scalar> => {
	if (isBlank(value)) return BLANK;
	if (typeof value === 'string') return readText(value, name);
	if (typeof value === 'boolean') return sent(value);
	if (typeof value === 'bigint') return sent(String(value));
	if (typeof value === 'number') {
		return Number.isFinite(value)
			? sent(value)
			: refused(
					`has ${show(value)} for ${show(name)}, which is not a usable number`,
					'Correct the value, or leave the attribute out for such items.',
				);
	}
	const date = findDateText(value);
	return date === undefined ? NESTED : readTime(date, name);
};

const readList = (values: unknown[], name: string): ValueReading => {
	const given = values.filter((value) => !isBlank(value));
	if (given.length === 0) return BLANK;
	if (given.length > MAX_LIST_LENGTH) {
		return refused(
			`has a list of ${groupDigits(given.length)} values for ${show(name)}`,
			`Shorten the list. MoEngage accepts up to ${MAX_LIST_LENGTH} values.`,
		);
	}
	const scalars: Scalar[] = [];
	for (const value of given) {
		const handler = readScalar(value, name);
		if (handler.kind !== 'sent') return handler;
		scalars.push(handler.value);
	}
	if (new Set(scalars.map((scalar) => typeof scalar)).size === 1) return sent(scalars);
	return refused(
		`has a list with values of different types for ${show(name)}`,
		'Use only text, only numbers, or only true and false within a list.',
	);
};

/**
 * Reads a value of an attribute, which keeps its type: text, number, boolean, date, or a list of one
 * of them. Dates with a time and an offset become MoEngage's form, UTC with seconds.
 *
 * @param name The attribute's, for messages
 */
export const readAttributeValue = (value: unknown, name: string): ValueReading =>
	Array.isArray(value) ? readList(value, name) : readScalar(value, name);
