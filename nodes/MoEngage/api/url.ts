import type { MoEngageRequest } from './send';
import type { Workspace } from './workspace';

/** Encodes a value; undefined where it is not valid Unicode, which no address can contain. */
const encode = (text: string): string | undefined => {
	try {
		return encodeURIComponent(text);
	} catch {
		return undefined;
	}
};

/**
 * Writes the address of a request, without credentials.
 *
 * @returns undefined where a value of the query is not valid Unicode text
 */
export const buildUrl = (
	{ baseUrl, id, projectCode }: Workspace,
	{ endpoint, query }: Pick<MoEngageRequest, 'endpoint' | 'query'>,
): string | undefined => {
	const path = endpoint.path.replaceAll('{workspaceId}', encodeURIComponent(id));
	const project = endpoint.projectCode === 'query' ? { project_code: projectCode } : {};
	let url = baseUrl + path;
	for (const [name, value] of Object.entries({ ...query, ...project })) {
		if (value === undefined) continue;
		const encoded = encode(value);
		if (encoded === undefined) return undefined;
		url += `${url.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encoded}`;
	}
	return url;
};
