import type { INodeParameters } from 'n8n-workflow';

import { examples, type Example } from '../docs/examples';

/** Our node's parameters for an operation such as `device/upsert`, with what the user filled in. */
export const fillForm = (operationName: string, values: INodeParameters = {}): INodeParameters => {
	const [resource, operation] = operationName.split('/');
	return { resource, operation, ...values };
};

/** Every operation with the worked example of the reference, by names such as `device/upsert`. */
export const operations: Array<[name: string, example: Example]> = Object.entries(examples).flatMap(
	([resource, named]) =>
		Object.entries(named).map(([operation, { parameters, ...rest }]): [string, Example] => [
			`${resource}/${operation}`,
			{ ...rest, parameters: { resource, operation, ...parameters } },
		]),
);

/** The parameters with further options. */
export const withOptions = (
	parameters: INodeParameters,
	more: INodeParameters,
): INodeParameters => ({
	...parameters,
	options: { ...Object(parameters.options), ...more },
});
