import { groupDigits } from '../../api/numbers';

/** Most values consist of printable ASCII, which takes no closer look. */
const BEYOND_ASCII = /[^\x20-\x7e]/;

/** What Unicode says is not displayed: zero-width spaces, byte order marks, soft hyphens and more. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Removes invisible characters, and white space around the rest. */
export const stripInvisible = (text: string): string =>
	(BEYOND_ASCII.test(text) ? text.replace(INVISIBLE, '') : text).trim();

/** Also spaces that look like an ordinary one, and control characters that JSON does not escape. */
const UNSEEN = /(?! )[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Z}]/gu;

const escape = (character: string): string => {
	const code = (character.codePointAt(0) ?? 0).toString(16);
	return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
};

/** Writes characters that a reader of a message could not see as escapes, such as `\u200b`. */
const escapeInvisible = (text: string): string =>
	BEYOND_ASCII.test(text) ? text.replace(UNSEEN, escape) : text;

/** Half of a character, which text has that was cut off or decoded incorrectly. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export const isUnicode = (text: string): boolean =>
	!BEYOND_ASCII.test(text) || !LONE_SURROGATE.test(text);

export const UNICODE_HINT =
	'Check the field in the system that it comes from. The text was cut off or decoded incorrectly.';

/** Whether a value is nothing, or nothing that a reader could see. */
export const isBlank = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && (value === '' || stripInvisible(value) === ''));

/** How much of a value a message shows, in characters. */
const MAX_SHOWN_LENGTH = 80;

const writeBigInt = (_: string, value: unknown): unknown =>
	typeof value === 'bigint' ? String(value) : value;

const toJsonText = (value: unknown): string => {
	if (typeof value === 'number' || typeof value === 'bigint') return String(value);
	try {
		// What is beyond the cut is not worth escaping.
		const part = typeof value === 'string' ? value.slice(0, MAX_SHOWN_LENGTH + 1) : value;
		return JSON.stringify(part, writeBigInt) ?? typeof value;
	} catch {
		return 'an object that refers to itself';
	}
};

/** Shows a value as the user would recognize it, however long it is and whatever it hides. */
export const show = (value: unknown): string => {
	const text = escapeInvisible(toJsonText(value));
	if (text.length <= MAX_SHOWN_LENGTH) return text;
	// Not half of a character either.
	return `${text.slice(0, MAX_SHOWN_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
};

/** How many entries of a list are shown, however many there are. */
const MAX_SHOWN_NAMES = 10;

/** A list in a message, which is cut after ten entries with the number of the others. */
export const toShortList = (entries: readonly string[]): string => {
	const others = entries.length - MAX_SHOWN_NAMES;
	const shown = entries.slice(0, MAX_SHOWN_NAMES).join(', ');
	return others > 0 ? `${shown} and ${groupDigits(others)} more` : shown;
};

/** Names as a message lists them: in quotes. */
export const toNameList = (names: readonly string[]): string =>
	toShortList(names.map((name, index) => (index < MAX_SHOWN_NAMES ? show(name) : '')));
