import type { INodeProperties } from 'n8n-workflow';

import {
	categoryProperties,
	hideWhen,
	readOptionalCategories,
	readRequiredCategories,
} from '../fields/categories';
import { createNotice } from '../fields/properties';
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
	createNotice(`${name}Notice`, 'The user gets no more marketing emails. Categories are ignored.', {
		[name]: [true],
	}),
	...hideWhen(categoryProperties, { [name]: [true] }),
];

/** Reads the value of the switch, and the categories. MoEngage requires both. */
export const readSubscriptions = (value: unknown, parameters: ItemParameters) => {
	const isForAll = readBoolean(value);
	return {
		unsubscribe_all: isForAll,
		categories: isForAll
			? (readOptionalCategories(undefined, parameters) ?? {})
			: readRequiredCategories(undefined, parameters),
	};
};

export type Subscriptions = ReturnType<typeof readSubscriptions>;

/** What an update of subscriptions sets: the categories, or everything. */
export const toTargets = ({ unsubscribe_all, categories }: Subscriptions): string[] | undefined =>
	unsubscribe_all ? undefined : Object.keys(categories);
