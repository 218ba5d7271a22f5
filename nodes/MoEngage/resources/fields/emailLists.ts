import { findEmail } from './emails';
import { findJsonList } from './jsonLists';
import { complain, isBlank, show, toGapText } from './readFields';

const SEPARATORS = /[\s,;]+/;

/** Text may be a JSON list, or addresses with something between them. */
const splitText = (text: string): unknown[] =>
	findJsonList(text) ?? text.split(SEPARATORS).filter((part) => !isBlank(part));

const splitEntry = (entry: unknown): unknown[] =>
	typeof entry === 'string' ? splitText(entry) : [entry];

/** Addresses are the same whatever their case; the first spelling is sent. */
const keepFirstSpellings = (addresses: string[]): string[] => {
	const known = new Set<string>();
	return addresses.filter((address) => {
		const isNew = !known.has(address.toLowerCase());
		known.add(address.toLowerCase());
		return isNew;
	});
};

const NOT_AN_ADDRESS = 'which is not a valid email address';

const CURE =
	'Enter addresses such as nathan@example.com, without names or brackets. The item is sent only when all of its addresses are valid.';

/**
 * Email addresses as one text, as a list of texts, or as JSON text of a list; each once.
 *
 * One invalid address refuses the whole list.
 */
export const readEmailList = (value: unknown): string[] => {
	const entries = (Array.isArray(value) ? value : [value]).flatMap(splitEntry);
	const isEmpty = entries.length === 0 || (!Array.isArray(value) && isBlank(value));
	if (isEmpty) return complain(toGapText(value) ?? 'is empty', CURE);
	const addresses: string[] = [];
	for (const entry of entries) {
		const address = findEmail(entry);
		if (address === undefined) {
			const gap = toGapText(entry);
			const what = gap ? `has an entry that ${gap}` : `has ${show(entry)}, ${NOT_AN_ADDRESS}`;
			return complain(what, CURE);
		}
		addresses.push(address);
	}
	return keepFirstSpellings(addresses);
};
