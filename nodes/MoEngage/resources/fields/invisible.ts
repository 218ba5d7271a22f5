/** Most values consist of printable ASCII, which takes no closer look. */
const BEYOND_ASCII = /[^\x20-\x7e]/;

/** What Unicode says is not displayed: zero-width spaces, byte order marks, soft hyphens and more. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Removes invisible characters, and white space around what is left. */
export const stripInvisible = (text: string): string =>
	(BEYOND_ASCII.test(text) ? text.replace(INVISIBLE, '') : text).trim();

/** Also spaces that look like an ordinary one, and control characters that JSON does not escape. */
const UNSEEN = /(?! )[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Z}]/gu;

const escape = (character: string): string => {
	const code = (character.codePointAt(0) ?? 0).toString(16);
	return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
};

/** Writes characters that a reader of a message could not see as escapes, such as `\u200b`. */
export const escapeInvisible = (text: string): string =>
	BEYOND_ASCII.test(text) ? text.replace(UNSEEN, escape) : text;

/** Half of a character, as text has it that was cut off or decoded wrongly. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export const isUnicode = (text: string): boolean =>
	!BEYOND_ASCII.test(text) || !LONE_SURROGATE.test(text);

export const UNICODE_CURE =
	'Check the field in the system that it comes from. The text was cut off or decoded incorrectly.';
