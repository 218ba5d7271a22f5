import type { ILoadOptionsFunctions, ResourceMapperField } from 'n8n-workflow';
import { z } from 'zod';

/** A switch would start as off, so that adding a category would already unsubscribe the user. */
const SUBSCRIPTIONS = [
	{ name: 'Subscribed', value: 'subscribed' },
	{ name: 'Unsubscribed', value: 'unsubscribed' },
];

interface NamedCategory {
	name: string;
	label: string;
}

/** The fields of the category mapper: one for each category, without a choice made beforehand. */
export const createCategoryFields = (categories: readonly NamedCategory[]): ResourceMapperField[] =>
	categories.map(({ name, label }) => ({
		id: name,
		displayName: label,
		type: 'options',
		options: SUBSCRIPTIONS,
		required: false,
		defaultMatch: false,
		display: true,
	}));

const mappingSchema = z
	.object({ schema: z.array(z.object({ id: z.string(), displayName: z.string() })) })
	.catch({ schema: [] });

/** The fields that the open mapper got earlier, none where it is new. */
export const findSavedFields = (context: ILoadOptionsFunctions): ResourceMapperField[] => {
	const { schema } = mappingSchema.parse(context.getCurrentNodeParameter('categoriesMapping'));
	return createCategoryFields(
		schema.map(({ id, displayName }) => ({ name: id, label: displayName })),
	);
};
