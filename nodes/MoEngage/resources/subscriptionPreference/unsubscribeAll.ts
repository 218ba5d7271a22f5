import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { ItemParameters } from '../operation';
import { boolean } from '../fields/booleans';
import {
	readOptionalCategories,
	readRequiredCategories,
	type Categories,
} from '../fields/categories';
import { readFields } from '../fields/readFields';

/** The switch beside the categories, on the operations by landing page and by customer ID. */
export const unsubscribeAllProperty: INodeProperties = {
	displayName: 'Unsubscribe From All',
	name: 'unsubscribeAll',
	type: 'boolean',
	default: false,
	description:
		'Whether to unsubscribe the user from all emails. Careful: this goes before every category below, and the user gets no more marketing emails.',
};

const schema = z.object({ unsubscribeAll: boolean });

/** Reads both, which MoEngage requires together. */
export const readSubscriptions = (
	parameters: ItemParameters,
): { unsubscribe_all: boolean; categories: Categories } => {
	const { unsubscribeAll } = readFields(schema, parameters, [unsubscribeAllProperty]);
	return {
		unsubscribe_all: unsubscribeAll,
		categories: unsubscribeAll
			? (readOptionalCategories(parameters) ?? {})
			: readRequiredCategories(parameters),
	};
};
