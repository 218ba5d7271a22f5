import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './operation';

export interface Resource {
	name: string;
	value: string;
	/** In the order of their names, as the editor lists them. */
	operations: Operation[];
	/** The operation that is chosen at first. */
	preset: string;
}

const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

const describeOperations = ({ value, operations, preset }: Resource): INodeProperties => ({
	...operationProperty,
	displayOptions: { show: { resource: [value] } },
	default: preset,
	options: operations.map(({ name, value: operation, action, description }) => ({
		name,
		value: operation,
		action,
		description,
	})),
});

/** An operation's own fields, shown for it alone. */
const describeFields = (resource: Resource, { value, properties }: Operation): INodeProperties[] =>
	properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			// n8n takes a field for shown as soon as it meets an expression, so these two come first.
			show: {
				resource: [resource.value],
				operation: [value],
				...property.displayOptions?.show,
			},
		},
	}));

/** Everything that the editor shows of a resource, apart from the choice of the resource itself. */
export const describeResource = (resource: Resource): INodeProperties[] => [
	describeOperations(resource),
	...resource.operations.flatMap((operation) => describeFields(resource, operation)),
];
