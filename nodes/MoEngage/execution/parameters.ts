import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { findLabel } from '../resources/fields/readFields';
import { InvalidInput, type ItemParameters } from '../resources/operation';

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

/**
 * Builds the reader of an item's parameters. A parameter without an expression is read once for all
 * items, since n8n takes its time for each.
 *
 * @param properties Where the labels for the messages stand
 */
export const createParameterReader = (
	context: IExecuteFunctions,
	properties: INodeProperties[],
): ParameterReader => {
	const raw = context.getNode().parameters;
	const timeZone = context.getTimezone();
	/** By name: whether the value is the same for all items, and that value. */
	const known = new Map<string, { isStatic: boolean; value?: unknown }>();

	const findValue = (name: string, itemIndex: number): { value: unknown } | { reason: string } => {
		try {
			// The checks are ours: n8n's own would end the run with a message that names no cure.
			const options = { skipValidation: true };
			return { value: context.getNodeParameter(name, itemIndex, null, options) };
		} catch (error) {
			return { reason: error instanceof Error ? error.message : String(error) };
		}
	};

	const resolve = (name: string, itemIndex: number): unknown => {
		const found = findValue(name, itemIndex);
		if ('value' in found) return found.value;
		throw new InvalidInput(
			`'${findLabel(properties, name.split('.'))}' has an expression that cannot be resolved: ${found.reason}`,
			'Open the node, look at the expression and correct what it refers to.',
		);
	};

	const get = (name: string, itemIndex: number): unknown => {
		const entry = known.get(name);
		if (entry?.isStatic) return entry.value;
		const value = resolve(name, itemIndex);
		if (entry === undefined) {
			const found = findRaw(raw, name.split('.'));
			const isStatic = found !== undefined && !holdsExpression(found);
			known.set(name, isStatic ? { isStatic, value } : { isStatic });
		}
		return value;
	};

	return (itemIndex, json) => ({
		get: (name) => get(name, itemIndex),
		json: () => json,
		timeZone,
	});
};
