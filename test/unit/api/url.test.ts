import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { buildUrl } from '../../../nodes/MoEngage/api/url';

const workspace = { id: 'DEMO/1', baseUrl: 'https://api-03.moengage.com' };

const project = { ...workspace, projectCode: 'p&1' };

const { bulkImport, getPreferences, trackDevice } = endpoints;

it('writes the workspace into the path, so that no character of it leads elsewhere', () => {
	expect(buildUrl(workspace, { endpoint: bulkImport })).toBe(
		'https://api-03.moengage.com/v1/transition/DEMO%2F1',
	);
});

it('names the project only where the endpoint reads it from the address', () => {
	expect(buildUrl(project, { endpoint: bulkImport })).toBe(
		'https://api-03.moengage.com/v1/transition/DEMO%2F1?project_code=p%261',
	);
	expect(buildUrl(project, { endpoint: trackDevice })).not.toContain('project_code');
});

it('adds what is asked for, in the same order, to what the path asks for already', () => {
	const query = { 'a b': 'ä&', left: undefined, out: '' };

	expect(buildUrl(workspace, { endpoint: trackDevice, query })).toBe(
		'https://api-03.moengage.com/v1/device/DEMO%2F1?app_id=DEMO%2F1&a%20b=%C3%A4%26&out=',
	);
	expect(buildUrl(workspace, { endpoint: bulkImport, query })).toMatch(
		/DEMO%2F1\?a%20b=%C3%A4%26&out=$/,
	);
});

it('does not write half of a character', () => {
	const query = { user_id: 'a\ud800' };

	expect(buildUrl(workspace, { endpoint: getPreferences, query })).toBeUndefined();
});
