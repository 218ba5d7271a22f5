import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../nodes/MoEngage/resources';
import {
	InvalidInput,
	type ItemRequest,
	type Operation,
	type ItemParameters,
	type Handler,
} from '../../../nodes/MoEngage/resources/operation';

export type Values = Record<string, unknown>;

/** What our own words never say: they blame instead of helping. */
export const BLAME = /error|problem|fail|mistake/i;

const readings = new Map<Operation, Handler>();

beforeAll(async () => {
	for (const operation of resources.flatMap(({ operations }) => operations)) {
		readings.set(operation, await operation.loadHandler());
	}
});

/** How an operation reads its items; loaded before the tests, as an execution loads it. */
export const readingOf = (operation: Operation): Handler => {
	const handler = readings.get(operation);
	if (handler === undefined) throw new Error(`${operation.name} is in no index`);
	return handler;
};

/** Parameters as the editor would hold them: a field that was left alone has its default. */
export const fillIn = (operation: Operation, values: Values, item: IDataObject = {}) => {
	const defaults = operation.properties.map(({ name, default: preset }) => [name, preset]);
	const filled: Values = { ...Object.fromEntries(defaults), ...values };
	const parameters = { get: (name: string) => filled[name], json: () => item, timeZone: 'UTC' };
	return parameters satisfies ItemParameters;
};

/** How a message ends that refuses a value: a blank one is named, any other is shown. */
export const shownAs = (value: unknown, reason: string): string => {
	if (value === undefined) return 'is missing';
	if (value === null || (typeof value === 'string' && value.trim() === '')) return 'is empty';
	const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
	return `is ${shown}, ${reason}`;
};

/** Reads one item. */
export const readItem = (operation: Operation, values: Values, item?: IDataObject): ItemRequest =>
	readingOf(operation).read(fillIn(operation, values, item));

/**
 * Reads what cannot be sent, and sees to it that the refusal helps: it begins with the label of a
 * field, is no longer than people read, says how to get unstuck and blames nobody.
 */
export const refusalWhile = (read: () => unknown): InvalidInput => {
	try {
		read();
	} catch (error) {
		if (!(error instanceof InvalidInput)) throw error;
		expect(error.message).toMatch(/^('[A-Z].+'|This item) \S/);
		expect(error.message).not.toMatch(/ \((undefined|null|"\s*")\)/);
		expect(error.message.length).toBeLessThan(400);
		expect(error.description).toMatch(/\w{3,}/);
		expect(`${error.message} ${error.description}`).not.toMatch(BLAME);
		return error;
	}
	throw new Error('It was read without a complaint');
};

export const refusalOf = (operation: Operation, values: Values, item?: IDataObject): InvalidInput =>
	refusalWhile(() => readItem(operation, values, item));
