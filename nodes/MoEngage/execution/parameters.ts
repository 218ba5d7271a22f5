import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { isObject } from '../api/json';
import { findLabel } from '../resources/fields/reader';
import { InvalidInput, type ItemParameters } from '../resources/operation';
import { createFieldReader } from './fieldExpression';

const holdsExpression = (value: unknown): boolean => {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
};

const findRaw = (parameters: unknown, path: string[]): unknown =>
	path.reduce((value, key) => (isObject(value) ? value[key] : undefined), parameters);

export type ParameterReader = (itemIndex: number, json: IDataObject) => ItemParameters;

/** Gives the value that a parameter has for an item. */
type Source = (itemIndex: number, json: IDataObject) => unknown;

/**
 * Builds the reader of an item's parameters. n8n takes its time for each, so a parameter without an
 * expression is read once for all items, and a mere field of the item is read from the item.
 *
 * @param properties Where the labels for the messages are
 */
export const createParameterReader = (
	context: IExecuteFunctions,
	properties: INodeProperties[],
): ParameterReader => {
	const raw = context.getNode().parameters;
	const timeZone = context.getTimezone();
	const sources = new Map<string, Source>();
	// In expressions of an agent's tool, the item is the agent's; here it is what the model decided.
	const readsFields = !/Tool$/.test(context.getNode().type);

	const resolve = (name: string, itemIndex: number): unknown => {
		let reason: string;
		try {
			// The checks are ours: n8n's own would end the run with a message that does not say what to do.
			return context.getNodeParameter(name, itemIndex, null, { skipValidation: true });
		} catch (error) {
			reason = error instanceof Error ? error.message : String(error);
		}
		throw new InvalidInput(
			`'${findLabel(properties, name.split('.'))}' has an expression that cannot be resolved: ${reason}`,
			'Open the node, check the expression, and correct what it refers to.',
		);
	};

	const findSource = (name: string, firstIndex: number): Source => {
		const found = findRaw(raw, name.split('.'));
		if (found !== undefined && !holdsExpression(found)) {
			const value = resolve(name, firstIndex);
			return () => value;
		}
		const readField = readsFields ? createFieldReader(found) : undefined;
		return (itemIndex, json) => {
			const field = readField?.(json);
			return field === undefined ? resolve(name, itemIndex) : field.value;
		};
	};

	return (itemIndex, json) => ({
		get: (name) => {
			const source = sources.get(name) ?? findSource(name, itemIndex);
			sources.set(name, source);
			return source(itemIndex, json);
		},
		json: () => json,
		timeZone,
		form: properties,
		notes: new Map(),
	});
};
