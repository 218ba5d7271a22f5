import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { deviceMappingFields } from '../resources/device/deviceMappingFields';

export async function getDeviceFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve({ fields: deviceMappingFields });
}

/** One boolean field for each category of the workspace. */
export async function getCategoryFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	// Nobody needs this before the editor asks for categories.
	const { findChannel, labelCategory, lookUpCategories } = await import('./categoryLookup');
	const categories = await lookUpCategories(this, findChannel(this));
	return {
		fields: categories.map((category) => ({
			id: category.name,
			displayName: labelCategory(category),
			type: 'boolean',
			required: false,
			defaultMatch: false,
			display: true,
		})),
		emptyFieldsNotice: 'This workspace has no subscription categories on the channel yet.',
	};
}
