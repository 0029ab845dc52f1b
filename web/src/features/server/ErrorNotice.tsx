import { ApiError, UnreachableError } from '@/api';
import { Button, Notice, useCountdown } from '@/ui';

interface ErrorNoticeProps {
  error: Error;
  /** What was being tried, as a title: "The picture could not be started". */
  title: string;
  onRetry?: (() => void) | undefined;
}

/** Any failure of the API in words, with the time to wait where the server names one. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps) {
  const wait = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  const left = useCountdown(wait, error);
  const unreachable = error instanceof UnreachableError;
  return (
    <Notice
      title={unreachable ? 'The server cannot be reached' : title}
      text={unreachable ? 'Is it running? Start it with ./imagineer serve, then try again.' : error.message}
      traceId={error instanceof ApiError && error.status >= 500 ? error.traceId : undefined}
      actions={
        onRetry && (
          <Button onClick={onRetry} disabled={left > 0}>
            {left > 0 ? `Try again in ${left} s` : 'Try again'}
          </Button>
        )
      }
    />
  );
}
