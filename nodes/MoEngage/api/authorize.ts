import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { InvalidCredential, isSafeAddress, readCredential } from './credential';

/**
 * A redirect would take the key along to another host. n8n's two request helpers have a name each for
 * not following one: `disableFollowRedirect`, and in the older form of requests the other two.
 */
const FOLLOW_NO_REDIRECT = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

/**
 * Adds what MoEngage authenticates with: Basic auth of Workspace ID and Data API key, `MOE-APPKEY`,
 * and `MOE-PROJECT-CODE`, which must be absent where the workspace has no projects. A request that
 * names no client IP of its own names the one of this n8n, if the workspace has a list of them.
 *
 * @throws InvalidCredential where the credential cannot be used, or the address would reveal it
 */
export const authorize = (
	data: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions => {
	const {
		workspace: { id, projectCode },
		apiKey,
		sourceIp,
	} = readCredential(data);
	// n8n's HTTP Request node hands over the older form, whose address is named uri.
	const path = String('uri' in request ? request.uri : request.url);
	// A complete address is used instead of the base, as it is when the request is sent.
	const target = URL.canParse(path) ? path : `${request.baseURL ?? ''}${path}`;
	if (!isSafeAddress(target)) {
		throw new InvalidCredential(
			'The MoEngage key is only sent to an address that starts with https://, or with http:// for a server on the machine that runs n8n',
			'Correct the address of the request.',
		);
	}
	const namesClient = Object.keys(request.headers ?? {}).some(
		(name) => name.toLowerCase() === 'x-forwarded-for',
	);
	request.headers = {
		...request.headers,
		Authorization: `Basic ${Buffer.from(`${id}:${apiKey}`).toString('base64')}`,
		'MOE-APPKEY': id,
		...(projectCode === undefined ? {} : { 'MOE-PROJECT-CODE': projectCode }),
		...(sourceIp === undefined || namesClient ? {} : { 'X-Forwarded-For': sourceIp }),
	};
	return Object.assign(request, FOLLOW_NO_REDIRECT);
};
