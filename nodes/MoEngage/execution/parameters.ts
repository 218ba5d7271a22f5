import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { findLabel } from '../resources/fields/reader';
import { InvalidInput, type ItemParameters } from '../resources/operation';
import { createFieldReader, type FieldReader } from './fieldExpression';

const holdsExpression = (value: unknown): boolean => {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
};

const findRaw = (parameters: unknown, path: string[]): unknown =>
	path.reduce<unknown>(
		(value, key) =>
			typeof value === 'object' && value !== null
				? Object.entries(value).find(([name]) => name === key)?.[1]
				: undefined,
		parameters,
	);

export type ParameterReader = (itemIndex: number, json: IDataObject) => ItemParameters;

/** How to read a parameter: its value for all items, a field of each item, or by n8n. */
type Source =
	| { kind: 'constant'; value: unknown }
	| { kind: 'field'; read: FieldReader }
	| { kind: 'n8n' };

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

	const request = (name: string, itemIndex: number): { value: unknown } | { reason: string } => {
		try {
			// The checks are ours: n8n's own would end the run with a message that does not say what to do.
			const options = { skipValidation: true };
			return { value: context.getNodeParameter(name, itemIndex, null, options) };
		} catch (error) {
			return { reason: error instanceof Error ? error.message : String(error) };
		}
	};

	const resolve = (name: string, itemIndex: number): unknown => {
		const answer = request(name, itemIndex);
		if ('value' in answer) return answer.value;
		throw new InvalidInput(
			`'${findLabel(properties, name.split('.'))}' has an expression that cannot be resolved: ${answer.reason}`,
			'Open the node, check the expression, and correct what it refers to.',
		);
	};

	const findSource = (name: string, itemIndex: number): Source => {
		const found = findRaw(raw, name.split('.'));
		if (found === undefined) return { kind: 'n8n' };
		if (!holdsExpression(found)) return { kind: 'constant', value: resolve(name, itemIndex) };
		const read = readsFields ? createFieldReader(found) : undefined;
		return read === undefined ? { kind: 'n8n' } : { kind: 'field', read };
	};

	const get = (name: string, itemIndex: number, json: IDataObject): unknown => {
		const source = sources.get(name) ?? findSource(name, itemIndex);
		sources.set(name, source);
		if (source.kind === 'constant') return source.value;
		const field = source.kind === 'field' ? source.read(json) : undefined;
		return field === undefined ? resolve(name, itemIndex) : field.value;
	};

	return (itemIndex, json) => ({
		get: (name) => get(name, itemIndex, json),
		json: () => json,
		timeZone,
		form: properties,
		notes: new Map(),
	});
};
