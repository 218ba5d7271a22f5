import type { Classification } from './classify';

const NOT_TRUSTED =
	/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED/;

const NOT_ALLOWED = /SSRF|ERR_INVALID_(URL|PROTOCOL)|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION/;

interface Loss {
	/** What happened, in words for the user. */
	message: string;
	classification: Classification;
}

/**
 * Says why no answer came, and whether MoEngage may have got the request all the same.
 *
 * @param code The system's code, empty where it gave none
 */
export const classifyNetworkError = (code: string): Loss => {
	const named = (message: string) => (code === '' ? message : `${message} (${code})`);
	if (NOT_TRUSTED.test(code)) {
		return {
			message: named("The certificate of the server at MoEngage's address is not trusted"),
			classification: { kind: 'fatal', cause: 'certificate' },
		};
	}
	if (NOT_ALLOWED.test(code)) {
		return {
			message: named("MoEngage's address cannot be used"),
			classification: { kind: 'fatal', cause: 'address' },
		};
	}
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return {
				message: named("MoEngage's address cannot be found"),
				classification: { kind: 'transient', cause: 'unknownHost', ambiguous: false },
			};
		case 'ECONNREFUSED':
			return {
				message: named('The connection to MoEngage was refused'),
				classification: { kind: 'transient', cause: 'refused', ambiguous: false },
			};
		default:
			return {
				message: named('The connection to MoEngage broke'),
				classification: { kind: 'transient', cause: 'broken', ambiguous: true },
			};
	}
};
