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

/** The columns are the names of the cells. */
const writeTable = (rows: Array<Record<string, string | number>>): string =>
	`<table><thead><tr>${writeCells('th', Object.keys(rows[0] ?? {}))}</tr></thead><tbody>${rows
		.map((row) => `<tr>${writeCells('td', Object.values(row))}</tr>`)
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
	const figures = {
		Users: state.users.size,
		Events: state.events.length,
		Devices: [...state.devices.values()].reduce((count, owned) => count + owned.size, 0),
		'Users with devices': state.devices.size,
		'Users opted out': state.optOuts.size,
		'Addresses resubscribed': state.resubscribed.size,
		'Landing pages': state.preferences.landingPage.size,
		'Users with preferences': state.preferences.users.size,
		'Opt-ins': state.optIns.size,
		Cohorts: state.cohorts.size,
		'Users erased': state.erasedUsers.length,
		'Attributes dropped': state.dropped.length,
		'Elements lost': state.lost.length,
		Violations: state.violations.length,
	};
	return `<h2>${escapeHtml(appName)} (${escapeHtml(workspaceId)})</h2>${writeTable([figures])}`;
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
	const countRows = Object.values(endpoints).map(({ name, method, path }) => ({
		Endpoint: name,
		Request: `${method} ${path}`,
		Requests: counts[name].requests,
		'Took effect': counts[name].applied,
		Records: counts[name].records,
		'Over the limit': counts[name].refused429,
		Refused: counts[name].refused,
		Faults: counts[name].faults,
		'Most in a window': counts[name].maxInWindow,
	}));
	const requestRows = requests.map((request) => ({
		'Time (UTC)': new Date(request.at).toISOString().slice(11, 23),
		Endpoint: request.endpoint ?? '–',
		Request: `${request.method} ${request.path}`,
		Result: describeResult(request),
		Query: Object.entries(request.query)
			.map(([name, value]) => `${name}=${value}`)
			.join(' '),
		Body: writeBody(request.body),
	}));
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>MoEngage sandbox</title><style>${style}</style></head>
<body><h1>MoEngage sandbox</h1>
<p>What arrived here since the last start or clear. Reload to see more.</p>
${settings.workspaces.map((workspace) => writeWorkspace(workspace, stateOf(workspace.workspaceId))).join('\n')}
<h2>Endpoints</h2>
${writeTable(countRows)}
<h2>The last ${requests.length} requests</h2>
${writeTable(requestRows)}
</body></html>
`;
};
