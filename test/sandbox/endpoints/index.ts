import { bulkImport } from './bulkImport';
import { trackUser } from './customers';
import { deleteUser } from './deleteUser';
import { trackDevice } from './devices';
import type { Endpoint } from './endpoint';
import { eraseUser } from './eraseUser';
import { trackEvent } from './events';
import { getCategories } from './getCategories';
import { getUserPreferences } from './getUserPreferences';
import { getUsers } from './getUsers';
import { manageDevices } from './manageDevices';
import { mergeUsers } from './mergeUsers';
import { bulkUpdatePreferences, getPreferences, updatePreferences } from './landingPage';
import type { EndpointName } from './names';
import { updateOptIn } from './optIn';
import { bulkResubscribe } from './bulkResubscribe';
import { syncCohort } from './syncCohort';
import { testConnection } from './testConnection';
import { updateUserPreferences } from './updateUserPreferences';

export const endpoints: Record<EndpointName, Endpoint> = {
	testConnection,
	trackDevice,
	bulkImport,
	manageDevices,
	bulkResubscribe,
	getPreferences,
	updatePreferences,
	bulkUpdatePreferences,
	updateOptIn,
	getCategories,
	getUserPreferences,
	updateUserPreferences,
	trackUser,
	trackEvent,
	getUsers,
	mergeUsers,
	deleteUser,
	syncCohort,
	eraseUser,
};

export interface Route {
	/** The endpoints of the path, by method. */
	byMethod: Map<string, Endpoint>;
	/** For what no endpoint of the path answers. */
	anyEndpoint: Endpoint;
	/** The workspace id that stands in the path. */
	workspaceId: string | undefined;
}

type Place = Omit<Route, 'workspaceId'>;

const variable = '{workspaceId}';

const fixedPlaces = new Map<string, Place>();
/** By what precedes the workspace id in the path. */
const workspacePlaces = new Map<string, Place>();

for (const endpoint of Object.values(endpoints)) {
	const isFixed = !endpoint.path.endsWith(variable);
	const places = isFixed ? fixedPlaces : workspacePlaces;
	const key = isFixed ? endpoint.path : endpoint.path.slice(0, -variable.length);
	const place = places.get(key) ?? { byMethod: new Map(), anyEndpoint: endpoint };
	place.byMethod.set(endpoint.method, endpoint);
	places.set(key, place);
}

/** What a path (without query) leads to. */
export const findRoute = (path: string): Route | undefined => {
	const fixed = fixedPlaces.get(path);
	if (fixed) return { ...fixed, workspaceId: undefined };
	const end = path.lastIndexOf('/') + 1;
	const place = workspacePlaces.get(path.slice(0, end));
	const workspaceId = path.slice(end);
	return place && workspaceId !== '' ? { ...place, workspaceId } : undefined;
};
