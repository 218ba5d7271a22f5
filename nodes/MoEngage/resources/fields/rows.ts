import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { isObject } from '../../api/json';
import type { HintTopic, ItemParameters } from '../operation';
import { parseJson, readJson } from './jsonText';
import { note } from './notes';
import { InvalidValue, readParameter, toInvalidValue, type Reader } from './reader';
import { createChoice } from './scalars';
import { isBlank, show } from './text';

/** How the rows of a fixed collection look. */
export interface RowForm {
	/** The name of n8n's list within the collection. */
	list: string;
	/** The fields of a row: what it gives a value to, and the value. */
	pair: readonly [name: string, value: string];
	/**
	 * What else a row has; none of it matters without a name and a value. If there is nothing else, the
	 * rows can be an object whose names lead to values.
	 */
	choices?: readonly string[];
	/** What a message calls the collection and one of its rows. */
	nouns: readonly [collection: string, row: string];
	hint: string;
}

/** A row, whose fields are those of its form. */
export type Row = Readonly<Record<string, unknown>>;

/** Takes rows as they come: in n8n's form, as a list, or as an object. */
const createRowLister = ({ list, pair, choices = [], nouns, hint }: RowForm) => {
	const fields = [...pair, ...choices];
	const canBeObject = choices.length === 0;

	const isRow = (object: object): object is Row =>
		Object.keys(object).every((name) => fields.includes(name));

	const toPairs = (object: object): Row[] =>
		Object.entries(object).map(([name, value]) => ({ [pair[0]]: name, [pair[1]]: value }));

	const readRow = (entry: unknown): Row => {
		const object = isBlank(entry) ? {} : entry;
		if (isObject(object) && isRow(object)) return object;
		const [row, ...others] = canBeObject && isObject(object) ? toPairs(object) : [];
		if (row !== undefined && others.length === 0) return row;
		throw new InvalidValue(`has the entry ${show(entry)}, which is not ${nouns[1]}`, hint);
	};

	return (value: unknown): Row[] => {
		const isWrapped = isObject(value) && Object.keys(value).join() === list;
		const given = isWrapped ? value[list] : value;
		if (isBlank(given)) return [];
		if (Array.isArray(given)) return given.map(readRow);
		if (isObject(given)) {
			const isWhole = isWrapped || pair.every((field) => field in given);
			if (isWhole && isRow(given)) return [given];
			const isEmpty = Object.keys(given).length === 0;
			if (!isWrapped && (canBeObject || isEmpty)) return toPairs(given);
		}
		throw toInvalidValue(value, `which is not a list of ${nouns[0]}`, hint);
	};
};

const isEmptyRow = (row: Row, { pair }: RowForm): boolean =>
	pair.every((field) => isBlank(row[field]));

const EMPTY_ROWS: HintTopic = (items, names) =>
	`Rows of ${items} were not sent because they are empty (${names.join(', ')}).`;

/**
 * Reads the rows of a fixed collection, in n8n's own form, as a list of rows, or, if names lead to
 * values, as an object; also as the JSON text of one of these. Rows without a name and a value are
 * told in a hint; what is not a row is invalid.
 */
export const rows = (form: RowForm): Reader<Row[]> => {
	const listRows = createRowLister(form);
	return (value, parameters) => {
		const all = listRows(typeof value === 'string' ? (parseJson(value) ?? value) : value);
		const given = all.filter((row) => !isEmptyRow(row, form));
		if (given.length < all.length) note(parameters, EMPTY_ROWS, [form.nouns[0]]);
		return given;
	};
};

/** Reads the same rows from JSON, where nobody leaves a row empty by accident. */
const jsonRows = (form: RowForm, example: string): Reader<Row[]> => {
	const hint = `Write it like ${example}`;
	const listRows = createRowLister({ ...form, hint });
	return (value) => {
		const all = isBlank(value) ? [] : listRows(readJson(value, example));
		const empty = all.find((row) => isEmptyRow(row, form));
		if (empty === undefined) return all;
		throw new InvalidValue(`has the entry ${show(empty)}, which is not ${form.nouns[1]}`, hint);
	};
};

/** @throws InvalidValue if the name has another value already */
export const setOnce = <Value>(values: Map<string, Value>, name: string, value: Value): void => {
	const known = values.get(name);
	if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
		const what = `has ${show(name)} twice with different values`;
		throw new InvalidValue(what, 'Enter each attribute once.');
	}
	values.set(name, value);
};

interface RowsOrJson<Value> {
	/** The fixed collection. */
	property: INodeProperties;
	/** What the labels of the other fields begin with, if the collection's own is too long for that. */
	shortLabel?: string;
	/** When all of the fields show. */
	show?: IDisplayOptions['show'];
	form: RowForm;
	/** What a row is called on the form. */
	noun: string;
	/** What the JSON has. */
	jsonDescription: string;
	example: string;
	/** What the rows come to, which may be none. */
	toValue: (given: Row[], parameters: ItemParameters) => Value;
}

/** Creates the fields for rows that can be entered one by one or as JSON, and their reader. */
export const rowsOrJson = <Value>({
	property,
	shortLabel = property.displayName,
	show,
	form,
	noun,
	jsonDescription,
	example,
	toValue,
}: RowsOrJson<Value>): { properties: INodeProperties[]; read: Reader<Value> } => {
	const { name } = property;
	const modeName = `${name}Mode`;
	const jsonName = `${name}Json`;
	const mode = createChoice({
		displayName: `${shortLabel} Input`,
		name: modeName,
		type: 'options',
		default: 'fields',
		options: [
			{
				name: 'Using Fields Below',
				value: 'fields',
				description: `Enter each ${noun} in the form`,
			},
			{ name: 'Using JSON', value: 'json', description: `Enter all ${noun}s as JSON` },
		],
		displayOptions: { show },
		description: `How to enter the ${noun}s`,
	});
	const properties: INodeProperties[] = [
		mode.property,
		{ ...property, displayOptions: { show: { ...show, [modeName]: ['fields'] } } },
		{
			displayName: `${shortLabel} (JSON)`,
			name: jsonName,
			type: 'json',
			default: '',
			displayOptions: { show: { ...show, [modeName]: ['json'] } },
			hint: `For example, ${example}`,
			description: `${jsonDescription}: ${example}`,
		},
	];
	const sources = {
		fields: { source: name, readRows: rows(form) },
		json: { source: jsonName, readRows: jsonRows(form, example) },
	};
	const read: Reader<Value> = (_, parameters) => {
		const { source, readRows } = sources[readParameter(modeName, mode.read, parameters)];
		const readSource = (value: unknown) => toValue(readRows(value, parameters), parameters);
		return readParameter(source, readSource, parameters);
	};
	return { properties, read };
};
