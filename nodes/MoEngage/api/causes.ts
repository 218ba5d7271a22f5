import type { Endpoint } from './endpoints';
import type { ErrorBody } from './errorBody';
import { groupDigits } from './numbers';

const API_SETTINGS =
	'Settings › Account › APIs (in newer workspaces: API keys) in the MoEngage dashboard';

const CHECK_ADDRESS =
	"Check the credential's 'Data Center' (and its 'Base URL' if you use a gateway)";

// What to do about each cause. No text names an option of the node: the editor's lists show them, too.

const PROXY =
	"The answer does not come from MoEngage but from a proxy, a firewall, or a gateway on the way. Ask whoever runs it to let n8n reach MoEngage's API, and check n8n's proxy settings (the environment variables HTTPS_PROXY and NO_PROXY).";

/** MoEngage would reject the same request again. */
const REJECTED = {
	/** MoEngage rejects a value of the record. */
	value: 'Correct the value that MoEngage names and run the item again.',
	categories:
		'Add at least one category and run the item again. If the form hides the categories because a switch is on, turn the switch on with an expression instead: {{ true }}.',
	/** MoEngage rejects what all records of the request share. */
	request:
		'This concerns the request as a whole, not a single item. Correct the setting that MoEngage names and run the items again.',
	notFound:
		'Check that the identifiers belong to a user of this workspace, and that the workspace has this API.',
	idempotencyKey:
		'MoEngage has already seen the Idempotency-Key of this request with other contents. Run the item again: the node then sends a new key.',
	ambiguousUser: 'Choose an identifier that belongs to one user only, such as the customer ID.',
	unexpected: `${CHECK_ADDRESS}, and look at the values of the item.`,
	/** A firewall, for example, may reject a single value. */
	foreign: PROXY,
	size: ({ maxBytes }: Endpoint) =>
		`Send less data in one item. MoEngage accepts less than ${maxBytes / 1_000} kB in one request.`,
};

/** Every request of the workspace would meet the same. */
const FATAL = {
	account: `MoEngage does not accept requests from this workspace. Check the credential's 'Workspace ID' and 'Data Center', and look at ${API_SETTINGS}, or ask MoEngage support.`,
	projectCode:
		"The workspace has the Portfolio feature, so each request must name a project. Enter the project's ID in the credential's 'Project Code'.",
	credentials: `Copy the Workspace ID and the Data API key again from ${API_SETTINGS}, and check the credential's 'Data Center'. The key must be of the type Basic, and if it is limited to selected APIs, it must cover this one. A key stops working when it is generated again.`,
	access: `The account may be blocked or suspended, the key may not cover this API, or the feature may be off in this workspace. Look at ${API_SETTINGS}, or ask MoEngage support.`,
	keyScope: `The Data API key does not cover this API. Open ${API_SETTINGS}, and select this API for the key, or create a key that covers it.`,
	ipList:
		"MoEngage accepts requests for this workspace only from the IP addresses on its list. Add the public IP address of your n8n server to that list (Settings › Account › Security in the MoEngage dashboard, or MoEngage support), and enter the same address in the credential's 'Source IP Address'.",
	secret: `Generate the API secret under ${API_SETTINGS}, and check that the credential's 'Workspace ID' is the one it belongs to.`,
	redirect: `The address answered with a redirect, which the node does not follow to keep your key safe. ${CHECK_ADDRESS}.`,
	proxy: PROXY,
	certificate:
		"The machine that runs n8n does not trust the server's certificate. If a proxy or gateway in your company signs it, set the environment variable NODE_EXTRA_CA_CERTS to the file with its CA certificate and restart n8n.",
	address: `n8n cannot send requests to this address. ${CHECK_ADDRESS}.`,
};

/** Another try may help. */
const TRANSIENT = {
	unreadable: `A proxy, a sign-in page, or a gateway may have answered instead of MoEngage. Check the network of the machine that runs n8n. ${CHECK_ADDRESS}.`,
	server: 'MoEngage, or a gateway on the way there, could not answer. Try again later.',
	timeout:
		'MoEngage or the network may be slow at the moment. Try again later, or give each request more time.',
	unknownHost: `The name of the server is not known on the machine that runs n8n. ${CHECK_ADDRESS}, and check that the machine reaches the internet and its DNS server.`,
	unreachable: `No server accepts connections at that address, or a firewall blocks them. ${CHECK_ADDRESS}, and check that the machine that runs n8n reaches the internet.`,
	broken: `The network, a firewall, or a proxy may have closed the connection. Try again later. ${CHECK_ADDRESS}, and check that the machine that runs n8n reaches the internet.`,
};

const HINTS = {
	...REJECTED,
	...FATAL,
	...TRANSIENT,
	limit: ({ perMinute, counts, hasUnknownLimit }: Endpoint) =>
		`${hasUnknownLimit ? '' : `MoEngage accepts ${groupDigits(perMinute)} ${counts} a minute here for the whole workspace. `}Run the items again later, or send less from other systems at the same time.`,
};

/** Why a request was not accepted, as a code. */
export type Cause = keyof typeof HINTS;

/** What an answer that is not a success means for its records and for all other requests. */
export type Meaning =
	| { kind: 'tooManyRequests' }
	/** Worth another try; `ambiguous` where MoEngage may have done what it was asked for. */
	| { kind: 'transient'; ambiguous: boolean }
	/** Not worth another try as it is; `someRecords` where a batch was rejected for some of its records. */
	| { kind: 'rejected'; scope: 'someRecords' | 'size' | 'request' | 'record' }
	/** Concerns every request of the workspace. */
	| { kind: 'fatal' };

/**
 * @param isOwn Whether MoEngage says itself that it could not do what it was asked for
 * @param isBatch Whether several records may have been rejected for some of them
 */
export const toMeaning = (cause: Cause, isOwn: boolean, isBatch: boolean): Meaning => {
	if (cause === 'limit') return { kind: 'tooManyRequests' };
	if (cause in FATAL) return { kind: 'fatal' };
	if (cause in TRANSIENT) {
		const isUnsent = cause === 'unknownHost' || cause === 'unreachable';
		return { kind: 'transient', ambiguous: !isUnsent && !isOwn };
	}
	if (cause === 'size' || cause === 'request') return { kind: 'rejected', scope: cause };
	return { kind: 'rejected', scope: isBatch ? 'someRecords' : 'record' };
};

/** Says what to do, and adds what else MoEngage said and what its support will ask for. */
export const writeHint = (
	cause: Cause,
	endpoint: Endpoint,
	{ attribute, type, request_id, details }: ErrorBody,
): string => {
	const hint: string | ((endpoint: Endpoint) => string) = HINTS[cause];
	const references = [
		attribute && `field: ${attribute}`,
		type && `type: ${type}`,
		request_id && `request ID: ${request_id}`,
	].filter(Boolean);
	return [
		typeof hint === 'string' ? hint : hint(endpoint),
		details && `MoEngage adds: ${details}`,
		references.length > 0 && `(MoEngage ${references.join(', ')})`,
	]
		.filter(Boolean)
		.join(' ');
};
