// At once, since some tests build on the page or the state that the test before them left.
jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
