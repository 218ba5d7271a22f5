/** Hides what must not be shown in a text that came from outside. */
export type Redact = (text: string) => string;

/** From and to an index of a text. */
type Range = [start: number, end: number];

const HIDDEN = '[hidden]';

/** What is shorter could be any word, unless it also has a digit. MoEngage's keys are longer. */
const MIN_LENGTH = 8;

const isTellTale = (form: string): boolean =>
	form.length >= MIN_LENGTH || (form.length >= MIN_LENGTH / 2 && /[a-z].*\d|\d.*[a-z]/i.test(form));

/** The ways of JSON, addresses, and HTML to write a character, also one within the other, and blanks. */
const ESCAPE =
	/\\+u([\da-f]{4})|\\+x([\da-f]{2})|%(?:25)*([\da-f]{2})|&(?:amp;)*(?:#x0*([\da-f]{2});|#0*(\d{2,3});|(amp|lt|gt|quot|apos);)|\\+([^])|\s+/gi;

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The one character that an escape means; none for a blank, which may stand within Base64. */
const readEscape = ([, ...parts]: RegExpMatchArray): string => {
	const [json, short, address, hex, decimal, named, literal = ''] = parts;
	if (named !== undefined) return NAMED[named.toLowerCase()] ?? '';
	const code = json ?? short ?? address ?? hex;
	const number = code === undefined ? Number(decimal) : parseInt(code, 16);
	const character = Number.isNaN(number) ? literal : String.fromCharCode(number);
	return /\s/.test(character) || /^[nrt]$/.test(literal) ? '' : character;
};

/** A text without its escapes, and where each of its characters begins in the text as it came. */
const decode = (text: string): { decoded: string; starts: Uint32Array } => {
	const starts = new Uint32Array(text.length + 1);
	let decoded = '';
	let length = 0;
	let rest = 0;
	const copyUntil = (end: number) => {
		decoded += text.slice(rest, end);
		for (; rest < end; rest += 1, length += 1) starts[length] = rest;
	};
	for (const match of text.matchAll(ESCAPE)) {
		copyUntil(match.index);
		const character = readEscape(match);
		if (character !== '') starts[length] = rest;
		length += character.length;
		decoded += character;
		rest += match[0].length;
	}
	copyUntil(text.length);
	starts[length] = text.length;
	return { decoded, starts };
};

const encodeBase64 = (text: string): string[] => {
	const bytes = Buffer.from(text);
	return [bytes.toString('base64'), bytes.toString('base64url')];
};

/**
 * What a secret looks like within the Base64 of a longer text. Base64 writes three bytes as four
 * characters, so there are three forms, depending on how many bytes come before the secret.
 */
const listBase64Parts = (text: string): string[] =>
	['', '?', '??'].flatMap((before) => {
		const length = Math.floor((Buffer.byteLength(before + text) * 8) / 6);
		const start = before === '' ? 0 : before.length + 1;
		return encodeBase64(before + text).map((encoded) => encoded.slice(start, length));
	});

/** Finds a form of a secret, also where only its first half is there: gateways cut what they echo. */
const findForm = (text: string, form: string): Range[] => {
	const least = Math.min(form.length, Math.max(MIN_LENGTH, Math.ceil(form.length / 2)));
	const beginning = form.slice(0, least);
	const found: Range[] = [];
	let end = 0;
	for (let start = text.indexOf(beginning); start !== -1; start = text.indexOf(beginning, end)) {
		end = start + least;
		while (end - start < form.length && text[end] === form[end - start]) end += 1;
		found.push([start, end]);
	}
	return found;
};

const hide = (text: string, ranges: Range[]): string => {
	let shown = '';
	let rest = 0;
	for (const [start, end] of ranges.sort(([one], [other]) => one - other)) {
		if (start >= rest) shown += text.slice(rest, start) + HIDDEN;
		rest = Math.max(rest, end);
	}
	return shown + text.slice(rest);
};

/** Builds what hides a Data API key and the Authorization header that is made of it. */
export const createRedact = (workspaceId: string, apiKey: string): Redact => {
	const tokens = encodeBase64(`${workspaceId}:${apiKey}`);
	const headers = tokens.flatMap((token) => [`Basic ${token}`, `Basic+${token}`]);
	const hex = Buffer.from(apiKey).toString('hex');
	const inJson = JSON.stringify(apiKey).slice(1, -1);
	const parts = [...tokens, apiKey, inJson].flatMap(listBase64Parts);
	const written = [...headers, ...tokens, ...encodeBase64(apiKey), ...parts, apiKey];
	const forms = [...written, hex, hex.toUpperCase()].filter(isTellTale);
	// What looks like an escape within the key itself may have been decoded as well, or not.
	const decodedForms = [...new Set(forms.flatMap((form) => [form, decode(form).decoded]))];
	return (text) => {
		const ranges = forms.flatMap((form) => findForm(text, form));
		if (/[\\%&\s]/.test(text)) {
			const { decoded, starts } = decode(text);
			for (const form of decodedForms) {
				for (const [from, to] of findForm(decoded, form)) {
					const start = starts[from] ?? 0;
					// The blanks behind it, which decoding left out, are not a part of it.
					ranges.push([start, start + text.slice(start, starts[to]).trimEnd().length]);
				}
			}
		}
		return hide(text, ranges);
	};
};
