import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './operation';
import { createRunProperties } from './runOptions';

export interface Resource {
	name: string;
	/** On the canvas, where the name is too long. */
	shortName?: string;
	value: string;
	/** In the order of their names, as the editor lists them. The first is chosen until the user chooses. */
	operations: Operation[];
}

const createOperationProperty = ({ value: resource, operations }: Resource): INodeProperties => {
	const first = operations[0]?.value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		default: first,
		options: operations.map(({ name, value, action, description }) => ({
			name,
			value,
			action,
			description,
		})),
	};
};

/** All fields of an operation, shown for it alone. */
const createFields = (resource: Resource, operation: Operation): INodeProperties[] =>
	[...operation.properties, ...createRunProperties(operation)].map((property) => ({
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
	}));

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

/**
 * Writes the expression of the node's subtitle, which names the operation and the resource as the form
 * does, if that is short enough: n8n cuts it off at twice the width of a node. n8n evaluates it for every
 * node on the canvas.
 */
export const createSubtitle = (resources: Resource[]): string => {
	const names = resources.flatMap(({ name, shortName, value, operations }) =>
		operations.map((operation): [string, string] => [
			`${value}.${operation.value}`,
			`${operation.shortName ?? operation.name}: ${shortName ?? name}`,
		]),
	);
	// Flat, because two closing braces in a row would end the expression.
	const table = JSON.stringify(Object.fromEntries(names));
	return `={{ (${table})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
};
