import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

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

/** Ends the reading of a value; why, it has told zod before. */
class Refused extends Error {}

/**
 * Refuses something while a field is read, and ends the reading.
 *
 * @param what Goes on after the parameter's label: `has no address`
 * @param cure Says what to do instead
 */
export const complain = (context: z.RefinementCtx, what: string, cure: string): never => {
	context.addIssue({ code: 'custom', message: what, params: { cure } });
	throw new Refused();
};

/**
 * Refuses a value while a field is read: as missing or empty where it is, and else for the reason.
 *
 * @param reason Goes on after the value: `which is neither true nor false`
 */
export const refuse = (
	context: z.RefinementCtx,
	value: unknown,
	reason: string,
	cure: string,
): never => complain(context, toGapText(value) ?? `is ${show(value)}, ${reason}`, cure);

/** One for all fields: each costs the memory of its methods. */
const anything = z.unknown();

const attempt = <T>(read: () => T): { value: T } | { thrown: unknown } => {
	try {
		return { value: read() };
	} catch (thrown) {
		return { thrown };
	}
};

/** A field that `read` turns into what is sent, or refuses by `complain` or `refuse`. */
export const field = <T>(read: (value: unknown, context: z.RefinementCtx) => T) =>
	anything.transform((value, context): T => {
		const result = attempt(() => read(value, context));
		if ('value' in result) return result.value;
		if (result.thrown instanceof Refused) return z.NEVER;
		throw result.thrown;
	});

/** A collection of optional fields; untouched it holds nothing. */
export const collection = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.preprocess((value) => value ?? {}, z.object(shape));

/** A field that may be left empty, as a CRM leaves what it does not know. */
export const optional = <T>(read: (value: unknown, context: z.RefinementCtx) => T) =>
	field((value, context) => (isBlank(value) ? undefined : read(value, context)));

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

const issueSchema = z.object({
	message: z.string(),
	params: z.object({ cure: z.string() }).catch({ cure: '' }),
});

/**
 * Reads values through a schema.
 *
 * @param properties Where the labels for the messages stand
 * @param path Where the values stand among the properties
 * @throws InvalidInput for the first value that cannot be sent
 */
export const readValues = <Schema extends z.ZodTypeAny>(
	schema: Schema,
	values: unknown,
	properties: INodeProperties[],
	path: string[] = [],
): z.output<Schema> => {
	const result = schema.safeParse(values);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const { message, params } = issueSchema.parse(issue);
	const label = findLabel(properties, [...path, ...(issue?.path ?? [])]);
	throw new InvalidInput(`'${label}' ${message}`, params.cure);
};

/** Reads the parameters that have the names of the schema's keys. */
export const readFields = <Shape extends z.ZodRawShape>(
	schema: z.ZodObject<Shape>,
	parameters: ItemParameters,
	properties: INodeProperties[],
): z.output<z.ZodObject<Shape>> => {
	const values = Object.keys(schema.shape).map((name) => [name, parameters.get(name)]);
	return readValues(schema, Object.fromEntries(values), properties);
};

/** Reads one parameter. */
export const readField = <Schema extends z.ZodTypeAny>(
	name: string,
	schema: Schema,
	parameters: ItemParameters,
	properties: INodeProperties[],
): z.output<Schema> => readValues(schema, parameters.get(name), properties, [name]);
