import type { Verdict } from './verdict';

const NOT_TRUSTED =
	/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED/;

const NOT_ALLOWED = /SSRF|ERR_INVALID_(URL|PROTOCOL)|ERR_UNSUPPORTED_PROTOCOL|ERR_BAD_OPTION/;

interface Loss {
	/** What happened, in words for the user. */
	message: string;
	verdict: Verdict;
}

/**
 * Says why no answer came, and whether MoEngage may have got the request all the same.
 *
 * @param code The system's code, empty where it gave none
 */
export const judgeLoss = (code: string): Loss => {
	const named = (message: string) => (code === '' ? message : `${message} (${code})`);
	if (NOT_TRUSTED.test(code)) {
		return {
			message: named("The certificate of the server at MoEngage's address is not trusted"),
			verdict: { kind: 'fatal', cause: 'certificate' },
		};
	}
	if (NOT_ALLOWED.test(code)) {
		return {
			message: named("MoEngage's address cannot be used"),
			verdict: { kind: 'fatal', cause: 'address' },
		};
	}
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return {
				message: named("MoEngage's address cannot be found"),
				verdict: { kind: 'transient', cause: 'unknownHost', unclear: false },
			};
		case 'ECONNREFUSED':
			return {
				message: named('The connection to MoEngage was refused'),
				verdict: { kind: 'transient', cause: 'refused', unclear: false },
			};
		default:
			return {
				message: named('The connection to MoEngage broke'),
				verdict: { kind: 'transient', cause: 'broken', unclear: true },
			};
	}
};
