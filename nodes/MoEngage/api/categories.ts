import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isObject } from './json';

/** The categories in an answer of `getCategories`, as they came. */
export const readCategoryList = ({ data }: IDataObject): IDataObject[] =>
	Array.isArray(data) ? data.filter(isObject) : [];

const text = z.string().optional().catch(undefined);

const categorySchema = z.object({
	name: z.string(),
	display_name: text,
	group: text,
	status: text,
});

export type Category = z.infer<typeof categorySchema>;

/** Those categories in an answer of `getCategories` that have a name. */
export const readCategories = (answer: IDataObject): Category[] =>
	readCategoryList(answer).flatMap((entry) => {
		const category = categorySchema.safeParse(entry);
		return category.success ? [category.data] : [];
	});
