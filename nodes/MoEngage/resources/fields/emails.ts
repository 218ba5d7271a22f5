import { findJsonList } from './jsonText';
import { describeBlank, InvalidValue, orInvalid } from './reader';
import { isBlank, show, stripInvisible } from './text';

/** The longest address that mail servers accept, in characters. */
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;

/** Words between dots, of the characters that RFC 5322 allows without quotes. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** No mail reaches a host that is named by an IP address or without a top-level domain. */
const DOMAIN =
	/^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{0,58}[a-z\d])$/i;

/** Letters of other scripts pass; of ASCII, only what host names consist of. */
const POSSIBLE_DOMAIN = /^[a-z\d.\-\u0080-\u{10ffff}]+$/iu;

const NEEDS_NO_ENCODING = /^[a-z\d.-]+$/i;

/** What the rules of internationalized domains make of a domain; empty where they forbid it. */
const toPunycode = (domain: string): string => {
	const url = `http://${domain}`;
	return URL.canParse(url) ? new URL(url).hostname : '';
};

/** Domains of other scripts are sent in punycode; those of ASCII keep their spelling. */
const toSentDomain = (domain: string): string | undefined => {
	if (!POSSIBLE_DOMAIN.test(domain)) return undefined;
	const isPlain = NEEDS_NO_ENCODING.test(domain);
	const ascii = isPlain && !/xn--/i.test(domain) ? domain : toPunycode(domain);
	if (!DOMAIN.test(ascii)) return undefined;
	return isPlain ? domain : ascii;
};

/** The address as it is sent, or undefined where a value is not an email address. */
export const findEmail = (value: unknown): string | undefined => {
	// Invisible characters may surround an address, hence some room before they are gone.
	if (typeof value !== 'string' || value.length > MAX_LENGTH * 2) return undefined;
	const address = stripInvisible(value);
	const at = address.lastIndexOf('@');
	const local = address.slice(0, at);
	if (at < 1 || at > MAX_LOCAL_LENGTH || !LOCAL.test(local)) return undefined;
	const domain = toSentDomain(address.slice(at + 1));
	const sent = domain && `${local}@${domain}`;
	return sent && sent.length <= MAX_LENGTH ? sent : undefined;
};

const NOT_AN_ADDRESS = 'which is not a valid email address';

export const readEmail = orInvalid(
	findEmail,
	NOT_AN_ADDRESS,
	'Enter one address such as nathan@example.com, without a name or brackets.',
);

const SEPARATORS = /[\s,;]+/;

/** Text may be a JSON list, or addresses with something between them. */
const splitEntry = (entry: unknown): unknown[] =>
	typeof entry === 'string'
		? (findJsonList(entry) ?? entry.split(SEPARATORS).filter((part) => !isBlank(part)))
		: [entry];

const LIST_HINT =
	'Enter addresses such as nathan@example.com, without names or brackets. The item is sent only when all of its addresses are valid.';

const readEntry = (entry: unknown): string => {
	const address = findEmail(entry);
	if (address !== undefined) return address;
	const blank = describeBlank(entry);
	const what = blank ? `has an entry that ${blank}` : `has ${show(entry)}, ${NOT_AN_ADDRESS}`;
	throw new InvalidValue(what, LIST_HINT);
};

/**
 * Email addresses as one text, as a list of texts, or as JSON text of a list. With one that is not
 * valid, none is sent. They are the same whatever their case; the first spelling is sent.
 */
export const readEmailList = (value: unknown): string[] => {
	const entries = (Array.isArray(value) ? value : [value]).flatMap(splitEntry);
	if (entries.length === 0 || (!Array.isArray(value) && isBlank(value))) {
		throw new InvalidValue(describeBlank(value) ?? 'is empty', LIST_HINT);
	}
	const bySpelling = new Map<string, string>();
	for (const address of entries.map(readEntry)) {
		const spelling = address.toLowerCase();
		if (!bySpelling.has(spelling)) bySpelling.set(spelling, address);
	}
	return [...bySpelling.values()];
};
