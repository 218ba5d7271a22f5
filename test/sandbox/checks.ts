import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

import { usualMaxBodySize, type Endpoint } from './endpoints/endpoint';
import { toRefusal, type Refusal } from './refusals';
import type { Workspace } from './workspaces';

const readHeader = (headers: IncomingHttpHeaders, name: string): string | undefined => {
	const value = headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
};

/** Whether the request names an address from which the workspace takes requests. */
const checkIpList = ({ ipList }: Workspace, forwardedFor = ''): Refusal | undefined => {
	const named = forwardedFor.split(',').map((address) => address.trim());
	if (ipList === undefined || named.some((address) => ipList.includes(address))) return undefined;
	return toRefusal(
		403,
		'ipNotListed',
		`X-Forwarded-For names no IP address of the workspace's list: '${forwardedFor}'`,
	);
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
		return toRefusal(401, 'headerMissing', 'MOE-APPKEY missing in Header', 'MOE-APPKEY');
	}
	if (appKey === workspace.workspaceId) return undefined;
	return toRefusal(
		endpoint.errors === 'bulkResubscribe' ? 401 : 409,
		'appKeyMismatch',
		"MOE_APPKEY doesn't match the Username (APP_KEY) used in Basic Auth authorization.",
		'MOE-APPKEY',
	);
};

/**
 * The project of a Portfolio workspace.
 * @param attribute - where the code stands: a header or a query parameter
 * @param missingStatus - what a request gets that needs a code and names none, if it needs one
 */
const checkProjectCode = (
	workspace: Workspace,
	projectCode: string | undefined,
	{ attribute, missingStatus }: { attribute: string; missingStatus?: number | false },
): Refusal | undefined => {
	const refuseCode = (message: string, status = 400): Refusal =>
		toRefusal(status, 'projectCode', message, attribute);
	if (workspace.projectCode === undefined) {
		return projectCode === undefined
			? undefined
			: refuseCode(`${attribute} must not be sent: the workspace does not use Portfolio`);
	}
	if (projectCode === undefined) {
		return missingStatus
			? refuseCode(`${attribute} header missing in request`, missingStatus)
			: undefined;
	}
	return projectCode === workspace.projectCode
		? undefined
		: refuseCode(`${attribute} does not name a project of the workspace`);
};

export const checkHeaders = (
	endpoint: Endpoint,
	workspace: Workspace,
	headers: IncomingHttpHeaders,
): Refusal | undefined =>
	checkIpList(workspace, readHeader(headers, 'x-forwarded-for')) ??
	checkAppKey(endpoint, workspace, readHeader(headers, 'moe-appkey')) ??
	checkProjectCode(workspace, readHeader(headers, 'moe-project-code'), {
		attribute: 'MOE-PROJECT-CODE',
		missingStatus: endpoint.needsProjectCode && (endpoint.errors === 'v5' ? 401 : 400),
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
		return toRefusal(400, 'invalid', 'A GET request has no body');
	}
	const contentType = readHeader(headers, 'content-type');
	if (!isJson(contentType) || headers['content-encoding'] !== undefined) {
		return toRefusal(
			415,
			'mediaType',
			contentType === undefined && endpoint.errors === 'bulkResubscribe'
				? "The header 'Content-Type' is missing. Kindly provide the header 'Content-Type' and set it as 'application/json'"
				: 'Content type is not supported',
		);
	}
	const { maxBodySize = usualMaxBodySize } = endpoint;
	if (size <= maxBodySize) return undefined;
	return toRefusal(413, 'tooLarge', `Payload size exceeds ${maxBodySize / 1_000} KB`);
};

export const parseBody = (bytes: Buffer): { body: unknown } | { refusal: Refusal } => {
	const malformed = toRefusal(
		400,
		'malformedJson',
		'Could not decode the request body. The JSON was incorrect or not encoded as UTF-8.',
	);
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
	const { required = [], optional = [] } = endpoint.query ?? {};
	const seen = new Set<string>();
	for (const name of parameters.keys()) {
		if (seen.has(name) || !(required.includes(name) || optional.includes(name))) {
			return toRefusal(
				400,
				'unknownKey',
				`Extra query parameter '${name}' passed in the request`,
				name,
			);
		}
		seen.add(name);
	}
	const missing = required.find((name) => !parameters.get(name));
	if (missing !== undefined) {
		return toRefusal(
			400,
			missing === 'app_id' ? 'appIdMissing' : 'missing',
			`'${missing}' is not found in the query`,
			missing,
		);
	}
	const appId = parameters.get('app_id');
	if (appId !== null && appId !== workspace.workspaceId) {
		return toRefusal(400, 'appIdInvalid', 'Given app_id is invalid.', 'app_id');
	}
	return checkProjectCode(workspace, parameters.get('project_code') ?? undefined, {
		attribute: 'project_code',
	});
};
