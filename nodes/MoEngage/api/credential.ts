import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { findIpAddress } from './ipAddresses';

/** A credential that cannot be used as it stands. The message names the field by its label. */
export class InvalidCredential extends Error {
	constructor(
		message: string,
		readonly description = 'Open the credential, correct it, and test it.',
	) {
		super(message);
	}
}

/** The workspace that a credential opens. */
export interface Workspace {
	id: string;
	/** Scheme, host and path, without a slash at the end. */
	baseUrl: string;
	/** The project of a workspace that has the Portfolio feature. */
	projectCode?: string;
}

const toText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** Everything that a header cannot carry, or that copying brings in between. */
const NOT_PRINTABLE_ASCII = /[^\x21-\x7e]/u;

const nameCharacter = (character: string): string => {
	if (character === ' ') return 'a space';
	if (character === '\n' || character === '\r') return 'a line break';
	const code = character.codePointAt(0) ?? 0;
	return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
};

/** Never shows the value, since the field could hold the key by accident. */
const checkCharacters = (label: string, text: string): string => {
	const [strange] = NOT_PRINTABLE_ASCII.exec(text) ?? [];
	if (strange === undefined) return text;
	throw new InvalidCredential(
		`The credential's '${label}' contains ${nameCharacter(strange)}. Only unaccented letters, digits, and punctuation are allowed, without spaces`,
	);
};

const readRequired = (label: string, text: string): string => {
	if (text === '') throw new InvalidCredential(`The credential's '${label}' is empty`);
	return checkCharacters(label, text);
};

/** Plain http would show the key to everyone on the way, so it may only reach this very machine. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const isSafeAddress = (address: string): boolean => {
	if (!URL.canParse(address)) return false;
	const { protocol, hostname } = new URL(address);
	return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOST.test(hostname));
};

/** Scheme, host and path: whatever else an address may have would send the key somewhere else. */
const PLAIN_ADDRESS = /^https?:\/\/[^/?#@\\\s\p{Cf}]+(\/[^?#\\\s\p{Cf}]*)?$/iu;

const readBaseUrl = (text: string): string => {
	if (text === '') throw new InvalidCredential("The credential's 'Base URL' is empty");
	if (!isSafeAddress(text)) {
		throw new InvalidCredential(
			"The credential's 'Base URL' must start with https://, or with http:// for a server on the machine that runs n8n",
		);
	}
	if (!PLAIN_ADDRESS.test(text)) {
		throw new InvalidCredential(
			"The credential's 'Base URL' may only have a scheme, a host, and a path, as in https://gateway.example.com/moengage, without a user name, '?', or '#'",
		);
	}
	return text.replace(/\/+$/, '');
};

const findBaseUrl = (dataCenter: string, baseUrl: string): string => {
	if (dataCenter === 'custom') return readBaseUrl(baseUrl);
	if (/^(?:0[1-6]|101)$/.test(dataCenter)) return `https://api-${dataCenter}.moengage.com`;
	throw new InvalidCredential(
		"The credential's 'Data Center' is not one of MoEngage's data centers",
	);
};

const readIpAddresses = (text: string): string | undefined => {
	if (text === '') return undefined;
	const addresses = text.split(',').map((part) => findIpAddress(part.trim()));
	if (!addresses.includes(undefined)) return addresses.join(', ');
	throw new InvalidCredential(
		"The credential's 'Source IP Address' is not a valid IP address, nor several separated by commas, such as 203.0.113.7",
	);
};

/**
 * Reads a decrypted `moEngageApi` credential.
 *
 * @throws InvalidCredential
 */
export const readCredential = (data: ICredentialDataDecryptedObject) => {
	const projectCode = toText(data.projectCode);
	const workspace: Workspace = {
		id: readRequired('Workspace ID', toText(data.workspaceId)),
		baseUrl: findBaseUrl(toText(data.dataCenter), toText(data.baseUrl)),
		...(projectCode === '' ? {} : { projectCode: checkCharacters('Project Code', projectCode) }),
	};
	return {
		workspace,
		apiKey: readRequired('Data API Key', toText(data.apiKey)),
		sourceIp: readIpAddresses(toText(data.sourceIp)),
	};
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
	const { workspace, apiKey, sourceIp } = readCredential(data);
	const { id, projectCode } = workspace;
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
	const names = Object.keys(request.headers ?? {}).map((name) => name.toLowerCase());
	const namesClient = names.includes('x-forwarded-for');
	request.headers = {
		...request.headers,
		Authorization: `Basic ${Buffer.from(`${id}:${apiKey}`).toString('base64')}`,
		'MOE-APPKEY': id,
		...(projectCode === undefined ? {} : { 'MOE-PROJECT-CODE': projectCode }),
		...(sourceIp === undefined || namesClient ? {} : { 'X-Forwarded-For': sourceIp }),
	};
	// A redirect would take the key along to another host. n8n's two request helpers have a name each
	// for not following one: `disableFollowRedirect`, and in the older form of requests the other two.
	return Object.assign(request, {
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
		maxRedirects: 0,
	});
};
