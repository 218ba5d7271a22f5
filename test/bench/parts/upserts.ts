import { compare, grouped, NO_LIMITS, perItem, print, ratio, type Part } from '../bench';
import { httpUpsertDevice, upsertDevice } from '../nodeParameters';

export const measureUpserts: Part = async (bench) => {
	const { sandbox, n8n, stage, quick, report } = bench;
	const { url } = sandbox;
	const [count, warmUp] = [quick ? 500 : 2_000, 300];
	const devices = { items: 'devices', count, warmUp } as const;
	const rows: string[][] = [];
	for (const latencyMs of [0, 20, 100]) {
		report(`Single upserts at ${latencyMs} ms latency …`);
		await sandbox.configure({ latencyMs, limits: NO_LIMITS });
		const fastest = await compare(bench, {
			ours: async () => await n8n.run({ ...devices, sender: 'moEngage', parameters: upsertDevice }),
			theirs: async () =>
				await n8n.run({ ...devices, sender: 'httpRequest', parameters: httpUpsertDevice(url) }),
			bare: async () => await stage.run({ ...devices, sender: 'bare', parameters: {}, url }),
		});
		rows.push([
			`${latencyMs} ms`,
			perItem(fastest('ours'), count),
			perItem(fastest('theirs'), count),
			perItem(fastest('bare'), count),
			ratio(fastest('ours').milliseconds, fastest('theirs').milliseconds),
		]);
	}
	print(
		`${grouped(count)} single device upserts, time per item`,
		['Latency', 'MoEngage node', 'HTTP Request node', 'Bare client', 'Ratio'],
		rows,
	);
};
