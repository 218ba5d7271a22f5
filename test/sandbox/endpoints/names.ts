export const endpointNames = [
	'testConnection',
	'trackDevice',
	'bulkImport',
	'manageDevices',
	'bulkResubscribe',
	'getPreferences',
	'updatePreferences',
	'bulkUpdatePreferences',
	'updateOptIn',
	'getCategories',
	'getUserPreferences',
	'updateUserPreferences',
] as const;

export type EndpointName = (typeof endpointNames)[number];
