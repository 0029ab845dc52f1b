import { useQuery } from '@tanstack/react-query';
import { getConfig, getModels, getSchedulers } from '@/api';

/** The defaults in force. */
export const useConfig = () => useQuery({ queryKey: ['config'], queryFn: ({ signal }) => getConfig(signal) });

/** The models on the server; asked again while one is being loaded. */
export const useModels = () =>
  useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => getModels(signal),
    refetchInterval: ({ state }) =>
      state.error || state.data?.some((model) => model.state === 'loading') ? 5000 : false,
  });

/** The samplers on the server. */
export const useSchedulers = () =>
  useQuery({ queryKey: ['schedulers'], queryFn: ({ signal }) => getSchedulers(signal) });
