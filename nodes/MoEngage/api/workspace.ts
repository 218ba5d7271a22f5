import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

const trimmed = z
	.string()
	.catch('')
	.transform((text) => text.trim());

const credentialSchema = z.object({
	dataCenter: z
		.string()
		.regex(/^(\d{2,3}|custom)$/)
		.optional()
		.catch(undefined),
	baseUrl: trimmed.optional(),
	workspaceId: trimmed,
	apiKey: trimmed,
	projectCode: trimmed.optional(),
});

/** The workspace that a credential opens: where it lives and what it is called there. */
export interface Workspace {
	id: string;
	/** Scheme and host, without a slash at the end. */
	baseUrl: string;
}

/** Plain http would show the key to everyone on the way, so it may only reach this very machine. */
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a request to this address keeps the key secret on its way. */
export const isSafeAddress = (address: string): boolean => {
	if (!URL.canParse(address)) return false;
	const { protocol, hostname } = new URL(address);
	return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOST.test(hostname));
};

/** A credential that cannot be used as it stands. */
export class UnusableCredential extends Error {
	readonly description = 'Open the credential, correct it there and test it.';
}

/** Reads the workspace from a decrypted `moEngageApi` credential. */
export const readWorkspace = (credentials: ICredentialDataDecryptedObject): Workspace => {
	const { dataCenter, baseUrl, workspaceId, apiKey } = credentialSchema.parse(credentials);
	if (dataCenter === undefined) {
		throw new UnusableCredential("The credential's 'Data Center' is none that MoEngage has");
	}
	if (workspaceId === '' || apiKey === '') {
		throw new UnusableCredential(
			"The credential needs both the 'Workspace ID' and the 'Data API Key'",
		);
	}
	if (dataCenter !== 'custom') {
		return { id: workspaceId, baseUrl: `https://api-${dataCenter}.moengage.com` };
	}
	const address = (baseUrl ?? '').replace(/\/+$/, '');
	if (!isSafeAddress(address)) {
		throw new UnusableCredential(
			"The credential's 'Base URL' must start with https://, or with http:// for a server on this machine",
		);
	}
	return { id: workspaceId, baseUrl: address };
};

/**
 * Adds what MoEngage authenticates with: Basic auth of Workspace ID and Data API key, `MOE-APPKEY`,
 * and `MOE-PROJECT-CODE`, which must be absent where the workspace has no projects.
 */
export const authorize = (
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions => {
	const { workspaceId, apiKey, projectCode } = credentialSchema.parse(credentials);
	// n8n's HTTP Request node still hands over the older form, whose address is named uri.
	const path = String('uri' in request ? request.uri : request.url);
	// An address of its own goes before the base, as it does when the request is sent.
	const target = URL.canParse(path) ? path : `${request.baseURL ?? ''}${path}`;
	if (!isSafeAddress(target)) {
		throw new UnusableCredential(
			"The MoEngage key is only sent to an address that starts with https://, or with http:// for a server on this machine. Correct the credential's 'Base URL' or the node's 'URL'.",
		);
	}
	request.headers = {
		...request.headers,
		Authorization: `Basic ${Buffer.from(`${workspaceId}:${apiKey}`).toString('base64')}`,
		'MOE-APPKEY': workspaceId,
		...(projectCode ? { 'MOE-PROJECT-CODE': projectCode } : {}),
	};
	return request;
};
