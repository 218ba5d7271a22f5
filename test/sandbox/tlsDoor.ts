import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

/** The sandbox over HTTPS. */
export interface TlsDoor {
	url: string;
	/** The certificate, which signs itself, and which n8n trusts where NODE_EXTRA_CA_CERTS names the file. */
	certificateFile: string;
	close: () => Promise<void>;
}

const createCertificate = async (folder: string) => {
	const keyFile = path.join(folder, 'key.pem');
	const certificateFile = path.join(folder, 'certificate.pem');
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
	const files = ['-days', '2', '-keyout', keyFile, '-out', certificateFile];
	await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, ...files]);
	return { keyFile, certificateFile };
};

/** Opens a port that speaks TLS, with a certificate made now, and hands on to the sandbox what it gets. */
export const openTlsDoor = async (sandboxUrl: string, folder: string): Promise<TlsDoor> => {
	const { keyFile, certificateFile } = await createCertificate(folder);
	const port = Number(new URL(sandboxUrl).port);
	const open = new Set<TLSSocket>();
	const key = await readFile(keyFile);
	const cert = await readFile(certificateFile);
	const server = createServer({ key, cert }, (secured) => {
		open.add(secured);
		const plain = connect(port, '127.0.0.1');
		const end = () => {
			open.delete(secured);
			secured.destroy();
			plain.destroy();
		};
		secured.on('error', end).on('close', end).pipe(plain);
		plain.on('error', end).on('close', end).pipe(secured);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No TCP port');
	return {
		url: `https://127.0.0.1:${address.port}`,
		certificateFile,
		close: async () => {
			for (const socket of open) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
};
