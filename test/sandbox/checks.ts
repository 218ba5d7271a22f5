import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

import type { Endpoint } from './endpoints/endpoint';
import type { ErrorShape } from './errorBodies';
import type { Refusal } from './refusals';
import type { Workspace } from './workspaces';

/** What stands in an Authorization header for Basic authentication, undefined for any other. */
export const readBasicCredentials = (
	authorization: string,
): { user: string; password: string } | undefined => {
	const [scheme, encoded = ''] = authorization.split(' ');
	if (scheme?.toLowerCase() !== 'basic') return undefined;
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = decoded.indexOf(':');
	if (colon < 0) return undefined;
	return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
};

export interface WorkspaceDirectory {
	/** The workspace that the header's credentials open, or why they open none. */
	authenticate(
		authorization: string | undefined,
		errors: ErrorShape,
	): { workspace: Workspace } | { refusal: Refusal };
}

const wordMissingCredentials: Record<ErrorShape, string> = {
	data: 'Authentication Header Required',
	bulkResubscribe: 'Password (APP_SECRET) is missing in the Basic Auth authorization.',
	landingPageGet: 'No identity information found.',
	landingPage: 'No identity information found.',
	optIn: 'Authorization header is missing',
	v5: 'Invalid or missing credentials.',
};

const wordWrongCredentials: Record<ErrorShape, string> = {
	data: 'App Secret key mismatch. Please login to the dashboard to verify key',
	bulkResubscribe: 'App Secret key mismatch. Please login to the dashboard to verify key',
	landingPageGet: 'No identity information found.',
	landingPage: 'No identity information found.',
	optIn: 'Data API key is wrong. Please provide correct Data API Key as password.',
	v5: 'Invalid or missing credentials.',
};

const refuseSecretMissing: Refusal = {
	status: 409,
	reason: 'secretMissing',
	message:
		'This response is returned when the authorization fails due to the APP SECRET key not being set on the Dashboard.',
};

export const createDirectory = (workspaces: readonly Workspace[]): WorkspaceDirectory => {
	const byId = new Map(workspaces.map((workspace) => [workspace.workspaceId, workspace]));
	// Almost every request brings one of these very headers: no decoding for them.
	const byHeader = new Map(
		workspaces
			.filter(({ account }) => account !== 'secretMissing')
			.map((workspace) => {
				const pair = `${workspace.workspaceId}:${workspace.apiKey}`;
				return [`Basic ${Buffer.from(pair).toString('base64')}`, workspace];
			}),
	);

	return {
		authenticate: (authorization, errors) => {
			const known = authorization === undefined ? undefined : byHeader.get(authorization);
			if (known) return { workspace: known };

			const credentials =
				authorization === undefined ? undefined : readBasicCredentials(authorization);
			const workspace = credentials && byId.get(credentials.user);
			if (workspace?.account === 'secretMissing') return { refusal: refuseSecretMissing };
			if (workspace && credentials?.password === workspace.apiKey) return { workspace };
			return {
				refusal: {
					status: 401,
					reason: 'credentials',
					...(errors === 'optIn'
						? { attribute: authorization === undefined ? 'Authorization Header' : 'Data key' }
						: {}),
					message: (authorization === undefined ? wordMissingCredentials : wordWrongCredentials)[
						errors
					],
				},
			};
		},
	};
};

/** Why the account may not use the API at all. */
export const checkAccount = ({ account }: Workspace): Refusal | undefined => {
	switch (account) {
		case 'active':
			return undefined;
		case 'secretMissing':
			return refuseSecretMissing;
		case 'blocked':
			return {
				status: 403,
				reason: 'blocked',
				message: 'Your account is suspended. Please contact MoEngage team.',
			};
		case 'suspended':
			return {
				status: 403,
				reason: 'suspended',
				message: 'Your account is suspended. Please contact MoEngage team.',
			};
		case 'temporarilySuspended':
			return {
				status: 403,
				reason: 'temporarilySuspended',
				message: 'Your account is temporarily suspended. Please contact MoEngage team.',
			};
	}
};

/**
 * MOE-APPKEY. On bulkResubscribe a wrong one is a 401 ("HeaderMismatch") in MoEngage's reference, on the
 * other endpoints a 409.
 */
const checkAppKey = (
	endpoint: Endpoint,
	workspace: Workspace,
	appKey: string | undefined,
): Refusal | undefined => {
	if (appKey === undefined) {
		if (!endpoint.needsAppKey) return undefined;
		return {
			status: 401,
			reason: 'headerMissing',
			attribute: 'MOE-APPKEY',
			message: 'MOE-APPKEY missing in Header',
		};
	}
	if (appKey === workspace.workspaceId) return undefined;
	return {
		status: endpoint.errors === 'bulkResubscribe' ? 401 : 409,
		reason: 'appKeyMismatch',
		attribute: 'MOE-APPKEY',
		message: "MOE_APPKEY doesn't match the Username (APP_KEY) used in Basic Auth authorization.",
	};
};

/** MOE-PROJECT-CODE. */
const checkProjectCode = (
	endpoint: Endpoint,
	workspace: Workspace,
	projectCode: string | undefined,
): Refusal | undefined => {
	const attribute = 'MOE-PROJECT-CODE';
	if (workspace.projectCode === undefined) {
		if (projectCode === undefined) return undefined;
		return {
			status: 400,
			reason: 'invalid',
			attribute,
			message: 'MOE-PROJECT-CODE must not be sent: the workspace does not use Portfolio',
		};
	}
	if (projectCode === undefined) {
		if (!endpoint.needsProjectCode) return undefined;
		return {
			status: 400,
			reason: 'headerMissing',
			attribute,
			message: 'MOE-PROJECT-CODE missing in Header',
		};
	}
	if (projectCode === workspace.projectCode) return undefined;
	return {
		status: 400,
		reason: 'invalid',
		attribute,
		message: 'MOE-PROJECT-CODE is no project of the workspace',
	};
};

const readHeader = (headers: IncomingHttpHeaders, name: string): string | undefined => {
	const value = headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
};

export const checkHeaders = (
	endpoint: Endpoint,
	workspace: Workspace,
	headers: IncomingHttpHeaders,
): Refusal | undefined =>
	checkAppKey(endpoint, workspace, readHeader(headers, 'moe-appkey')) ??
	checkProjectCode(endpoint, workspace, readHeader(headers, 'moe-project-code'));

const isJson = (contentType: string | undefined): boolean => {
	if (contentType === 'application/json') return true;
	const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';');
	return (
		type?.trim() === 'application/json' &&
		parameters.every((parameter) => /^\s*charset="?utf-8"?\s*$/.test(parameter))
	);
};

/** The type and size of a body; requests that read have none. */
export const checkBodyKind = (
	endpoint: Endpoint,
	headers: IncomingHttpHeaders,
	size: number,
): Refusal | undefined => {
	if (endpoint.method === 'GET') {
		if (size === 0) return undefined;
		return { status: 400, reason: 'invalid', message: 'A GET request has no body' };
	}
	const contentType = readHeader(headers, 'content-type');
	if (!isJson(contentType) || headers['content-encoding'] !== undefined) {
		return {
			status: 415,
			reason: 'mediaType',
			message:
				contentType === undefined && endpoint.errors === 'bulkResubscribe'
					? "The header 'Content-Type' is missing. Kindly provide the header 'Content-Type' and set it as 'application/json'"
					: 'Content type is not supported',
		};
	}
	if (size <= endpoint.maxBodySize) return undefined;
	return {
		status: 413,
		reason: 'tooLarge',
		message: `Payload size exceeds ${endpoint.maxBodySize / 1_000} KB`,
	};
};

export const parseBody = (bytes: Buffer): { body: unknown } | { refusal: Refusal } => {
	const malformed: Refusal = {
		status: 400,
		reason: 'malformedJson',
		message: 'Could not decode the request body. The JSON was incorrect or not encoded as UTF-8.',
	};
	if (!isUtf8(bytes)) return { refusal: malformed };
	try {
		const body: unknown = JSON.parse(bytes.toString('utf8'));
		return { body };
	} catch {
		return { refusal: malformed };
	}
};

/** Query parameters: each once, none that the reference does not know, none of the required empty. */
export const checkQuery = (
	endpoint: Endpoint,
	workspace: Workspace,
	parameters: URLSearchParams,
): Refusal | undefined => {
	const { required, optional = [] } = endpoint.query;
	const seen = new Set<string>();
	for (const name of parameters.keys()) {
		if (seen.has(name) || !(required.includes(name) || optional.includes(name))) {
			return {
				status: 400,
				reason: 'unknownKey',
				attribute: name,
				message: `Extra query parameter '${name}' passed in the request`,
			};
		}
		seen.add(name);
	}
	const missing = required.find((name) => !parameters.get(name));
	if (missing !== undefined) {
		return {
			status: 400,
			reason: 'missing',
			attribute: missing,
			message: `'${missing}' is not found in the query`,
		};
	}
	const appId = parameters.get('app_id');
	if (appId === null || appId === workspace.workspaceId) return undefined;
	return {
		status: 400,
		reason: 'invalid',
		attribute: 'app_id',
		message: "'app_id' does not match the Username used in Basic Auth authorization",
	};
};
