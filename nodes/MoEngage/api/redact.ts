/** From and to an index of a text. */
type Range = [start: number, end: number];

const HIDDEN = '[hidden]';

/** The shortest secret that is hidden: anything shorter could be any word. MoEngage's keys are longer. */
const MIN_LENGTH = 8;

/** The same for a text with a letter and a digit, which is hardly a word or a number of the answer. */
const MIN_LENGTH_OF_MIXED = 4;

const isDistinctive = (form: string): boolean =>
	form.length >= MIN_LENGTH ||
	(form.length >= MIN_LENGTH_OF_MIXED && /[a-z].*\d|\d.*[a-z]/i.test(form));

/** The ways of JSON, scripts, addresses, and HTML to write a character, and line breaks. */
const ESCAPE =
	/\\+(?:u\{?([\da-f]{2,4})\}?|x([\da-f]{2})|([0-7]{3}))|%([\da-f]{2})|&#(?:x0*([\da-f]{2})|0*(\d{2,3}));|&(amp|lt|gt|quot|apos|equals|plus|sol);|\\+([^])|[\r\n\t]+/gi;

const NAMED: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	equals: '=',
	plus: '+',
	sol: '/',
};

/** The one character that an escape means; none for a line break, which may stand within Base64. */
const readEscape = (match: RegExpMatchArray): string => {
	const [, json, script, octal, address, hex, decimal, named, literal] = match;
	if (literal !== undefined) return 'nrt\n\r\t'.includes(literal) ? '' : literal;
	if (named !== undefined) return NAMED[named.toLowerCase()] ?? '';
	const code = json ?? script ?? address ?? hex;
	const digits = code ?? octal ?? decimal;
	if (digits === undefined) return '';
	const character = String.fromCharCode(parseInt(digits, code ? 16 : octal ? 8 : 10));
	return '\n\r\t'.includes(character) ? '' : character;
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

/** How many layers of escapes are decoded: gateways write what they echo into HTML, and that into JSON. */
const MAX_LAYERS = 4;

/** All forms in which a secret may stand in a text without escapes. */
const listForms = (workspaceId: string, apiKey: string): string[] => {
	const tokens = encodeBase64(`${workspaceId}:${apiKey}`);
	const headers = tokens.flatMap((token) => [`Basic ${token}`, `Basic+${token}`]);
	const escaped = [JSON.stringify(apiKey).slice(1, -1), encodeURIComponent(apiKey)];
	const secrets = [...tokens, apiKey];
	const hex = secrets.map((secret) => Buffer.from(secret).toString('hex'));
	const all = [
		...[...headers, ...secrets, ...encodeBase64(apiKey)],
		...[...secrets, ...escaped].flatMap(listBase64Parts),
		...hex.flatMap((digits) => [digits, digits.toUpperCase()]),
	].filter(isDistinctive);
	// What looks like an escape within the key itself may have been decoded as well, or not.
	return [...new Set(all.flatMap((form) => [form, decode(form).decoded]))];
};

/** Builds what hides a Data API key, and the Authorization header made of it, in any text. */
export const createRedact = (workspaceId: string, apiKey: string) => {
	const forms = listForms(workspaceId, apiKey);
	return (text: string): string => {
		const ranges = forms.flatMap((form) => findForm(text, form));
		let layer = text;
		let starts: Uint32Array | undefined;
		for (let count = 0; count < MAX_LAYERS && /[\\%&\r\n\t]/.test(layer); count += 1) {
			const next = decode(layer);
			if (next.decoded === layer) break;
			const outer = starts;
			starts = outer ? next.starts.map((start) => outer[start] ?? text.length) : next.starts;
			layer = next.decoded;
			for (const form of forms) {
				for (const [from, to] of findForm(layer, form)) {
					const start = starts[from] ?? 0;
					// The line breaks behind it, which decoding left out, are not a part of it.
					ranges.push([start, start + text.slice(start, starts[to]).trimEnd().length]);
				}
			}
		}
		return hide(text, ranges);
	};
};
