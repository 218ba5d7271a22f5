import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';

import { deviceMappingFields } from '../resources/device/deviceMappingFields';

const listCategories = async (context: ILoadOptionsFunctions) => {
	// Nobody needs this before the editor asks for categories.
	const { findChannel, labelCategory, lookUpCategories } = await import('./categoryLookup');
	const categories = await lookUpCategories(context, findChannel(context));
	return categories.map((category) => ({ name: category.name, label: labelCategory(category) }));
};

/** Lists the categories whose name or label contains the filter, grouped as in the dashboard. */
export async function searchCategories(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.toLowerCase();
	const results = (await listCategories(this))
		.filter(({ name, label }) => `${label}\n${name}`.toLowerCase().includes(wanted))
		.map(({ name, label }) => ({ name: label, value: name }))
		.sort((one, other) => one.name.localeCompare(other.name));
	return { results };
}

/** n8n's switches start as off, which would unsubscribe; a choice starts as not made. */
const subscriptionOptions = [
	{ name: 'Subscribed', value: 'subscribed' },
	{ name: 'Unsubscribed', value: 'unsubscribed' },
];

/** One field for each category of the workspace. */
export async function getCategoryFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return {
		fields: (await listCategories(this)).map(({ name, label }) => ({
			id: name,
			displayName: label,
			type: 'options',
			options: subscriptionOptions,
			required: false,
			defaultMatch: false,
			display: true,
		})),
		emptyFieldsNotice: 'This workspace has no subscription categories on the channel yet.',
	};
}

export async function getDeviceFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve({ fields: deviceMappingFields });
}
