import type { ErrorShape } from './errorBodies';
import { toRefusal, type Refusal } from './refusals';
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

export const keyMismatch = toRefusal(
	401,
	'credentials',
	'App Secret key mismatch. Please login to the dashboard to verify key',
);

const wordMissingCredentials: Record<ErrorShape, string> = {
	data: 'Authentication Header Required',
	deleteUser: 'Authentication Header Required',
	bulkResubscribe: 'Password (APP_SECRET) is missing in the Basic Auth authorization.',
	landingPageGet: 'No identity information found.',
	landingPage: 'No identity information found.',
	optIn: 'Authorization header is missing',
	v5: 'Invalid or missing credentials.',
};

const wordWrongCredentials: Record<ErrorShape, string> = {
	data: keyMismatch.message,
	deleteUser: keyMismatch.message,
	bulkResubscribe: keyMismatch.message,
	landingPageGet: 'No identity information found.',
	landingPage: 'No identity information found.',
	optIn: 'Data API key is wrong. Please provide correct Data API Key as password.',
	v5: 'Invalid or missing credentials.',
};

export const createDirectory = (workspaces: readonly Workspace[]): WorkspaceDirectory => {
	const byId = new Map(workspaces.map((workspace) => [workspace.workspaceId, workspace]));
	// Almost every request brings one of these very headers: no decoding for them.
	const byHeader = new Map(
		workspaces.map((workspace) => {
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
