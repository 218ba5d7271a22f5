import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject } from '../../api/json';
import { InvalidInput, type ItemParameters } from '../operation';
import { isBlank, show } from './text';

/**
 * Reads a value as it is sent, or throws an `InvalidValue`. A reader that needs several parameters
 * takes the others from the item's parameters.
 */
export type Reader<Value> = (value: unknown, parameters: ItemParameters) => Value;

type Readers = Record<string, Reader<unknown>>;

/** What readers make of the values that have their names. */
export type ReadBy<Schema extends Readers> = { [Name in keyof Schema]: ReturnType<Schema[Name]> };

/** Says that a value cannot be sent; the bound reader adds the label of its parameter. */
export class InvalidValue extends Error {
	/** The names of the parameter that has the value and of the fields within it, outside in. */
	readonly path: string[] = [];

	/**
	 * @param what Goes on after the label: `is empty`
	 * @param hint Says what to do instead
	 */
	constructor(
		what: string,
		readonly hint: string,
	) {
		super(what);
	}
}

/** What a message says of a blank value; undefined for others. */
export const describeBlank = (value: unknown): 'is missing' | 'is empty' | undefined => {
	if (value === undefined) return 'is missing';
	return isBlank(value) ? 'is empty' : undefined;
};

/**
 * What a message says of a value: that it is missing or empty, and else that it is what it is.
 *
 * @param reason Goes on after the value: `which is neither true nor false`
 */
export const describeValue = (value: unknown, reason: string): string =>
	describeBlank(value) ?? `is ${show(value)}, ${reason}`;

/** One thing that cannot be sent: without its label yet, or in words that are complete. */
type Finding = InvalidValue | InvalidInput;

class SeveralFindings extends Error {
	constructor(readonly findings: readonly Finding[]) {
		super();
	}
}

/** How many things of one item a message names. */
const MAX_NAMED = 5;

const joinMessages = (messages: readonly string[]): string => {
	const others = messages.length - MAX_NAMED;
	const end = others > 0 ? `; and ${groupDigits(others)} more` : '';
	return messages.slice(0, MAX_NAMED).join('; ') + end;
};

/** All that cannot be sent of one item. */
class InvalidInputs extends InvalidInput {
	constructor(readonly parts: readonly InvalidInput[]) {
		const hints = new Set(parts.slice(0, MAX_NAMED).map(({ description }) => description));
		super(joinMessages(parts.map(({ message }) => message)), [...hints].join(' '));
	}
}

const listFindings = (error: unknown): readonly Finding[] => {
	if (error instanceof SeveralFindings) return error.findings;
	if (error instanceof InvalidInputs) return error.parts;
	if (error instanceof InvalidValue || error instanceof InvalidInput) return [error];
	throw error;
};

/** @param name That of the parameter or field that was read, if it has one */
const nameFindings = (error: unknown, name?: string): readonly Finding[] => {
	const findings = listFindings(error);
	for (const finding of findings) {
		if (name !== undefined && finding instanceof InvalidValue) finding.path.unshift(name);
	}
	return findings;
};

/** Gathers all that cannot be sent of several values, instead of stopping at the first. */
export class Findings {
	private readonly all: Finding[] = [];

	/**
	 * Reads something, and remembers what cannot be sent of it.
	 *
	 * @param name That of the parameter or field, if it has one
	 */
	attempt<Value>(read: () => Value, name?: string): Value | undefined {
		try {
			return read();
		} catch (error) {
			for (const finding of nameFindings(error, name)) this.all.push(finding);
			return undefined;
		}
	}

	/** Throws what was found, if anything was. */
	conclude(): void {
		const [first, ...others] = this.all;
		if (first !== undefined) throw others.length === 0 ? first : new SeveralFindings(this.all);
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
		values[name] = findings.attempt(() => read(valueOf(name), parameters), name);
	}
	findings.conclude();
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
			throw new InvalidValue(
				describeValue(value, 'which is not an object'),
				'Use an expression that returns an object.',
			);
		}
		const fields = new Map<string, unknown>(Object.entries(value ?? {}));
		return readEach(schema, (name) => fields.get(name), parameters);
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

/** Turns what was found while values were read into one InvalidInput with the labels of a form. */
const labelFindings = <Value>(form: INodeProperties[], read: () => Value, name?: string): Value => {
	try {
		return read();
	} catch (error) {
		const parts = nameFindings(error, name).map((finding) => {
			if (finding instanceof InvalidInput) return finding;
			const { path, message, hint } = finding;
			return new InvalidInput(`'${findLabel(form, path)}' ${message}`, hint);
		});
		throw parts.length === 1 ? parts[0] : new InvalidInputs(parts);
	}
};

/**
 * Binds readers to the form that has the labels for their messages. What the bound reader gives has
 * the types of the schema; it throws one InvalidInput that names all that cannot be sent.
 *
 * @param ownOptions Those that the operation has beside the options of all operations
 */
export const createReader = (properties: INodeProperties[], ownOptions: INodeProperties[] = []) => {
	const form: INodeProperties[] = [
		...properties,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			options: ownOptions,
		},
	];
	return <Schema extends Readers>(schema: Schema, parameters: ItemParameters): ReadBy<Schema> =>
		labelFindings(form, () => readEach(schema, parameters.get, parameters));
};

/** Reads one parameter of a form. */
export const readParameter = <Value>(
	properties: INodeProperties[],
	name: string,
	read: Reader<Value>,
	parameters: ItemParameters,
): Value => labelFindings(properties, () => read(parameters.get(name), parameters), name);

/** Reads a value that is not a parameter's, such as a column's, by the label that messages give it. */
export const readLabeled = <Value>(
	label: string,
	value: unknown,
	read: Reader<Value>,
	parameters: ItemParameters,
): Value => labelFindings([], () => read(value, parameters), label);
