import type { INodeProperties } from 'n8n-workflow';

import {
	readOptionalCategories,
	readRequiredCategories,
	type Categories,
} from '../fields/categories';
import { readField } from '../fields/reader';
import { readBoolean } from '../fields/scalars';
import type { ItemParameters } from '../operation';

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
