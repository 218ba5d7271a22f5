import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

/** Lists the categories whose name or label contains the filter, grouped as in the dashboard. */
export async function searchCategories(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	// Nobody needs this before the editor asks for categories.
	const { findChannel, labelCategory, lookUpCategories } = await import('./categoryLookup');
	const categories = await lookUpCategories(this, findChannel(this));
	const wanted = filter.toLowerCase();
	const results = categories
		.map((category) => ({ name: labelCategory(category), value: category.name }))
		.filter(({ name, value }) => `${name}\n${value}`.toLowerCase().includes(wanted))
		.sort((one, other) => one.name.localeCompare(other.name));
	return { results };
}
