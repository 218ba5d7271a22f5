import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../fields/booleans';
import {
	categoryProperties,
	readRequiredCategories,
	readOptionalCategories,
	type Categories,
} from '../fields/categories';
import { hideWhen } from '../fields/hideWhen';
import { readField } from '../fields/readFields';
import type { ItemParameters } from '../operation';

/** What MoEngage requires together. */
export interface Subscriptions extends Record<string, boolean | Categories> {
	unsubscribe_all: boolean;
	categories: Categories;
}

/**
 * The switch that unsubscribes a user from everything, and the categories that it makes void.
 *
 * @param name Differs between operations, so that n8n does not carry the choice from one to the other
 */
export const createSubscriptionFields = (name: string) => {
	const unsubscribe: INodeProperties = {
		displayName: 'Unsubscribe From All',
		name,
		type: 'boolean',
		default: false,
		description:
			'Whether to unsubscribe the user from all marketing emails. When turned on, the user gets no more marketing emails, and the categories are ignored.',
	};
	const notice: INodeProperties = {
		displayName: 'The user gets no more marketing emails. Categories are ignored.',
		name: `${name}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { [name]: [true] } },
	};
	return {
		properties: [unsubscribe, notice, ...hideWhen(categoryProperties, { [name]: [true] })],

		/** @throws InvalidInput */
		read: (parameters: ItemParameters): Subscriptions => {
			const isForAll = readField(name, readBoolean, parameters, [unsubscribe]);
			return {
				unsubscribe_all: isForAll,
				categories: isForAll
					? (readOptionalCategories(parameters) ?? {})
					: readRequiredCategories(parameters),
			};
		},
	};
};
