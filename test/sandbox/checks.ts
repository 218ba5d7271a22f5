import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

import { secretMissing } from './directory';
import type { Endpoint } from './endpoints/endpoint';
import type { Refusal } from './refusals';
import type { Workspace } from './workspaces';

/** Why the account may not use the API at all. */
export const checkAccount = ({ account }: Workspace): Refusal | undefined => {
	switch (account) {
		case 'active':
			return undefined;
		case 'secretMissing':
			return secretMissing;
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
		case 'blacklisted':
			return { status: 400, reason: 'blacklisted', message: 'The workspace is blacklisted.' };
	}
};

/** Whether the workspace takes requests from this address of the network. */
export const checkSender = ({ ipList }: Workspace, address: string): Refusal | undefined => {
	const plain = address.replace(/^::ffff:/, '');
	if (ipList === undefined || ipList.includes(plain)) return undefined;
	return {
		status: 403,
		reason: 'ipNotListed',
		message: `The IP address ${plain} is not in the list of the workspace`,
	};
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

/**
 * The project of a Portfolio workspace.
 * @param attribute - where the code stands: a header or a query parameter
 */
const checkProjectCode = (
	workspace: Workspace,
	projectCode: string | undefined,
	{ attribute, isNeeded }: { attribute: string; isNeeded: boolean },
): Refusal | undefined => {
	const refuseCode = (message: string): Refusal => ({
		status: 400,
		reason: 'projectCode',
		attribute,
		message,
	});
	if (workspace.projectCode === undefined) {
		return projectCode === undefined
			? undefined
			: refuseCode(`${attribute} must not be sent: the workspace does not use Portfolio`);
	}
	if (projectCode === undefined) {
		return isNeeded ? refuseCode(`${attribute} header missing in request`) : undefined;
	}
	return projectCode === workspace.projectCode
		? undefined
		: refuseCode(`${attribute} does not name a project of the workspace`);
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
	checkProjectCode(workspace, readHeader(headers, 'moe-project-code'), {
		attribute: 'MOE-PROJECT-CODE',
		isNeeded: endpoint.needsProjectCode,
	});

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
			reason: missing === 'app_id' ? 'appIdMissing' : 'missing',
			attribute: missing,
			message: `'${missing}' is not found in the query`,
		};
	}
	const appId = parameters.get('app_id');
	if (appId !== null && appId !== workspace.workspaceId) {
		return {
			status: 400,
			reason: 'appIdInvalid',
			attribute: 'app_id',
			message: 'Given app_id is invalid.',
		};
	}
	return checkProjectCode(workspace, parameters.get('project_code') ?? undefined, {
		attribute: 'project_code',
		isNeeded: false,
	});
};
