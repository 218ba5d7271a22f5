import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { chromium, type Browser } from 'playwright-core';

import { SetUpFailure } from '../n8n/host';
import { runOrFail } from '../n8n/processes';

/** Where Debian's package puts it; another browser can be named. */
const findExecutable = (): string => process.env.N8N_MOENGAGE_CHROMIUM ?? '/usr/bin/chromium';

/** No graphics card, and no word to servers of its maker: both only cost time. */
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--disable-quic',
];

const isRoot = (): boolean => process.getuid?.() === 0;

const install = async (): Promise<void> => {
	const options = { cwd: tmpdir(), env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	await runOrFail('apt-get', ['update'], options);
	await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
};

/** Starts Chromium, and installs it before where it is missing and may be installed. */
export const launchChromium = async (): Promise<Browser> => {
	const executablePath = findExecutable();
	if (!existsSync(executablePath)) {
		if (!isRoot() || !existsSync('/usr/bin/apt-get')) {
			throw new SetUpFailure(
				`The editor is tested in Chromium, which is not at ${executablePath}.`,
				'Install it (on Debian: apt-get install chromium), or set N8N_MOENGAGE_CHROMIUM to where it is.',
			);
		}
		await install();
	}
	return await chromium.launch({ executablePath, args: flags });
};
