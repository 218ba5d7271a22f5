export const endpointNames = [
	'testConnection',
	'trackDevice',
	'bulkImport',
	'deviceOptOut',
	'resubscribe',
	'getPreferences',
	'updatePreferences',
	'bulkUpdatePreferences',
	'updateOptIn',
	'getCategories',
	'getUserPreferences',
	'updateUserPreferences',
] as const;

export type EndpointName = (typeof endpointNames)[number];
