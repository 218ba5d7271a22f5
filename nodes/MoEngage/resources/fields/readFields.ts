import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { InvalidInput, type ItemParameters } from '../operation';

const LONGEST_VALUE = 80;

/** Shows a value as the user would recognise it, however long it is. */
export const show = (value: unknown): string => {
	const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'undefined');
	return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
};

/**
 * Refuses a value within a zod transform.
 *
 * @param what Goes on after the parameter's label: `is empty`
 * @param cure Says what to do instead
 */
export const complain = (context: z.RefinementCtx, what: string, cure: string) => {
	context.addIssue({ code: 'custom', message: what, params: { cure } });
	return z.NEVER;
};

/** One for all fields: each costs the memory of its methods. */
const anything = z.unknown();

/** A field that `read` turns into what is sent, or refuses by `complain`. */
export const field = <T>(read: (value: unknown, context: z.RefinementCtx) => T) =>
	anything.transform(read);

/** A collection of optional fields; untouched it holds nothing. */
export const collection = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.preprocess((value) => value ?? {}, z.object(shape));

const isBlank = (value: unknown) => value === undefined || value === null || value === '';

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
