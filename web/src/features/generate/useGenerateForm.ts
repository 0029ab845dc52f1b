import { useMutation } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { ApiError, generate, UnreachableError, type Config, type GenerateRequest, type Job } from '@/api';
import { faultsOf, type Faults } from './faults';
import { newKey } from './newKey';
import { defaultSettings, toRequest, type SettingName, type Settings } from './settings';

export interface GenerateForm {
  values: Settings;
  faults: Faults;
  /** The last submission's failure, unless it is told beside a field. */
  error: Error | null;
  isSending: boolean;
  set: (name: SettingName, value: string) => void;
  /** Replaces everything typed. */
  load: (settings: Partial<Settings>) => void;
  /** Sends what the form shows, or, if given, loads other settings and sends those. */
  submit: (replacement?: Partial<Settings>) => void;
}

/**
 * The form's state: the server's defaults under what was typed, so that late defaults never overwrite a word.
 * `onJob` is called with the job of an accepted request.
 */
export function useGenerateForm(config: Config | undefined, onJob: (job: Job) => void): GenerateForm {
  const defaults = useMemo(() => defaultSettings(config), [config]);
  const [edits, setEdits] = useState<Partial<Settings>>({});
  const [faults, setFaults] = useState<Faults>({});
  const unanswered = useRef<{ body: string; key: string }>(undefined);
  const values = { ...defaults, ...edits };

  const send = useMutation({
    mutationFn: (request: GenerateRequest) => {
      // Whether an unanswered request arrived is unknown: the same one again must not draw twice.
      const body = JSON.stringify(request);
      const key = unanswered.current?.body === body ? unanswered.current.key : newKey();
      unanswered.current = { body, key };
      return generate(request, key);
    },
    onSuccess: onJob,
    onError: (error) => {
      if (error instanceof ApiError) setFaults(fieldsOf(error));
    },
    onSettled: (_job, error) => {
      if (!(error instanceof UnreachableError)) unanswered.current = undefined;
    },
  });

  const load = (settings: Partial<Settings>) => {
    setEdits(settings);
    setFaults({});
    send.reset();
  };

  return {
    values,
    faults,
    error: send.error instanceof ApiError && Object.keys(fieldsOf(send.error)).length > 0 ? null : send.error,
    isSending: send.isPending,
    set: (name, value) => {
      setEdits((before) => ({ ...before, [name]: value }));
      setFaults((before) => Object.fromEntries(Object.entries(before).filter(([field]) => field !== name)));
    },
    load,
    submit: (replacement) => {
      if (send.isPending) return;
      if (replacement) load(replacement);
      const settings = replacement ? { ...defaults, ...replacement } : values;
      const found = faultsOf(settings);
      setFaults(found);
      if (Object.keys(found).length === 0) send.mutate(toRequest(settings));
    },
  };
}

/** The messages that belong to a field of this form. */
function fieldsOf(error: ApiError): Faults {
  const known = Object.entries(error.fields).filter(([name]) => name in defaultSettings(undefined));
  return Object.fromEntries(known);
}
