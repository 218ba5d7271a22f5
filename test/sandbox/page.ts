import type { Counts } from './counts';
import { endpoints } from './endpoints';
import type { ReceivedRequest } from './requestLog';
import type { Settings } from './settings';
import type { WorkspaceState } from './state';

export interface PageContent {
	settings: Settings;
	counts: Counts;
	/** Newest first. */
	requests: ReceivedRequest[];
	stateOf(workspaceId: string): WorkspaceState;
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const writeCells = (tag: 'td' | 'th', cells: Array<string | number>): string =>
	cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('');

const writeTable = (heads: string[], rows: Array<Array<string | number>>): string =>
	`<table><thead><tr>${writeCells('th', heads)}</tr></thead><tbody>${rows
		.map((row) => `<tr>${writeCells('td', row)}</tr>`)
		.join('\n')}</tbody></table>`;

const writeBody = (body: unknown): string => {
	if (body === undefined) return '';
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return text.length > 2_000 ? `${text.slice(0, 2_000)} … (${text.length} characters)` : text;
};

const describeResult = ({ status, refused, fault }: ReceivedRequest): string =>
	[
		status === 0 ? 'not answered' : String(status),
		...(fault ? [`fault ${fault}`] : []),
		...(refused ? [refused] : []),
	].join(' · ');

const writeWorkspace = (
	{ workspaceId, appName }: Settings['workspaces'][number],
	state: WorkspaceState,
): string => {
	let devices = 0;
	for (const ofUser of state.devices.values()) devices += ofUser.size;
	return `<h2>${escapeHtml(appName)} (${escapeHtml(workspaceId)})</h2>${writeTable(
		[
			'Users',
			'Events',
			'Devices',
			'Users with devices',
			'Users opted out',
			'Addresses resubscribed',
			'Landing pages',
			'Users with preferences',
			'Opt-ins',
			'Attributes dropped',
			'Elements lost',
			'Violations',
		],
		[
			[
				state.users.size,
				state.events.length,
				devices,
				state.devices.size,
				state.optOuts.size,
				state.resubscribed.size,
				state.preferences.landingPage.size,
				state.preferences.users.size,
				state.optIns.size,
				state.dropped.length,
				state.lost.length,
				state.violations.length,
			],
		],
	)}`;
};

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #1d1d2b; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: 4px 8px; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:last-child { font-family: ui-monospace, monospace; font-size: 12px; }
`;

/** What the sandbox received, for people: everything that came from outside is escaped. */
export const writePage = ({ settings, counts, requests, stateOf }: PageContent): string => {
	const countRows = Object.values(endpoints).map(({ name, method, path }) => {
		const count = counts[name];
		return [
			name,
			`${method} ${path}`,
			count.requests,
			count.applied,
			count.records,
			count.refused429,
			count.refused,
			count.faults,
			count.maxInWindow,
		];
	});
	const requestRows = requests.map((request) => [
		new Date(request.at).toISOString().slice(11, 23),
		request.endpoint ?? '–',
		`${request.method} ${request.path}`,
		describeResult(request),
		Object.entries(request.query)
			.map(([name, value]) => `${name}=${value}`)
			.join(' '),
		writeBody(request.body),
	]);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>MoEngage sandbox</title><style>${style}</style></head>
<body><h1>MoEngage sandbox</h1>
<p>What arrived here since the last start or clear. Reload to see more.</p>
${settings.workspaces.map((workspace) => writeWorkspace(workspace, stateOf(workspace.workspaceId))).join('\n')}
<h2>Endpoints</h2>
${writeTable(
	[
		'Endpoint',
		'Request',
		'Requests',
		'Took effect',
		'Records',
		'Over the limit',
		'Refused',
		'Faults',
		'Most in a window',
	],
	countRows,
)}
<h2>The last ${requests.length} requests</h2>
${writeTable(['Time (UTC)', 'Endpoint', 'Request', 'Result', 'Query', 'Body'], requestRows)}
</body></html>
`;
};
