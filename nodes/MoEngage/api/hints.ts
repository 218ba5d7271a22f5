import type { Endpoint } from './endpoints';
import type { ErrorBody } from './errorBody';
import { groupDigits } from './numbers';

const API_SETTINGS =
	'Settings › Account › APIs (in newer workspaces: API keys) in the MoEngage dashboard';

const CHECK_ADDRESS =
	"Check the credential's 'Data Center' (and its 'Base URL' if you use a gateway)";

/** What to do, by what stands in the way. No text names an option of the node: who shows it may. */
const HINTS = {
	/** MoEngage rejects a value of the record. */
	value: 'Correct the value that MoEngage names and run the item again.',
	categories:
		'Add at least one category and run the item again. If the form hides the categories because a switch is on, turn the switch on with an expression instead: {{ true }}.',
	/** MoEngage rejects what all records of the request share. */
	request:
		'This concerns the request as a whole, not a single item. Correct the setting that MoEngage names and run the items again.',
	account: `MoEngage does not accept requests from this workspace. Check the credential's 'Workspace ID' and 'Data Center', and look at ${API_SETTINGS}, or ask MoEngage support.`,
	projectCode:
		"The workspace has the Portfolio feature, so each request must name a project. Enter the project's ID in the credential's 'Project Code'.",
	credentials: `Copy the Workspace ID and the Data API key again from ${API_SETTINGS}, and check the credential's 'Data Center'. The key must be of the type Basic, and if it is limited to selected APIs, it must cover this one. A key stops working when it is generated again.`,
	access: `The account may be blocked or suspended, the key may not cover this API, or the feature may be off in this workspace. Look at ${API_SETTINGS}, or ask MoEngage support.`,
	keyScope: `The Data API key does not cover this API. Open ${API_SETTINGS}, and select this API for the key, or create a key that covers it.`,
	ipList:
		"MoEngage accepts requests for this workspace only from the IP addresses on its list. Add the public IP address of your n8n server to that list (Settings › Account › Security in the MoEngage dashboard, or MoEngage support), and enter the same address in the credential's 'Source IP Address'.",
	notFound:
		'Check that the identifiers belong to a user of this workspace, and that the workspace has this API.',
	idempotencyKey:
		'MoEngage has already seen the Idempotency-Key of this request with other contents. Run the item again: the node then sends a new key.',
	ambiguousUser: 'Choose an identifier that belongs to one user only, such as the customer ID.',
	secret: `Generate the API secret under ${API_SETTINGS}, and check that the credential's 'Workspace ID' is the one it belongs to.`,
	redirect: `The address answered with a redirect, which the node does not follow to keep your key safe. ${CHECK_ADDRESS}.`,
	proxy:
		"The answer does not come from MoEngage but from a proxy, a firewall, or a gateway on the way. Ask whoever runs it to let n8n reach MoEngage's API, and check n8n's proxy settings (the environment variables HTTPS_PROXY and NO_PROXY).",
	unreadable: `A proxy, a sign-in page, or a gateway may have answered instead of MoEngage. Check the network of the machine that runs n8n. ${CHECK_ADDRESS}.`,
	server: 'MoEngage, or a gateway on the way there, could not answer. Try again later.',
	timeout:
		'MoEngage or the network may be slow at the moment. Try again later, or give each request more time.',
	unknownHost: `The name of the server is not known on the machine that runs n8n. ${CHECK_ADDRESS}, and check that the machine reaches the internet and its DNS server.`,
	unreachable: `No server accepts connections at that address, or a firewall blocks them. ${CHECK_ADDRESS}, and check that the machine that runs n8n reaches the internet.`,
	broken: `The network, a firewall, or a proxy may have closed the connection. Try again later. ${CHECK_ADDRESS}, and check that the machine that runs n8n reaches the internet.`,
	certificate:
		"The machine that runs n8n does not trust the server's certificate. If a proxy or gateway in your company signs it, set the environment variable NODE_EXTRA_CA_CERTS to the file with its CA certificate and restart n8n.",
	address: `n8n cannot send requests to this address. ${CHECK_ADDRESS}.`,
	unsendable: 'Look at the values of the item and remove the characters that cannot be sent.',
	unexpected: `${CHECK_ADDRESS}, and look at the values of the item.`,
};

const hintAtSize = ({ maxBytes }: Endpoint) =>
	`Send less data in one item. MoEngage accepts less than ${maxBytes / 1_000} kB in one request.`;

const hintAtLimit = ({ perMinute, counts, hasUnknownLimit }: Endpoint) =>
	`${hasUnknownLimit ? '' : `MoEngage accepts ${groupDigits(perMinute)} ${counts} a minute here for the whole workspace. `}Run the items again later, or send less from other systems at the same time.`;

/** What stands in the way of a request, for those who add something of their own to the hint. */
export type Cause = keyof typeof HINTS | 'size' | 'limit';

const findHint = (cause: Cause, endpoint: Endpoint): string => {
	if (cause === 'size') return hintAtSize(endpoint);
	return cause === 'limit' ? hintAtLimit(endpoint) : HINTS[cause];
};

const listReferences = ({ attribute, type, requestId }: Partial<ErrorBody>): string => {
	const references = [
		attribute && `field: ${attribute}`,
		type && `type: ${type}`,
		requestId && `request ID: ${requestId}`,
	].filter(Boolean);
	return references.length === 0 ? '' : `(MoEngage ${references.join(', ')})`;
};

/** Says what to do, and adds what else MoEngage said and what its support will ask for. */
export const writeHint = (
	cause: Cause,
	endpoint: Endpoint,
	errorBody: Partial<ErrorBody> = {},
): string =>
	[
		findHint(cause, endpoint),
		errorBody.details && `MoEngage adds: ${errorBody.details}`,
		listReferences(errorBody),
	]
		.filter(Boolean)
		.join(' ');
