import type { ErrorShape } from '../errorBodies';
import { toRefusal, type Refusal } from '../refusals';
import type { Settings } from '../settings';
import type { WorkspaceState } from '../state';
import type { Workspace } from '../workspaces';
import type { EndpointName } from './names';

/** A request that may use the workspace; what its endpoint demands of it is still to be seen. */
export interface Call {
	workspace: Workspace;
	state: WorkspaceState;
	settings: Settings;
	query: Record<string, string>;
	/** Undefined where the header is missing. */
	readHeader(name: string): string | undefined;
	body: unknown;
}

export type Outcome =
	| {
			status: number;
			body: object;
			/** Users, events, devices or addresses that the request changed. */
			records: number;
			/** Whether this is an earlier answer again, which changes nothing. */
			repeated?: boolean;
	  }
	| { refusal: Refusal };

export interface Endpoint {
	name: EndpointName;
	method: 'GET' | 'POST' | 'PUT' | 'PATCH';
	/** `{workspaceId}` is the place of a workspace id in the path. */
	path: string;
	errors: ErrorShape;
	/** Query parameters; any other is refused. */
	query?: { required?: readonly string[]; optional?: readonly string[] };
	/** Whether MOE-APPKEY must be there. */
	needsAppKey?: boolean;
	/** Whether Portfolio workspaces demand MOE-PROJECT-CODE. */
	needsProjectCode?: boolean;
	/** In bytes, where it is not the usual one. */
	maxBodySize?: number;
	/** What the rate limit counts, by unit, where that is not one a request. */
	countUnits?(body: unknown): Record<string, number>;
	/** Checks what the reference demands and changes the state only when all of it holds. */
	answer(call: Call): Outcome;
}

/** MoEngage writes "128 KB", and its kB are thousands. */
export const usualMaxBodySize = 128_000;

export const refuse = (...refusal: Parameters<typeof toRefusal>): Outcome => ({
	refusal: toRefusal(...refusal),
});

/** What MoEngage says where it works on a request later. */
export const accepted = {
	status: 'success',
	message: 'Your request has been accepted and will be processed soon.',
};
