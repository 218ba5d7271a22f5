import type { IDataObject } from 'n8n-workflow';

import {
	InvalidInput,
	type CrossItemCheck,
	type HintTopic,
	type ItemParameters,
	type ItemRequest,
	type Operation,
} from '../../../nodes/MoEngage/resources/operation';

export type Values = Record<string, unknown>;

/** What our own words never say: they blame instead of helping. */
export const BLAME = /error|problem|fail|mistake/i;

/** Parameters as the editor would hold them: a field that was left alone has its default. */
export const fillIn = (
	operation: Pick<Operation, 'properties'>,
	values: Values,
	item: IDataObject = {},
) => {
	const defaults = operation.properties.map(({ name, default: preset }) => [name, preset]);
	const filled: Values = { ...Object.fromEntries(defaults), ...values };
	const parameters = {
		get: (name: string) => filled[name],
		json: () => item,
		timeZone: 'UTC',
		form: operation.properties,
		notes: new Map<HintTopic, readonly string[]>(),
	};
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
export const readItem = (
	operation: Pick<Operation, 'properties' | 'read'>,
	values: Values,
	item?: IDataObject,
): ItemRequest => {
	const request = operation.read(fillIn(operation, values, item));
	// What a record sets matters only to a further try of the node, whose tests look at it.
	for (const record of request.records) delete record.targets;
	return request;
};

/** Lets a check look at items, the first of which has the index 0. */
export const conclude = (check: CrossItemCheck, itemRequests: ItemRequest[]) => {
	for (const [index, itemRequest] of itemRequests.entries()) check.add(index, itemRequest);
	const { invalid = [], hints = [] } = check.conclude();
	return { invalid: new Map(invalid), hints };
};

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
