import type { INodeProperties } from 'n8n-workflow';

import { isObject } from '../../api/json';
import { InvalidInput, type ItemParameters } from '../operation';
import { escapeInvisible, stripInvisible } from './invisible';

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

/** Never cuts a character in half. */
const cutAt = (text: string, length: number): string =>
	text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** Shows a value as the user would recognize it, however long it is and whatever it hides. */
export const show = (value: unknown): string => {
	const text = escapeInvisible(toJsonText(value));
	return text.length > MAX_SHOWN_LENGTH ? `${cutAt(text, MAX_SHOWN_LENGTH)}…` : text;
};

/** Nothing, or nothing that a reader could see. */
export const isBlank = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	value === '' ||
	(typeof value === 'string' && stripInvisible(value) === '');

/** What a message says of a blank value; undefined for others. */
export const toGapText = (value: unknown): 'is missing' | 'is empty' | undefined => {
	if (value === undefined) return 'is missing';
	return isBlank(value) ? 'is empty' : undefined;
};

/** Reads a value as it is sent, or refuses it by `refuse` or `complain`. */
export type Reader<Value> = (value: unknown) => Value;

type Readers = Record<string, Reader<unknown>>;

/** What readers make of the values that have their names. */
export type ReadBy<Schema extends Readers> = { [Name in keyof Schema]: ReturnType<Schema[Name]> };

/** Why a value is refused; `readValues` makes a message of it. */
class RefusedValue extends Error {
	/** Where the value stands among the values that are read. */
	readonly path: string[] = [];

	constructor(
		readonly what: string,
		readonly hint: string,
	) {
		super(what);
	}
}

/**
 * Refuses something while a value is read.
 *
 * @param what Goes on after the parameter's label: `has no address`
 * @param cure Says what to do instead
 */
export const complain = (what: string, hint: string): never => {
	throw new RefusedValue(what, hint);
};

/**
 * Refuses a value while it is read: as missing or empty where it is, and else for the reason.
 *
 * @param reason Goes on after the value: `which is neither true nor false`
 */
export const refuse = (value: unknown, reason: string, hint: string): never =>
	complain(toGapText(value) ?? `is ${show(value)}, ${reason}`, hint);

const hasAll = <Schema extends Readers>(values: object, schema: Schema): values is ReadBy<Schema> =>
	Object.keys(schema).every((name) => Object.hasOwn(values, name));

const catchThrown = <Value>(read: () => Value): { value: Value } | { thrown: unknown } => {
	try {
		return { value: read() };
	} catch (thrown) {
		return { thrown };
	}
};

/** Lets a refusal know where the refused value stands. */
const readAt = <Value>(name: string, read: Reader<Value>, value: unknown): Value => {
	const result = catchThrown(() => read(value));
	if ('value' in result) return result.value;
	if (result.thrown instanceof RefusedValue) result.thrown.path.unshift(name);
	throw result.thrown;
};

const readEach = <Schema extends Readers>(
	schema: Schema,
	valueOf: (name: string) => unknown,
): ReadBy<Schema> => {
	const values: Record<string, unknown> = {};
	for (const [name, read] of Object.entries(schema)) {
		values[name] = readAt(name, read, valueOf(name));
	}
	// All were read just now; this proves it to TypeScript.
	return hasAll(values, schema) ? values : complain('is incomplete', '');
};

/** A value that may be left empty, as a CRM leaves what it does not know. */
export const optional =
	<Value>(read: Reader<Value>): Reader<Value | undefined> =>
	(value) =>
		isBlank(value) ? undefined : read(value);

/** A collection of optional fields; untouched it holds nothing. */
export const collection =
	<Schema extends Readers>(schema: Schema): Reader<ReadBy<Schema>> =>
	(value) => {
		if (!isBlank(value) && !isObject(value)) {
			refuse(value, 'which is not an object', 'Use an expression that returns an object.');
		}
		const fields = new Map(Object.entries(value ?? {}));
		return readEach(schema, (name) => fields.get(name));
	};

/** Finds the label that the editor shows for a field, also inside a collection. */
export const findLabel = (
	properties: INodeProperties[],
	path: ReadonlyArray<PropertyKey>,
): string => {
	const [name, ...rest] = path;
	const property = properties.find((candidate) => candidate.name === name);
	if (property === undefined) return String(name);
	const nested = (property.options ?? []).flatMap((option) =>
		'displayName' in option && 'type' in option ? [option] : [],
	);
	const [inner] = rest;
	return nested.some((option) => option.name === inner)
		? findLabel(nested, rest)
		: property.displayName;
};

/**
 * Turns a refusal while values are read into a message for the user.
 *
 * @param properties Where the labels for the messages are
 * @throws InvalidInput for the first value that cannot be sent
 */
const explain = <Value>(properties: INodeProperties[], read: () => Value): Value => {
	const result = catchThrown(read);
	if ('value' in result) return result.value;
	if (!(result.thrown instanceof RefusedValue)) throw result.thrown;
	const { path, what, hint } = result.thrown;
	throw new InvalidInput(`'${findLabel(properties, path)}' ${what}`, hint);
};

/** Reads the values that have the names of the schema. */
export const readValues = <Schema extends Readers>(
	schema: Schema,
	values: ReadonlyMap<string, unknown>,
	properties: INodeProperties[],
): ReadBy<Schema> => explain(properties, () => readEach(schema, (name) => values.get(name)));

/** Reads the parameters that have the names of the schema. */
export const readFields = <Schema extends Readers>(
	schema: Schema,
	parameters: ItemParameters,
	properties: INodeProperties[],
): ReadBy<Schema> => explain(properties, () => readEach(schema, (name) => parameters.get(name)));

/** Reads one parameter. */
export const readField = <Value>(
	name: string,
	read: Reader<Value>,
	parameters: ItemParameters,
	properties: INodeProperties[],
): Value => explain(properties, () => readAt(name, read, parameters.get(name)));
