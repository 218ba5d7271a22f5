/** The names that the node uses too, so that one endpoint has one name. */
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
	'trackUser',
	'trackEvent',
	'getUsers',
	'mergeUsers',
	'deleteUser',
	'syncCohort',
	'eraseUser',
] as const;

export type EndpointName = (typeof endpointNames)[number];
