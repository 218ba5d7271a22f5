import type { IDataObject } from 'n8n-workflow';

import { InvalidInput } from '../operation';
import { isBlank, show, stripInvisible, toNameList } from './text';

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
	one.length === other.length && one.every((name, index) => name === other[index]);

/**
 * Makes a function of names keep its last result, since what has names mostly has the same in all items.
 * What is made of 40 columns would otherwise take up 30 µs an item.
 */
export const keepLast = <Result>(make: (names: readonly string[]) => Result) => {
	let last: { names: readonly string[]; result: Result } | undefined;
	return (names: readonly string[]): Result => {
		if (last === undefined || !isSame(names, last.names)) last = { names, result: make(names) };
		return last.result;
	};
};

export const normalize = (name: string): string =>
	stripInvisible(name).replace(/\s+/g, ' ').toLowerCase();

/** `customer_id` is found as such, as `Customer ID` and as `customerId`, in any case. */
const toSpellings = (wanted: string): Set<string> => {
	const words = normalize(wanted).split(/[ _]+/);
	return new Set([normalize(wanted), words.join('_'), words.join(' '), words.join('')]);
};

/** By spelling, the wanted name; undefined where two wanted names share the spelling. */
const indexSpellings = (wantedNames: readonly string[]): Map<string, string | undefined> => {
	const index = new Map<string, string | undefined>();
	for (const wanted of wantedNames) {
		for (const spelling of toSpellings(wanted)) {
			const isShared = index.has(spelling) && index.get(spelling) !== wanted;
			index.set(spelling, isShared ? undefined : wanted);
		}
	}
	return index;
};

/** @param spellings The fields of the item that are spelled like the wanted one */
const pickValue = (wanted: string, spellings: readonly string[], json: IDataObject): unknown => {
	const filled = spellings.filter((spelling) => !isBlank(json[spelling]));
	const [one = spellings[0] ?? wanted, ...others] = filled;
	if (one === wanted || others.length === 0) return json[one];
	const text = JSON.stringify(json[one]);
	const contrary = others.find((spelling) => JSON.stringify(json[spelling]) !== text);
	if (contrary === undefined) return json[one];
	throw new InvalidInput(
		`This item has both ${show(one)} and ${show(contrary)} for '${wanted}', with different values`,
		`Remove one of the two fields before this node, or rename the right one to ${wanted}.`,
	);
};

/**
 * Builds a finder of fields that are mapped automatically, whatever the case, surrounding white space
 * or byte order mark of their names, in snake_case, in camelCase, or with spaces. It gives the fields of an
 * item by the names that were wanted; those that the item lacks are absent.
 */
export const createFieldFinder = (wantedNames: readonly string[]) => {
	const bySpelling = indexSpellings(wantedNames);
	const exact = new Set(wantedNames);

	const findColumns = keepLast((keys) => {
		const columns = new Map<string, string[]>();
		for (const key of keys) {
			const wanted = exact.has(key) ? key : bySpelling.get(normalize(key));
			if (wanted === undefined) continue;
			const spellings = columns.get(wanted) ?? [];
			// The exact spelling comes first.
			columns.set(wanted, key === wanted ? [key, ...spellings] : [...spellings, key]);
		}
		return [...columns];
	});

	/** @throws InvalidInput where two fields contradict each other */
	return (json: IDataObject): Map<string, unknown> => {
		const columns = findColumns(Object.keys(json));
		return new Map(columns.map(([wanted, all]) => [wanted, pickValue(wanted, all, json)]));
	};
};

/** What an item has, as the end of a message. */
export const toFieldText = (json: IDataObject): string => {
	const names = Object.keys(json);
	return names.length === 0 ? 'It has no fields' : `It has: ${toNameList(names)}`;
};

/** The two ways out when an item lacks a field that is mapped automatically. */
export const RENAME_OR_MAP =
	"Rename the fields before this node, for example in an Edit Fields node, or set 'Mapping Column Mode' to 'Map Each Column Manually' and choose the fields there.";
