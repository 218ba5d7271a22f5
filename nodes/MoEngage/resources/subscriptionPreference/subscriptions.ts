import type { INodeProperties } from 'n8n-workflow';

import {
	categoryProperties,
	hideWhen,
	readOptionalCategories,
	readRequiredCategories,
	type Categories,
} from '../fields/categories';
import { readField } from '../fields/reader';
import { readBoolean } from '../fields/scalars';
import type { ItemParameters } from '../operation';

/**
 * The switch that unsubscribes a user from everything, and the categories that it makes void.
 *
 * @param name Differs between operations, so that n8n does not carry the choice from one to the other
 */
export const createSubscriptionFields = (name: string): INodeProperties[] => [
	{
		displayName: 'Unsubscribe From All',
		name,
		type: 'boolean',
		default: false,
		description:
			'Whether to unsubscribe the user from all marketing emails. When turned on, the user gets no more marketing emails, and the categories are ignored.',
	},
	{
		displayName: 'The user gets no more marketing emails. Categories are ignored.',
		name: `${name}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { [name]: [true] } },
	},
	...hideWhen(categoryProperties, { [name]: [true] }),
];

/** What MoEngage requires together. */
export interface Subscriptions extends Record<string, boolean | Categories> {
	unsubscribe_all: boolean;
	categories: Categories;
}

/**
 * Reads the switch that unsubscribes a user from everything, and the categories.
 *
 * @param name The switch's
 * @throws InvalidInput
 */
export const readSubscriptions = (
	name: string,
	parameters: ItemParameters,
	properties: INodeProperties[],
): Subscriptions => {
	const isForAll = readField(name, readBoolean, parameters, properties);
	return {
		unsubscribe_all: isForAll,
		categories: isForAll
			? (readOptionalCategories(undefined, parameters) ?? {})
			: readRequiredCategories(undefined, parameters),
	};
};
