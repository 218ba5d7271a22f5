import path from 'node:path';
import { loadOutputSchema } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { resources } from '../../nodes/MoEngage/resources';
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
		if (!found.has(name)) return [`${place} is missing in the output`];
		return compare(described, found.get(name), place);
	});
};

interface Run {
	parameters?: INodeParameters;
	row?: IDataObject;
}

const user = { userIdentifierValue: 'ada' };
const visitor = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };
const categories = { categoriesMode: 'json', categoriesJson: '{"Newsletter": true}' };

const runs: Record<string, Run> = {
	'device/upsert': {
		parameters: { customerId: 'ada', deviceId: 'd-1', platform: 'web', pushId: 't-1' },
	},
	'device/bulkUpsert': {
		row: { customer_id: 'ada', device_id: 'd-1', platform: 'web', push_id: 't-1' },
	},
	'deviceOptOut/block': { parameters: { userIdentifierValue: 'ada', target: 'allDevices' } },
	'deviceOptOut/unblock': {
		parameters: { userIdentifierValue: 'ada', unblockTarget: 'allDevices' },
	},
	'emailResubscription/resubscribe': { parameters: { recipients: 'ada@example.com' } },
	'event/track': { parameters: { customerId: 'ada', eventName: 'Deal Won' } },
	'event/bulkTrack': { parameters: { customerId: 'ada', eventName: 'Deal Won' } },
	'subscriptionPreference/get': { parameters: visitor },
	'subscriptionPreference/update': { parameters: { ...visitor, ...categories } },
	'subscriptionPreference/bulkUpdate': { parameters: { customerId: 'ada', ...categories } },
	'subscriptionPreference/getForUser': { parameters: user },
	'subscriptionPreference/updateForUser': { parameters: { ...user, ...categories } },
	'emailOptIn/update': {
		parameters: {
			customerId: 'grace',
			email: 'grace@example.com',
			optInStatus: 'DOUBLE_OPTED_IN',
		},
	},
	'subscriptionCategory/getMany': {},
	'user/upsert': { parameters: { customerId: 'ada' } },
	'user/bulkUpsert': { parameters: { customerId: 'ada' } },
	'user/delete': { parameters: user },
	'user/get': { parameters: { userIdentifierValue: 'grace' } },
	'user/merge': { parameters: { mergedCustomerId: 'ada', retainedCustomerId: 'grace' } },
};

const operations = resources.flatMap(({ value: resource, operations: all }) =>
	all.map(({ value: operation }): [string, string] => [resource, operation]),
);

const workspace = useWorkspace();

it.each(operations)(
	'the output schema of %s › %s tells what the node returns',
	async (resource, operation) => {
		const { parameters = {}, row = {} } = runs[`${resource}/${operation}`] ?? {};

		const ran = await workspace.run({ resource, operation, ...parameters }, [row]);

		const outputs = ran.output().map(({ json }) => json);
		expect(outputs).not.toEqual([]);
		expect(outputs.flatMap((json) => compare(findSchema(resource, operation), json))).toEqual([]);
	},
);

it('holds every operation against its output schema', () => {
	expect(Object.keys(runs).sort()).toEqual(
		operations.map(([resource, operation]) => `${resource}/${operation}`).sort(),
	);
});
