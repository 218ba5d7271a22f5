/** Hides what must not be shown in a text that came from outside. */
export type Redact = (text: string) => string;

const HIDDEN = '[hidden]';

/** What is shorter could be any word. MoEngage's keys are longer. */
const MIN_LENGTH = 8;

/** How a text is written in addresses, JSON and HTML. */
const listWritings = (text: string): string[] => {
	const encoded = encodeURIComponent(text);
	const json = JSON.stringify(text).slice(1, -1);
	const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	return [
		text,
		encoded,
		encoded.replace(/%../g, (code) => code.toLowerCase()),
		json,
		json.replaceAll('/', '\\/'),
		html,
		html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
	];
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

/** Hides a form of a secret, also where only its first half is there: gateways cut what they echo. */
const hide = (text: string, form: string): string => {
	const least = Math.max(MIN_LENGTH, Math.ceil(form.length / 2));
	const beginning = form.slice(0, least);
	let shown = '';
	let rest = 0;
	for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, rest)) {
		shown += text.slice(rest, at) + HIDDEN;
		rest = at + least;
		while (rest - at < form.length && text[rest] === form[rest - at]) rest += 1;
	}
	return shown + text.slice(rest);
};

/** What is left of the Authorization header when its value is hidden. */
const HIDDEN_HEADER = /Basic(?: |\+|%20)\[hidden\]/gi;

/** Builds what hides a Data API key and the Authorization header that is made of it. */
export const createRedact = (workspaceId: string, apiKey: string): Redact => {
	const secrets = [...encodeBase64(`${workspaceId}:${apiKey}`), apiKey];
	const forms = secrets.flatMap((secret) => [...listWritings(secret), ...listBase64Parts(secret)]);
	const distinct = [...new Set(forms)].filter((form) => form.length >= MIN_LENGTH);
	return (text) => distinct.reduce(hide, text).replace(HIDDEN_HEADER, HIDDEN);
};
