import { compare, grouped, NO_LIMITS, perItem, print, ratio, type Part } from '../bench';
import { httpUpsertDevice, upsertDevice } from '../nodeParameters';

/** n8n opens a connection for each request, and over TLS each of them begins with a handshake. */
export const measureHttps: Part = async (bench) => {
	const { sandbox, n8n, quick, report } = bench;
	const [count, warmUp] = [quick ? 500 : 2_000, 300];
	const devices = { items: 'devices', count, warmUp } as const;
	report('Single upserts over HTTP and HTTPS …');
	await sandbox.configure({ latencyMs: 20, limits: NO_LIMITS });
	const ours = { ...devices, sender: 'moEngage', parameters: upsertDevice } as const;
	const theirs = { ...devices, sender: 'httpRequest' } as const;
	const secured = { isSecured: true } as const;
	const fastest = await compare(bench, {
		oursHttp: async () => await n8n.run(ours),
		theirsHttp: async () => await n8n.run({ ...theirs, parameters: httpUpsertDevice(sandbox.url) }),
		oursHttps: async () => await n8n.run({ ...ours, ...secured }),
		theirsHttps: async () =>
			await n8n.run({ ...theirs, ...secured, parameters: httpUpsertDevice(n8n.securedUrl) }),
	});
	const row = (
		name: string,
		own: 'oursHttp' | 'oursHttps',
		other: 'theirsHttp' | 'theirsHttps',
	) => [
		name,
		perItem(fastest(own), count),
		perItem(fastest(other), count),
		ratio(fastest(own).milliseconds, fastest(other).milliseconds),
	];
	print(
		`${grouped(count)} single device upserts over HTTP and HTTPS at 20 ms latency, time per item`,
		['Protocol', 'MoEngage node', 'HTTP Request node', 'Ratio'],
		[row('HTTP', 'oursHttp', 'theirsHttp'), row('HTTPS', 'oursHttps', 'theirsHttps')],
	);
};
