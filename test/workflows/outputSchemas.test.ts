import path from 'node:path';
import { loadOutputSchema } from 'n8n-core';
import { z } from 'zod';

import { operations } from './operations';
import { useWorkspace } from './workspace';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
	z.object({
		type: z.string(),
		properties: z.record(z.string(), schemaSchema).optional(),
		items: schemaSchema.optional(),
	}),
);

const nodeDir = path.join(__dirname, '../../dist/nodes/MoEngage');

/** Through n8n's own resolver, from the built package. */
const findSchema = (resource: string, operation: string) => {
	const schema = loadOutputSchema({ nodeDir, version: 1, resource, operation });
	if (schema === undefined) throw new Error(`No __schema__/v1.0.0/${resource}/${operation}.json`);
	return schemaSchema.parse(schema);
};

const nameType = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** What one user has and another has not, and one of two identifiers. */
const OPTIONAL = /^\.(user_attributes\.\w+|email_id)$/;

/** Where the value and the schema tell of different fields or types, such as `data.user_id`. */
const compare = (schema: Schema, value: unknown, at = ''): string[] => {
	// MoEngage gives null where a category has no group: the schema tells of those that have one.
	if (value === null) return [];
	if (nameType(value) !== schema.type) return [`${at} is ${nameType(value)}, not ${schema.type}`];
	if (Array.isArray(value)) {
		return value.flatMap((entry) =>
			schema.items === undefined
				? [`${at} is not described`]
				: compare(schema.items, entry, `${at}[]`),
		);
	}
	const { properties } = schema;
	// An object without properties holds names that users choose, such as categories.
	if (
		typeof value !== 'object' ||
		properties === undefined ||
		Object.keys(properties).length === 0
	) {
		return [];
	}
	const found = new Map<string, unknown>(Object.entries(Object(value)));
	const names = new Set([...Object.keys(properties), ...found.keys()]);
	return [...names].flatMap((name) => {
		const place = `${at}.${name}`;
		const described = properties[name];
		if (described === undefined) return [`${place} is missing in the schema`];
		if (!found.has(name)) return OPTIONAL.test(place) ? [] : [`${place} is missing in the output`];
		return compare(described, found.get(name), place);
	});
};

const workspace = useWorkspace();

it.each(operations)(
	'the output schema of %s tells what the node returns',
	async (name, { parameters, item }) => {
		const [resource = '', operation = ''] = name.split('/');
		const ran = await workspace.run(parameters, [item]);

		const outputs = ran.output().map(({ json }) => json);
		expect(outputs).not.toEqual([]);
		expect(outputs.flatMap((json) => compare(findSchema(resource, operation), json))).toEqual([]);
	},
);
