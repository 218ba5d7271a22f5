import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import { findRoute } from '../../sandbox/endpoints';
import { documentedLimits } from '../../sandbox/server';

it.each(Object.values<Endpoint>(endpoints))(
	'$name has the same numbers as in the sandbox',
	({ method, path, perMinute, perDay = null, maxBytes }) => {
		const [place = ''] = path.replace('{workspaceId}', 'DEMOWORKSPACE').split('?');
		const known = findRoute(place)?.byMethod.get(method);
		if (known === undefined) throw new Error(`The sandbox has no ${method} ${path}`);

		expect({ perMinute, perDay }).toEqual(documentedLimits[known.name]);
		if (method !== 'GET') expect(maxBytes).toBe(known.maxBodySize);
	},
);
