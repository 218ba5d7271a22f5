import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';

import { deviceMappingFields } from '../resources/device/bulkUpsert';

/** Lists the categories whose name or label contains the filter, grouped as in the dashboard. */
export async function searchCategories(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.toLowerCase();
	// Nobody needs this before the editor asks for categories.
	const { listCategories } = await import('./categories');
	const results = (await listCategories(this))
		.filter(({ name, label }) => `${label}\n${name}`.toLowerCase().includes(wanted))
		.map(({ name, label }) => ({ name: label, value: name }));
	return { results };
}

/** One choice for each category of the workspace; without a list, the reason and how to go on. */
export async function getCategoryFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const { createCategoryFields, findSavedFields, listCategories } = await import('./categories');
	try {
		return {
			fields: createCategoryFields(await listCategories(this)),
			emptyFieldsNotice: 'This workspace has no subscription categories for this channel yet.',
		};
	} catch (error) {
		// n8n would take an empty list for the new one, and drop what the user has mapped.
		const fields = findSavedFields(this);
		return { fields, emptyFieldsNotice: error instanceof Error ? error.message : String(error) };
	}
}

export async function getDeviceFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve({ fields: deviceMappingFields });
}
