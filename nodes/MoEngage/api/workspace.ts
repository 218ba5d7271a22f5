import type { MoEngageCredential } from './credential';

/** The workspace that a credential opens: where it lives and what it is called there. */
export interface Workspace {
	id: string;
	/** Scheme, host and path, without a slash at the end. */
	baseUrl: string;
	/** The project of a workspace that has the Portfolio feature. */
	projectCode?: string;
}

export const toWorkspace = (credential: MoEngageCredential): Workspace => {
	const { workspaceId, baseUrl, projectCode } = credential;
	return { id: workspaceId, baseUrl, ...(projectCode === undefined ? {} : { projectCode }) };
};
