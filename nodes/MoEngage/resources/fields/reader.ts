import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject } from '../../api/json';
import { InvalidInput, type Finding, type ItemParameters } from '../operation';
import { isBlank, show } from './text';

/**
 * Reads a value as it is sent, or throws an `InvalidValue`. A reader that needs several parameters
 * takes the others from the item's parameters.
 */
export type Reader<Value> = (value: unknown, parameters: ItemParameters) => Value;

type Readers = Record<string, Reader<unknown>>;

/** What readers make of the values that have their names. */
export type ReadBy<Schema extends Readers> = { [Name in keyof Schema]: ReturnType<Schema[Name]> };

/** Says what is wrong with a value; the label of its parameter is not known where it is read. */
export class InvalidValue extends InvalidInput {
	/**
	 * @param what Goes on after the label: `is empty`
	 * @param hint Says what to do instead
	 */
	constructor(what: string, hint: string) {
		super(what, hint, [{ message: what, description: hint, path: [] }]);
	}
}

/** What a message says of a blank value; undefined for others. */
export const describeBlank = (value: unknown): 'is missing' | 'is empty' | undefined => {
	if (value === undefined) return 'is missing';
	return isBlank(value) ? 'is empty' : undefined;
};

/** @param reason Goes on after a value that is not blank: `which is neither true nor false` */
export const toInvalidValue = (value: unknown, reason: string, hint: string): InvalidValue =>
	new InvalidValue(describeBlank(value) ?? `is ${show(value)}, ${reason}`, hint);

/** Says what is wrong with a value that stands beside a name within a parameter. */
export const toInvalidEntry = (name: string, value: unknown, reason: string, hint: string) => {
	const what = isBlank(value) ? 'has no value' : `has ${show(value)}`;
	const end = isBlank(value) ? '' : `, ${reason}`;
	return new InvalidValue(`${what} for ${show(name)}${end}`, hint);
};

/** Creates the reader of what can be found in a value. What it does not find cannot be sent. */
export const orInvalid =
	<Value>(find: (value: unknown) => Value | undefined, reason: string, hint: string) =>
	(value: unknown): Value => {
		const found = find(value);
		if (found !== undefined) return found;
		throw toInvalidValue(value, reason, hint);
	};

/** How many things of one item a message names. */
const MAX_NAMED = 5;

const joinFindings = (findings: readonly Finding[]): InvalidInput => {
	const named = findings.slice(0, MAX_NAMED);
	const others = findings.length - named.length;
	const end = others > 0 ? `; and ${groupDigits(others)} more` : '';
	return new InvalidInput(
		named.map(({ message }) => message).join('; ') + end,
		[...new Set(named.map(({ description }) => description))].join(' '),
		findings,
	);
};

/** @param name That of the parameter or field that was read, if it has one */
const findingsOf = (error: unknown, name?: string): Finding[] => {
	if (!(error instanceof InvalidInput)) throw error;
	return error.findings.map(({ path, ...finding }) => ({
		...finding,
		path: path && name !== undefined ? [name, ...path] : path,
	}));
};

/** Gathers all that cannot be sent of several values, instead of stopping at the first. */
export class Findings {
	private readonly all: Finding[] = [];

	/** @param name That of the parameter or field that is read, if it has one */
	collect<Value>(read: () => Value, name?: string): Value | undefined {
		try {
			return read();
		} catch (error) {
			this.add(error, name);
			return undefined;
		}
	}

	add(error: unknown, name?: string): void {
		for (const finding of findingsOf(error, name)) this.all.push(finding);
	}

	throwIfAny(): void {
		if (this.all.length > 0) throw joinFindings(this.all);
	}
}

const readEach = <Schema extends Readers>(
	schema: Schema,
	valueOf: (name: string) => unknown,
	parameters: ItemParameters,
): ReadBy<Schema> => {
	const findings = new Findings();
	const values: Record<string, unknown> = {};
	for (const [name, read] of Object.entries(schema)) {
		values[name] = findings.collect(() => read(valueOf(name), parameters), name);
	}
	findings.throwIfAny();
	// Each name of the schema has the value of its reader now, which TypeScript cannot follow.
	return values as ReadBy<Schema>;
};

/** A value that may be left empty, as a CRM leaves what it does not know. */
export const optional =
	<Value>(read: Reader<Value>): Reader<Value | undefined> =>
	(value, parameters) =>
		isBlank(value) ? undefined : read(value, parameters);

/** A collection of optional fields, which is empty until the user adds one. */
export const collection =
	<Schema extends Readers>(schema: Schema): Reader<ReadBy<Schema>> =>
	(value, parameters) => {
		if (!isBlank(value) && !isObject(value)) {
			const hint = 'Use an expression that returns an object.';
			throw toInvalidValue(value, 'which is not an object', hint);
		}
		const fields = new Map<string, unknown>(Object.entries(value ?? {}));
		return readEach(schema, (name) => fields.get(name), parameters);
	};

/** Finds the label that the editor shows for a field, also inside a collection. */
export const findLabel = (
	properties: INodeProperties[],
	[name, ...rest]: readonly PropertyKey[],
): string => {
	const property = properties.find((candidate) => candidate.name === name);
	if (property === undefined) return String(name);
	const nested = (property.options ?? []).filter((option) => 'type' in option);
	return nested.some((option) => option.name === rest[0])
		? findLabel(nested, rest)
		: property.displayName;
};

/**
 * Puts the labels of a form to what is found while values are read.
 *
 * @param name That of the parameter, or the label of what is not in the form, such as a column
 */
export const withLabels = <Value>(
	form: INodeProperties[],
	read: () => Value,
	name?: string,
): Value => {
	try {
		return read();
	} catch (error) {
		const labeled = findingsOf(error, name).map(({ path, message, description }) => ({
			message: path === undefined ? message : `'${findLabel(form, path)}' ${message}`,
			description,
		}));
		throw joinFindings(labeled);
	}
};

/** @throws one InvalidInput that names all that cannot be sent */
export const readParameters = <Schema extends Readers>(
	schema: Schema,
	parameters: ItemParameters,
): ReadBy<Schema> =>
	withLabels(parameters.form, () => readEach(schema, parameters.get, parameters));

export const readParameter = <Value>(
	name: string,
	read: Reader<Value>,
	parameters: ItemParameters,
): Value => withLabels(parameters.form, () => read(parameters.get(name), parameters), name);
