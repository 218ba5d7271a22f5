import type { INodeProperties } from 'n8n-workflow';

import { createLimitNotices } from './limitNotice';
import type { Operation } from './operation';
import { createOptionsProperty } from './options';

export interface Resource {
	name: string;
	value: string;
	/** In the order of their names, as the editor lists them. */
	operations: Operation[];
	/** The operation that is chosen at first. */
	preset: string;
}

const createOperationProperty = ({ value, operations, preset }: Resource): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [value] } },
	default: preset,
	options: operations.map(({ name, value: operation, action, description }) => ({
		name,
		value: operation,
		action,
		description,
	})),
});

/** All fields of an operation, shown for it alone; the options come last. */
const createFields = (resource: Resource, operation: Operation): INodeProperties[] =>
	[...operation.properties, ...createLimitNotices(operation), createOptionsProperty(operation)].map(
		(property) => ({
			...property,
			displayOptions: {
				...property.displayOptions,
				// n8n takes a field for shown as soon as it meets an expression, so these two come first.
				show: {
					resource: [resource.value],
					operation: [operation.value],
					...property.displayOptions?.show,
				},
			},
		}),
	);

/** Everything that the editor shows of the node: the choice of the resource, and all of each. */
export const createNodeProperties = (resources: Resource[]): INodeProperties[] => [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'device',
		options: resources.map(({ name, value }) => ({ name, value })),
	},
	...resources.flatMap((resource) => [
		createOperationProperty(resource),
		...resource.operations.flatMap((operation) => createFields(resource, operation)),
	]),
];
